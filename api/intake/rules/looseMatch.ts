/** Words that say nothing about which keyword is meant; they neither count nor take up room between two that do. */
const small = new Set(
  `a an the my our your his her of to in on at for from by with and or is are was were be been has have had it this that o os um uma e de do da dos das
  no na em ao para com meu minha der die das den dem ein eine und von zu im mit auf ist`.split(/\s+/),
);

/** How many words of a phrase carry a meaning; at least one: "my inbox" says no more than "inbox". */
export function meaningOf(phrase: readonly string[]): number {
  return Math.max(1, phrase.filter((word) => !small.has(word)).length);
}

/** Other words that may stand between the words of a keyword. Two joins "exception from the password policy"; more joins strangers. */
const mayStandBetween = 2;

/** "opened", "opening" and "open" are one word here. Under four letters nothing is cut: "red" is not "r". */
function stem(word: string): string {
  const cut = word.replace(/(?:ing|ed)$/u, '');
  return cut.length >= 4 ? cut : word;
}

/**
 * Where the words of a keyword stand near each other in any order and form: "port 8443 opened" for "open port". Empty when they do not, or when
 * fewer than two of its words carry a meaning.
 */
export function looseAt(sentence: readonly string[], keyword: readonly string[]): readonly number[] {
  const wanted = [...new Set(keyword.filter((word) => !small.has(word)).map(stem))];
  if (wanted.length < 2) return [];
  const content = sentence
    .map((word, at) => ({ at, word: stem(word) }))
    .filter(({ at }) => !small.has(sentence[at] ?? ''));
  for (let from = 0; from + wanted.length <= content.length; from += 1) {
    const window = content.slice(from, from + wanted.length + mayStandBetween);
    const found = wanted.map((word) => window.find((one) => one.word === word)?.at);
    const positions = found.filter((at) => at !== undefined);
    if (positions.length === wanted.length) return positions.sort((a, b) => a - b);
  }
  return [];
}
