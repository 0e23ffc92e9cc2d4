import { z } from 'zod';
import { resetPassword } from '../../api/access/index.js';
import { defineCommand, done, passwordSwitch, refused } from './defineCommand.js';
import { personName, refusedBy, withPerson } from './named.js';

export const password = defineCommand({
  name: 'person password',
  words: { person: '<person>' },
  options: {
    [passwordSwitch]: { summary: 'Reads it from standard input. When left out, one is made and shown once.' },
  },
  summary: 'Gives somebody a new password. Their sign-ins end.',
  args: z.object({ person: personName, [passwordSwitch]: z.string().optional() }),
  handle: (at, { person: name, ...rest }) =>
    withPerson(at, name, async ({ id, enabled }) => {
      const result = await resetPassword(at.db, at.caller, id, rest[passwordSwitch]);
      switch (result.kind) {
        case 'changed': {
          const ended = result.sessionsEnded === 1 ? '1 sign-in' : `${result.sessionsEnded} sign-ins`;
          return done(
            `The password of ${name} was changed; ${ended} ended.`,
            ...(result.made === undefined ? [] : [`Password, shown this once: ${result.made}`]),
            ...(enabled ? [] : [`${name} is switched off, and comes in again after "person enable ${name}".`]),
          );
        }
        case 'weak':
          return refused(`The password ${result.fault}.`);
        case 'own':
          throw new Error('Whoever is at the terminal is no person of the database.');
        default:
          return refusedBy(result);
      }
    }),
});
