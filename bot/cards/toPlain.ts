import type { Block, Inline, Inlines } from './document.js';
import { markdownToHtml } from './markdownToHtml.js';
import { oneLine, withoutTricks } from './visibleText.js';

function inline(part: Inline): string {
  if (typeof part === 'string') return part;
  switch (part.kind) {
    case 'strong':
    case 'em':
      return inlines(part.inner);
    case 'code':
      return part.text;
    case 'person':
      return oneLine(part.name, 80);
  }
}

function inlines(parts: Inlines): string {
  return parts.map(inline).join('');
}

function block(one: Block): string {
  switch (one.kind) {
    case 'lines':
      return one.lines.map(inlines).join('\n');
    case 'list':
      return one.items.map((item) => `• ${inlines(item)}`).join('\n');
    case 'monospace':
      // Indented, because no text can end that by itself, as it could end a fence.
      return one.text.replaceAll(/^/gm, '    ');
    case 'markdown': {
      const lead = inlines(one.lead);
      if (lead === '') return one.text;
      const goesOn = markdownToHtml(withoutTricks(one.text), []).startsWith('<p>');
      return `${lead}${goesOn ? ' ' : '\n'}${one.text}`;
    }
  }
}

/** A card as plain text, for notifications and for clients without HTML: it says what the HTML says. */
export function toPlain(blocks: readonly Block[]): string {
  return withoutTricks(blocks.map(block).join('\n\n'));
}
