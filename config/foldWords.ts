/**
 * Text as the words that keywords are compared with: lower case, without accents, everything that is no letter or digit
 * one space. Both sides must go through it, so that "Não" meets "nao", "sign-in" meets "sign in" and "CI/CD" "ci cd".
 */
export function foldWords(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Whether the phrase stands in the folded text as whole words: "down" is not in "download". */
export function hasPhrase(foldedText: string, phrase: string): boolean {
  return ` ${foldedText} `.includes(` ${foldWords(phrase)} `);
}
