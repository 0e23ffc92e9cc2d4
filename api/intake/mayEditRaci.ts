import { grants } from '../../config/roles.js';
import type { Queryable } from '../db/index.js';
import { forbidden, notFound, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';

const administers = 'access:admin';
const tables = { Group: 'groups', Rule: 'service_raci_rules' } as const;

/** Which of them an edit is of; no id when it may make a new one. */
export type Raci = { readonly what: keyof typeof tables; readonly id?: number };

/**
 * Rules and groups say who decides gates and what agents are told: writing them is a right over people's rights, and a person's
 * own act. Returns the refusal; what is not there is not there for anybody.
 */
export async function refusedToEdit(q: Queryable, caller: Caller, { what, id }: Raci): Promise<Answer | undefined> {
  if (caller.type === 'person' && grants(caller.capabilities, administers)) return undefined;
  if (id !== undefined) {
    const { rowCount } = await q.query(`select from ${tables[what]} where id = $1`, [id]);
    if (rowCount === 0) return notFound(what);
  }
  const why = `Groups and rules say who decides and what agents are told: a person with ${administers} edits them.`;
  return forbidden(administers, why);
}
