import { hasAny, indexOfPhrase, phraseList, wordsOf } from './words.js';

/**
 * A piece of a message that says one thing. `live` is false when it says that something is *not* the matter, that it works
 * again, or thanks for it: its words must not route the ticket ("the VPN is NOT down, but …").
 */
export interface Clause {
  readonly text: string;
  readonly words: readonly string[];
  readonly live: boolean;
}

/** Sentence ends, commas, dashes, and the conjunctions that set a second thought against the first. */
const border = /(?<=[.!?;:…])\s+|[\n\r]+|,\s+|\s[–—-]\s|\b(?:but|however|mas|porém|porem|aber|sondern)\b/iu;

const negators = new Set(['not', 'nao', 'nicht', 'no', 'never', 'kein', 'keine', 'keinen', 'sem', 'nem']);
const troubles = new Set(
  wordsOf(`down broken affected affecting problem problema issue outage offline slow culprit cause fault faulty suspicious urgent
  caido caida quebrado quebrada afetado afetada lento lenta kaputt gestort betroffen langsam schuld fora`),
);
const thanks = phraseList('thank|thank you|thx|cheer for|obrigado|obrigada|valeu|danke|vielen dank');
const settled = phraseList(
  `work again|works again|working again|work fine|works fine|working fine|is fine|are fine|all fine|is ok|is okay|is solved|was solved
  |has been fixed|is fixed|up again|online again|back online|nothing to do with|not related to|not about|no longer down
  |funciona de novo|voltou a funcionar|voltou ao ar|voltaram a funcionar|funciona bem|esta bem|foi resolvido|nada a ver com|nao tem a ver com
  |geht wieder|funktioniert wieder|lauft wieder|in ordnung|nichts zu tun`.replaceAll('\n', ' '),
);
/** "not only slow" says more than slow, not less. */
const notReallyNegated = new Set(['only', 'just', 'so', 'nur', 'apena', 'apenas']);

function deniesTrouble(words: readonly string[]): boolean {
  return words.some((word, at) => {
    if (!negators.has(word) || notReallyNegated.has(words[at + 1] ?? '')) return false;
    return words.slice(at + 1, at + 4).some((next) => troubles.has(next));
  });
}

function isLive(words: readonly string[]): boolean {
  const thanked = thanks.some((phrase) => {
    const at = indexOfPhrase(words, phrase);
    return at >= 0 && at <= 2;
  });
  return !thanked && !hasAny(words, settled) && !deniesTrouble(words);
}

/** The clauses of a text, in order. Total: an empty text has none. */
export function clausesOf(text: string): readonly Clause[] {
  return text
    .split(border)
    .map((part) => part.trim())
    .map((part) => ({ text: part, words: wordsOf(part) }))
    .filter(({ words }) => words.length > 0)
    .map(({ text: part, words }) => ({ text: part, words, live: isLive(words) }));
}

const articles = new Set(
  'a an the my our your any this that o um uma meu minha der die das den dem ein eine einen mein'.split(' '),
);
const forms = new Set('is are was were be it s e esta foi ist sind war need want preciso'.split(' '));

/** Whether what begins at `at` is itself denied: "it is not a phishing mail", "we do not need access". */
export function isDenied(words: readonly string[], at: number): boolean {
  let before = at - 1;
  while (before >= 0 && articles.has(words[before] ?? '')) before -= 1;
  const wanted = words[before] === 'need' || words[before] === 'want';
  if (wanted) before -= 1;
  if (words[before] !== 'not' && words[before] !== 'nao' && words[before] !== 'nicht') return false;
  return wanted || before === 0 || forms.has(words[before - 1] ?? '');
}
