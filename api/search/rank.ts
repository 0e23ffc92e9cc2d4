import type { Found } from './contract.js';

/** A word in the own title says more about a thing than one somewhere in its text. */
const titleWeight = 3;

export function scoreOf({ heading, text }: Pick<Found, 'heading' | 'text'>, terms: readonly string[]): number {
  const [title, body] = [heading.toLowerCase(), text.toLowerCase()];
  return terms.reduce((sum, term) => sum + (title.includes(term) ? titleWeight : 0) + (body.includes(term) ? 1 : 0), 0);
}

/** Best first: who has more of the words, in the title above all; then what changed last; then the order is only stable. */
export function ranked<T extends Found>(found: readonly T[], terms: readonly string[]): T[] {
  const scored = found.map((one) => ({ one, score: scoreOf(one, terms) }));
  scored.sort(
    (a, b) =>
      b.score - a.score ||
      b.one.updated_at.getTime() - a.one.updated_at.getTime() ||
      a.one.type.localeCompare(b.one.type) ||
      b.one.id - a.one.id,
  );
  return scored.map(({ one }) => one);
}
