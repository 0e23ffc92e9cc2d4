import type { Block, Inline, Inlines } from './document.js';
import { escapeHtml } from './escapeHtml.js';
import { markdownToHtml } from './markdownToHtml.js';
import { pillAddress } from './pillAddress.js';
import { oneLine, withoutTricks } from './visibleText.js';

const text = (raw: string): string => escapeHtml(withoutTricks(raw));

function inline(part: Inline): string {
  if (typeof part === 'string') return text(part);
  switch (part.kind) {
    case 'strong':
    case 'em':
      return `<${part.kind}>${inlines(part.inner)}</${part.kind}>`;
    case 'code':
      return `<code>${text(part.text)}</code>`;
    case 'person':
      return `<a href="${escapeHtml(pillAddress(part.matrixId))}">${text(oneLine(part.name, 80))}</a>`;
  }
}

function inlines(parts: Inlines): string {
  return parts.map(inline).join('');
}

function block(one: Block): string {
  switch (one.kind) {
    case 'lines':
      return `<p>${one.lines.map(inlines).join('<br>')}</p>`;
    case 'list':
      return `<ul>${one.items.map((item) => `<li>${inlines(item)}</li>`).join('')}</ul>`;
    case 'monospace':
      return `<pre><code>${text(one.text)}</code></pre>`;
    case 'markdown': {
      const html = markdownToHtml(withoutTricks(one.text), one.people);
      const lead = inlines(one.lead);
      if (lead === '') return html;
      return html.startsWith('<p>') ? `<p>${lead} ${html.slice('<p>'.length)}` : `<p>${lead}</p>${html}`;
    }
  }
}

/** A card as HTML, of the tags that every client shows. */
export function toHtml(blocks: readonly Block[]): string {
  return blocks.map(block).join('\n');
}
