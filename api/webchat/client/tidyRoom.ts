const placeholder = 'Write what you need';
const firstWords = [
  'Write below what is wrong or what you need, in your own words.',
  'The answer comes right here, and whatever is risky waits until a person has approved it.',
  'Write !help to see what else can be written.',
];

/** Seen while nobody has written anything, see chat.css. */
function welcome(): HTMLElement {
  const element = document.createElement('div');
  element.className = 'firstWords';
  for (const sentence of firstWords) {
    const line = document.createElement('p');
    line.textContent = sentence;
    element.append(line);
  }
  return element;
}

/** What a message quotes, as an event id. */
const quoted = (message: Element): string | undefined =>
  message.querySelector('.ReplyPreviewView [data-event-id]')?.getAttribute('data-event-id') ?? undefined;

/** Every message of a thread quotes its first one; below that one, and below another of the same thread, nobody needs it. */
function hideRepeatedQuotes(room: Element): void {
  let above: Element | undefined;
  for (const message of room.querySelectorAll('.Timeline_message:not(.ReplyPreviewView *, .MessageComposer *)')) {
    const target = quoted(message);
    const known = above && [above.getAttribute('data-event-id'), quoted(above)];
    message.classList.toggle('sameThread', target !== undefined && known?.includes(target) === true);
    above = message;
  }
}

/**
 * A gate that waits stands out. What is going to run is broken into lines, so that it is seen whole before somebody approves it. Anything else in
 * monospace is output, whose columns mean something: it keeps its lines and is scrolled.
 */
function markGates(room: Element): void {
  for (const body of room.querySelectorAll('.Timeline_messageBody:has(pre)')) {
    const text = [...body.children].find((child) => !child.matches('.ReplyPreviewView, time'))?.textContent ?? '';
    const gate = /^Change \d+ needs a decision/.test(text);
    body.classList.toggle('gate', gate);
    body.classList.toggle('output', !gate);
  }
}

/** What is wrong in Hydrogen's page for those who hear it: an attribute that is none, and a date among the items of a list. */
function tidyForScreenReaders(container: HTMLElement): void {
  container.querySelector('input[autocomplete=autocomplete]')?.setAttribute('autocomplete', 'off');
  for (const date of container.querySelectorAll('.Timeline .DateHeader')) date.role = 'listitem';
}

/** Makes the room say what to do in it, and the conversation in it easier to read. */
export function tidyRoom(container: HTMLElement): void {
  const tidy = (): void => {
    const room = container.querySelector('.RoomView_body');
    if (!room) return;
    const composer = room.querySelector<HTMLTextAreaElement>('.MessageComposer_input textarea');
    if (!room.querySelector('.firstWords')) composer?.closest('.MessageComposer')?.before(welcome());
    if (composer && composer.ariaLabel === null) {
      composer.ariaLabel = composer.placeholder;
      composer.placeholder = placeholder;
    }
    tidyForScreenReaders(container);
    hideRepeatedQuotes(room);
    markGates(room);
  };
  new MutationObserver(tidy).observe(container, { childList: true, subtree: true });
  tidy();
}
