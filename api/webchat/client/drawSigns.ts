/**
 * The signs that the bot and people tap and write here, without the variation selector U+FE0F, by the name of their
 * drawing (see chat.css).
 */
const names: ReadonlyMap<string, string> = new Map([
  ['✅', 'yes'],
  ['❌', 'no'],
  ['❓', 'question'],
  ['👍', 'up'],
  ['👎', 'down'],
  ['👀', 'seen'],
  ['🎫', 'ticket'],
  ['🛑', 'stop'],
  ['🔁', 'again'],
]);

const drawable = new RegExp(`((?:${[...names.keys()].join('|')})\uFE0F?|[0-9]\uFE0F?\u20E3)`, 'u');

/** Two emoji that look the same are two empty boxes: the browser has no font for them. */
function drawsEmoji(): boolean {
  const pixels = (text: string): string => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [32, 32];
    const pen = canvas.getContext('2d');
    if (!pen) return text;
    pen.font = '24px sans-serif';
    pen.fillText(text, 0, 26);
    return pen.getImageData(0, 0, 32, 32).data.join();
  };
  return pixels('✅') !== pixels('❌');
}

/** The sign stays in the page as text, unseen: it can still be copied and is read aloud. */
function drawing(sign: string): HTMLElement {
  const element = document.createElement('span');
  element.className = 'sign';
  const plain = sign.replaceAll('\uFE0F', '');
  element.dataset['sign'] = names.get(plain) ?? 'key';
  if (!names.has(plain)) element.dataset['key'] = plain.slice(0, 1);
  element.textContent = sign;
  return element;
}

function draw(text: Text): void {
  // The pattern has one group, so that signs stand at the odd places.
  const parts = text.data.split(drawable);
  if (parts.length === 1 || text.parentElement?.closest('.sign, pre')) return;
  text.replaceWith(
    ...parts.map((part, place) => (place % 2 === 1 ? drawing(part) : part)).filter((part) => part !== ''),
  );
}

/** In chips only the first text is the sign: Hydrogen keeps writing the count into the last one. */
function drawIn(container: HTMLElement): void {
  for (const chip of container.querySelectorAll('.Timeline_messageReactions button'))
    if (chip.firstChild instanceof Text) draw(chip.firstChild);
  for (const body of container.querySelectorAll('.Timeline_messageBody')) {
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) if (walker.currentNode instanceof Text) texts.push(walker.currentNode);
    for (const text of texts) if (drawable.test(text.data)) draw(text);
  }
}

/**
 * Draws the signs where the browser has no emoji (a bare Linux machine): there ✅ and ❌ are the same empty box, and a
 * vote would be a guess.
 */
export function drawSigns(container: HTMLElement): void {
  if (drawsEmoji()) return;
  const redraw = (): void => {
    drawIn(container);
  };
  new MutationObserver(redraw).observe(container, { childList: true, subtree: true });
  redraw();
}
