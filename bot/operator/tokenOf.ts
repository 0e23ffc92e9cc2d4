import { z } from 'zod';
import { makePersonalToken, tokenBody } from '../../api/access/index.js';
import { defineCommand, done, refused } from './defineCommand.js';
import { personName, withPerson } from './named.js';

const days = z
  .string()
  .regex(/^\d{1,3}$/, { error: 'is a number of days from 1 to 366' })
  .optional()
  .transform((value): z.input<typeof tokenBody.shape.expires_in_days> => value)
  .pipe(tokenBody.shape.expires_in_days);

export const token = defineCommand({
  name: 'person token',
  words: { person: '<person>' },
  options: {
    name: { value: 'text', summary: 'What it is for, as lists show it.' },
    expires: { value: 'days', summary: 'Days until it ends, 366 at most. When left out: 90.' },
  },
  summary: 'Makes a personal token for scripts and shows it once.',
  args: z.object({ person: personName, name: tokenBody.shape.name.default('made by the operator'), expires: days }),
  handle: (at, { person: owner, name, expires }) =>
    withPerson(at, owner, async ({ id }) => {
      const made = await makePersonalToken(at.db, at.caller, id, { name, expires_in_days: expires });
      if (!made) return refused(`${owner} is switched off: "person enable ${owner}" first.`);
      return done(
        `A token that may what ${owner} may, until ${made.expiresAt.toISOString()}.`,
        `Token, shown this once: ${made.token}`,
      );
    }),
});
