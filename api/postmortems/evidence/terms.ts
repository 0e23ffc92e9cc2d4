import { foldWords } from '../../../config/foldWords.js';

/** Words that are in every ticket, in the languages that our requesters write. */
const everywhere = new Set([
  ...[
    'about',
    'after',
    'again',
    'also',
    'been',
    'before',
    'from',
    'have',
    'into',
    'just',
    'more',
    'need',
    'needs',
    'not',
  ],
  ...[
    'over',
    'please',
    'since',
    'some',
    'that',
    'the',
    'their',
    'them',
    'then',
    'there',
    'this',
    'they',
    'very',
    'was',
  ],
  ...['were', 'what', 'when', 'where', 'which', 'while', 'will', 'with', 'would', 'your', 'does', 'could', 'should'],
  ...['ticket', 'incident', 'request', 'task', 'status', 'agent', 'note', 'change', 'progress', 'assigned', 'harness'],
  ...['para', 'com', 'uma', 'por', 'que', 'nao', 'mas', 'esta', 'favor', 'preciso'],
]);

/** What a term counts for in the title, where people say what it is about. */
const titleWeight = 5;
const shortest = 4;

/** The words that a ticket is about, most telling first (contract 19.2: at most ten). Pure. */
export function evidenceTerms(title: string, texts: readonly string[], most = 10): string[] {
  const counts = new Map<string, number>();
  const count = (text: string, weight: number): void => {
    for (const word of foldWords(text).split(' ')) {
      if (word.length < shortest || everywhere.has(word) || /^\d+$/.test(word)) continue;
      counts.set(word, (counts.get(word) ?? 0) + weight);
    }
  };
  count(title, titleWeight);
  for (const text of texts) count(text, 1);
  return [...counts]
    .sort(([a, times], [b, others]) => others - times || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([word]) => word);
}

/** How many of the terms stand in the text as whole words. */
export function termsIn(text: string, terms: readonly string[]): number {
  const words = new Set(foldWords(text).split(' '));
  return terms.filter((term) => words.has(term)).length;
}

/** Those with most terms first, in their own order among equals; without terms they stay as they are. */
export function byTerms<T>(rows: readonly T[], textOf: (row: T) => string, terms: readonly string[]): T[] {
  return rows
    .map((row, at) => ({ row, at, found: termsIn(textOf(row), terms) }))
    .sort((a, b) => b.found - a.found || a.at - b.at)
    .map(({ row }) => row);
}
