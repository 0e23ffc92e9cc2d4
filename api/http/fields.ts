import { z } from 'zod';

/**
 * An id in a path or a body: a positive integer, also as text (contract 1.4: scalars are coerced leniently). Digits alone
 * count: JavaScript's own reading makes 1 of `true`, 5 of `[5]` and 16 of `0x10`, and so somebody else's ticket.
 */
export function id() {
  return (
    z
      .preprocess(
        (value) => (typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value),
        z.int().positive(),
      )
      // What a pre-process takes in has no type of its own in the OpenAPI document.
      .meta({ type: 'integer', minimum: 1 })
  );
}

/** Text of a body: numbers and booleans become text, as agents send them so. */
export function text(max = 20_000) {
  return z
    .union([z.string(), z.number(), z.boolean()])
    .transform((value) => String(value).replaceAll('\u0000', ''))
    .pipe(z.string().max(max));
}

/** Text that may be left out, null or empty; all three come out as null. */
export function optionalText(max = 500) {
  return text(max)
    .nullish()
    .transform((value) => (value === undefined || value === null || value.trim() === '' ? null : value));
}

export function flag(standard: boolean) {
  return z
    .union([z.boolean(), z.stringbool()])
    .nullish()
    .transform((value) => value ?? standard);
}

export function page(standard: number, maximum: number) {
  return {
    limit: z.coerce.number().int().min(1).max(maximum).default(standard),
    offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  };
}

export const idParams = z.object({ id: id() });
export const anyObject = z.record(z.string(), z.unknown());
