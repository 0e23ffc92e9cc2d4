import { z } from 'zod';
import { switchPerson } from '../../api/access/index.js';
import { defineCommand, done, type Command } from './defineCommand.js';
import { personName, refusedBy, withPerson } from './named.js';

function switching(enabled: boolean, summary: string, told: (name: string) => string): Command {
  return defineCommand({
    name: enabled ? 'person enable' : 'person disable',
    words: { person: '<person>' },
    options: {},
    summary,
    args: z.object({ person: personName }),
    handle: (at, { person: name }) =>
      withPerson(at, name, async ({ id }) => {
        const result = await switchPerson(at.db, at.caller, id, enabled);
        return result.kind === 'switched' ? done(told(name)) : refusedBy(result);
      }),
  });
}

export const disable = switching(
  false,
  'Switches somebody off: sign-ins, tokens and votes count no more.',
  (name) => `${name} is switched off; sign-ins and tokens ended.`,
);

export const enable = switching(
  true,
  'Lets somebody come in again.',
  (name) => `${name} may come in again; sign-ins and tokens of before stay ended.`,
);
