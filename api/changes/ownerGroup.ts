import type { Connection } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import { classify, readRules } from '../intake/index.js';
import type { Ticket } from '../tickets/index.js';
import type { Behind } from './lineage.js';

type Chosen = { readonly principal_id: number; readonly type: string; readonly person_id: number | null };

/**
 * The group that `group:owner` means for a change of this ticket. Who asks does not choose who decides: a group that an agent
 * chose, or somebody behind the change, may work the ticket, and the rules say whose matter its words are.
 */
export async function ownerGroup(
  q: Connection,
  actor: Actor,
  ticket: Ticket,
  lineage: readonly Behind[],
): Promise<string | null> {
  const { rows } = await q.query<Chosen>(
    `select p.id as principal_id, p.type, t.owning_group_by_person_id as person_id
     from tickets t join principals p on p.id = t.owning_group_by_principal_id where t.id = $1`,
    [ticket.id],
  );
  const chosen = rows[0];
  if (!chosen) return ticket.owning_group;
  const behind =
    chosen.type === 'agent' ||
    chosen.principal_id === actor.principalId ||
    lineage.some(({ personId }) => personId === chosen.person_id);
  if (!behind) return ticket.owning_group;
  return classify({ title: ticket.title, message: ticket.description }, await readRules(q)).assignment_group;
}
