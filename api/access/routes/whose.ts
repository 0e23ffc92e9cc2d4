import { grants } from '../../../config/roles.js';
import type { Queryable } from '../../db/index.js';
import { forbidden, type Answer } from '../../http/answer.js';
import type { Caller } from '../../http/caller.js';
import { obstacleAt } from '../guardPeople.js';
import { readPerson } from '../sql/readPeople.js';
import { noPerson, peopleOnly, refusalOf } from './refusals.js';

const administers = 'access:admin';

export type Whose = { readonly personId: number } | { readonly answer: Answer };

/** Whose sign-ins or tokens are asked about: the caller's own, or, for those who administer access, a named person's. */
export async function whose(q: Queryable, caller: Caller, named: number | undefined, what: string): Promise<Whose> {
  if (named === undefined || named === caller.personId)
    return caller.personId === null ? { answer: peopleOnly(what) } : { personId: caller.personId };
  if (!grants(caller.capabilities, administers)) return { answer: forbidden(administers) };
  return (await readPerson(q, named)) ? { personId: named } : { answer: noPerson };
}

/**
 * Why the caller may not end something of this person, or undefined. It is their own, or they administer access; for
 * everybody else it is not there.
 */
export async function obstacleToEnding(
  q: Queryable,
  caller: Caller,
  personId: number,
  missing: Answer,
): Promise<Answer | undefined> {
  if (personId === caller.personId) return undefined;
  if (!grants(caller.capabilities, administers)) return missing;
  const person = await readPerson(q, personId);
  if (!person) return missing;
  const { obstacle } = await obstacleAt(q, 'access', caller, person);
  return obstacle && refusalOf({ kind: 'refused', obstacle, person });
}
