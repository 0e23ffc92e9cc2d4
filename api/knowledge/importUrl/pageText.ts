import sanitizeHtml from 'sanitize-html';
import { longestBody } from '../contract.js';
import type { Page } from './fetchPage.js';

/** What ends a line of text; everything else stands within one. */
const blocks = [
  'address article aside blockquote br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav',
  'ol p pre section table tbody td tfoot th thead tr ul',
]
  .join(' ')
  .split(' ');
/** Their content is no text for readers. */
const silent = ['script', 'style', 'textarea', 'option', 'noscript', 'template', 'title', 'iframe', 'object', 'svg'];

const entities = new Map([
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&amp;', '&'],
]);
const plain = (text: string): string =>
  text.replaceAll(/&(?:lt|gt|quot|amp);/g, (entity) => entities.get(entity) ?? entity);

/** Lines without blanks at their ends, at most one empty one between two. */
function tidy(text: string): string {
  return text
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ *\n */g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/** The words of a page, a line a block, list items with a dash. Scripts, styles and every tag are gone. */
export function htmlToText(html: string): string {
  // Nothing but these tags, without attributes, and four entities come out of here: what follows need not parse HTML.
  const clean = sanitizeHtml(html, { allowedTags: blocks, allowedAttributes: {}, nonTextTags: silent });
  const lines = clean
    // A line break in the source is a blank, but for what is shown as it is written.
    .replaceAll(/<pre>[^]*?<\/pre>|[^<]+/g, (part) => (part.startsWith('<pre>') ? part : part.replaceAll(/\s+/g, ' ')))
    .replaceAll(/<li>/g, '\n- ')
    .replaceAll(/<\/(?:td|th)>/g, ' ')
    .replaceAll(/<\/?[a-z][a-z0-9]*(?: \/)?>/g, '\n');
  return tidy(plain(lines));
}

/** The title of an HTML page in one line, or null. It stands near the beginning, or it is none. */
export function titleOfHtml(html: string): string | null {
  const found = /<title[^>]*>([^<]{1,2000})/i.exec(html.slice(0, 100_000))?.[1];
  const title = tidy(plain(sanitizeHtml(found ?? '', { allowedTags: [] }))).replaceAll('\n', ' ');
  return title === '' ? null : title.slice(0, 500);
}

function decoded({ charset, bytes }: Page): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    // A name that nobody knows: most pages are UTF-8, whatever they say.
    return new TextDecoder().decode(bytes);
  }
}

/** What is kept of a page: its text, at most as long as an article may be, and the title that it gives itself. */
export function pageText(page: Page): { readonly title: string | null; readonly text: string } {
  const content = decoded(page).replaceAll('\u0000', '');
  const html = page.type === 'text/html';
  const text = html ? htmlToText(content) : content.trim();
  // Not through the middle of a character that takes two places.
  const kept = text.slice(0, longestBody).replace(/[\uD800-\uDBFF]$/, '');
  return { title: html ? titleOfHtml(content) : null, text: kept };
}
