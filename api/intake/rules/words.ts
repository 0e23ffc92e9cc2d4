import { foldWords } from '../../../config/foldWords.js';

/** Short forms are written out on both sides, so that "can't", "cannot" and "can not" are the same three words to a keyword. */
function writeOut(text: string): string {
  return text.replace(/\bcan['’]?t\b|\bcannot\b/giu, 'can not').replace(/n['’]t\b/giu, ' not');
}

/** A plural meets its singular ("licences", "senhas"). Words of three letters stay: "dns", "aws", "gas" are no plurals. */
function singular(word: string): string {
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

/** The words of a text as they are compared everywhere in intake: folded, written out, singular. */
export function wordsOf(text: string): readonly string[] {
  const folded = foldWords(writeOut(text));
  return folded === '' ? [] : folded.split(' ').map(singular);
}

/** Where the phrase begins in the words; -1 when it does not stand there as whole words. */
export function indexOfPhrase(words: readonly string[], phrase: readonly string[], from = 0): number {
  if (phrase.length === 0) return -1;
  for (let at = from; at + phrase.length <= words.length; at += 1) {
    if (phrase.every((word, offset) => words[at + offset] === word)) return at;
  }
  return -1;
}

/** Whether one of the phrases stands in the text. The phrases are words already, see `phraseList`. */
export function hasAny(words: readonly string[], phrases: readonly (readonly string[])[]): boolean {
  return phrases.some((phrase) => indexOfPhrase(words, phrase) >= 0);
}

/** Phrases separated by "|", longest first, so that the longest is found (and taken away) before its own parts. */
export function phraseList(text: string): readonly (readonly string[])[] {
  return text
    .split('|')
    .map(wordsOf)
    .filter((words) => words.length > 0)
    .sort((a, b) => b.length - a.length);
}

/** The words without any of the phrases. */
export function withoutPhrases(words: readonly string[], phrases: readonly (readonly string[])[]): readonly string[] {
  let left = [...words];
  for (const phrase of phrases) {
    for (let at = indexOfPhrase(left, phrase); at >= 0; at = indexOfPhrase(left, phrase, at)) {
      left = [...left.slice(0, at), ...left.slice(at + phrase.length)];
    }
  }
  return left;
}
