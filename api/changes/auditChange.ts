import { record, type AuditEntry } from '../audit/index.js';
import type { Queryable } from '../db/index.js';
import type { Change } from './contract.js';

/** What about the change is told; whom and which change it is about is the same for all. */
export type ChangeEntry = Pick<AuditEntry, 'actor' | 'action' | 'result' | 'details'>;

/** Writes the audit row of something that happened to a change. Each names its ticket and its agent, whose trails are made of these. */
export async function auditChange(
  q: Queryable,
  { id, ticket_id, agent_id }: Pick<Change, 'id' | 'ticket_id' | 'agent_id'>,
  { details, ...entry }: ChangeEntry,
): Promise<void> {
  await record(q, {
    ...{ ...entry, target: `change_${id}` },
    details: { change_id: id, ticket_id, agent_id, ...details },
  });
}
