import { z } from 'zod';

/** Text in the languages that answers are given in without a model; English is always there. */
export const localised = z.strictObject({
  en: z.string().min(1),
  pt: z.string().min(1).optional(),
  de: z.string().min(1).optional(),
});

export type Localised = z.output<typeof localised>;
