import { containing } from '../db/index.js';

/** Contract 22.4: at most so many words of at most so many characters are looked for. */
const mostTerms = 8;
const longestTerm = 80;

/** The words of a search in lower case, each once. */
export function termsOf(query: string): string[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.slice(0, longestTerm))
    .filter((word) => word !== '');
  return [...new Set(words)].slice(0, mostTerms);
}

/** The words as PostgreSQL's full text search takes them, each as the beginning of a word; `&` wants all, `|` any of them. */
export function textQuery(terms: readonly string[], operator: '&' | '|'): string {
  return terms.map((term) => `'${term.replaceAll('\\', '\\\\').replaceAll("'", "''")}':*`).join(` ${operator} `);
}

/** The words as patterns of `like`: anywhere in a text, with no character of theirs meaning anything. */
export function patterns(terms: readonly string[]): string[] {
  return terms.map(containing);
}
