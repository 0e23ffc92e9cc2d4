import MarkdownIt, { type Env, type StateCore, type Token } from 'markdown-it';
import sanitizeHtml from 'sanitize-html';
import type { Contact } from '../../api/access/index.js';
import { pillAddress } from './pillAddress.js';
import { oneLine } from './visibleText.js';

const parser = new MarkdownIt({ html: false, linkify: true, breaks: true });
// Words that only look like an address ("node.js", "ana@corp") stay words.
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
parser.linkify.add('ftp:', null).add('//', null);
parser.validateLink = (url) => /^(https?:\/\/|mailto:)/i.test(url);
// A picture would be loaded from somewhere by everybody who reads the room, and words struck out mean the opposite where a client drops the line through them.
parser.disable(['image', 'strikethrough']);
parser.renderer.rules['heading_open'] = () => '<p><strong>';
parser.renderer.rules['heading_close'] = () => '</strong></p>\n';
parser.core.ruler.push('pills', pills);

type Environment = Env & { people: readonly Contact[] };

/** Matrix ids of known people in running text become their names. In code and in links they stay as they are. */
function pills(state: StateCore): void {
  const { people } = state.env as Environment;
  const names = new Map(people.flatMap(({ name, matrixId }) => (matrixId === null ? [] : [[matrixId, name] as const])));
  if (names.size === 0) return;
  const ids = [...names.keys()].map((id) => id.replaceAll(/[^\w@:]/g, '\\$&')).join('|');
  const known = new RegExp(`(?<![\\w@])(${ids})(?![\\w:-]|\\.\\w)`);
  for (const token of state.tokens) {
    let links = 0;
    token.children = (token.children ?? []).flatMap((child) => {
      links += child.type === 'link_open' ? 1 : child.type === 'link_close' ? -1 : 0;
      if (child.type !== 'text' || links > 0) return [child];
      // The pattern has one group, so that ids stand at the odd places.
      return child.content.split(known).flatMap((part, place) => {
        const name = place % 2 === 1 ? names.get(part) : undefined;
        return name === undefined ? [textToken(state, part)] : pill(state, part, name);
      });
    });
  }
}

function textToken(state: StateCore, content: string): Token {
  const token = new state.Token('text', '', 0);
  token.content = content;
  return token;
}

function pill(state: StateCore, matrixId: string, name: string): Token[] {
  const open = new state.Token('link_open', 'a', 1);
  open.attrs = [['href', pillAddress(matrixId)]];
  return [open, textToken(state, oneLine(name, 80)), new state.Token('link_close', 'a', -1)];
}

const allowed: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['p', 'br', 'hr', 'strong', 'em', 'code', 'pre', 'blockquote', 'a'],
    ...['ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: { a: ['href', 'rel'], ol: ['start'] },
  allowedClasses: { code: ['language-*'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  transformTags: {
    a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, rel: 'noopener noreferrer nofollow' } }),
  },
};

/** Markdown of people and agents as HTML: what it may be is decided here twice, by the parser and by the sanitiser. */
export function markdownToHtml(text: string, people: readonly Contact[]): string {
  const environment: Environment = { people };
  return sanitizeHtml(parser.render(text, environment), allowed).trim();
}
