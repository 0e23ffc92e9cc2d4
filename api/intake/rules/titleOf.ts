import { clausesOf } from './clauses.js';
import { kindOfMessage } from './kindOfMessage.js';

/** Characters; a title must fit one line of a card on a phone. The contract's own limit is 240 (7.5). */
const longest = 80;

const opening =
  /^(?:(?:hello|hi|hey|good (?:morning|afternoon|evening)|ola|olá|oi|bom dia|boa tarde|boa noite|hallo|guten (?:morgen|tag)|team|all|everyone|pessoal|please|por favor|bitte)[\s,!.:]+)+/iu;

function shorten(text: string): string {
  if (text.length <= longest) return text;
  const cut = text.slice(0, longest - 1);
  // A whole thought reads better than as many words as fit.
  const comma = Math.max(cut.lastIndexOf(', '), cut.lastIndexOf('; '), cut.lastIndexOf(' – '));
  if (comma > longest / 3) return cut.slice(0, comma);
  const space = cut.lastIndexOf(' ');
  // Nor through the middle of an emoji.
  const end = /[\uD800-\uDBFF]$|[\s,;:.–-]+$/;
  return `${cut.slice(0, space > longest / 2 ? space : undefined).replace(end, '')}…`;
}

/** One line that says what the message asks for: its first sentence that is neither greeting, thanks nor "X is fine". */
export function titleOf(message: string): string {
  const sentences = message
    .split(/(?<=[.!?])\s+|[\n\r]+/u)
    .map((sentence) => sentence.replace(/\s+/gu, ' ').trim())
    .filter((sentence) => sentence !== '');
  const first = sentences.find(
    (sentence) => kindOfMessage(sentence) === 'request' && clausesOf(sentence).some(({ live }) => live),
  );
  const chosen = (first ?? sentences[0] ?? 'Untitled request').replace(opening, '').replace(/[.!\s]+$/u, '');
  const text = shorten(chosen === '' ? (sentences[0] ?? 'Untitled request') : chosen);
  return text.slice(0, 1).toLocaleUpperCase() + text.slice(1);
}
