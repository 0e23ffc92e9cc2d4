import { z } from 'zod';
import { Secret } from './secret.js';

/** A length of time; written `90s`, `15m`, `24h`, `7d` or as a number of seconds, held in whole seconds. */
export type Seconds = number;

const unitSeconds = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]);

function toSeconds(value: string | number): Seconds {
  if (typeof value === 'number') {
    return value;
  }
  const [, digits = '', unit = ''] = /^(\d+)([smhd])?$/.exec(value) ?? [];
  return Number(digits) * (unitSeconds.get(unit) ?? 1);
}

function inWords(seconds: Seconds): string {
  const unit = [...unitSeconds].reverse().find(([, size]) => seconds >= size && seconds % size === 0);
  return unit ? `${seconds / unit[1]}${unit[0]}` : `${seconds}s`;
}

/** A duration field: text or number in, seconds out. The bounds are in seconds and inclusive. */
export function duration(minimum: Seconds, maximum: Seconds) {
  const expects = `a length of time from ${inWords(minimum)} to ${inWords(maximum)}, such as 90s, 15m, 24h or 7d (a bare number is seconds)`;
  return z
    .union([z.int().min(0), z.string().regex(/^\d+[smhd]?$/)])
    .transform(toSeconds)
    .refine((seconds) => seconds >= minimum && seconds <= maximum)
    .meta({ expects });
}

/** A secret field: text in, `Secret` out, so that printing the configuration can never show it. */
export function secret() {
  return z
    .string()
    .min(1)
    .transform((value) => new Secret(value))
    .meta({ secret: true, expects: 'text that is not empty (in quotes in YAML, when it is all digits)' });
}

export function httpUrl() {
  return z
    .string()
    .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))
    .transform((value) => value.replace(/\/+$/, ''))
    .meta({ expects: 'an http:// or https:// URL' });
}

export function text() {
  return z.string().min(1).meta({ expects: 'text that is not empty' });
}

/** A name that is also the local part of a Matrix id and a key of `credentials.json`. */
export function loginName() {
  return z
    .string()
    .regex(/^[a-z][a-z0-9._-]{0,62}$/)
    .meta({
      expects:
        'a name that starts with a lower-case letter, then lower-case letters, digits, ".", "_" and "-", at most 63 characters',
    });
}

export function matrixUserId() {
  return z
    .string()
    .max(255)
    .regex(/^@[^\s:@]+:[^\s@]+$/)
    .meta({ expects: 'a Matrix id such as @bo:example.org' });
}
