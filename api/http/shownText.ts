import { text } from './fields.js';

/**
 * Words for people, which nothing runs: stored without what could disguise them on a card (controls, text direction, half
 * characters), so that a digest is over what is read.
 */
export function shownText(max: number) {
  return text(max).transform((value) =>
    value.replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Cs}]|(?![\t\n])\p{Cc}/gu, ''),
  );
}

/** The same in one line. */
export function shownLine(max: number) {
  return shownText(max)
    .transform((value) => value.replaceAll(/\s+/g, ' ').trim())
    .refine((value) => value !== '', { message: 'is empty' });
}
