import type { Connection } from '../db/index.js';
import { notFound, ok, problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { refuseStale, versionTag } from '../http/ifMatch.js';
import { peopleBehind, placeOfWork, writeHistory } from '../workflows/index.js';
import type { CreatePostmortem, EditPostmortem, Postmortem } from './contract.js';
import { isDecided, statusAfterEdit, statusWished } from './statusAfterWriting.js';
import { lockPostmortem } from './sql/readPostmortem.js';
import { insertPostmortem, updatePostmortem } from './sql/writePostmortem.js';

const tagged = (answer: Answer, version: number): Answer => ({ ...answer, headers: { etag: versionTag(version) } });

/** Contract 19.1 POST, in the caller's transaction. An agent writes about its own ticket, as itself. */
export async function createPostmortem(q: Connection, caller: Caller, body: CreatePostmortem): Promise<Answer> {
  const place = await placeOfWork(q, caller, body);
  if ('refusal' in place) return place.refusal;
  const { ticketId, agentId, taskId } = place;
  const row = await insertPostmortem(q, caller, {
    ...{ ticketId, agentId, taskId, content: body },
    status: statusWished(body.status, 'draft'),
    createdBy: caller.type === 'service' ? (body.created_by ?? caller.submittedBy ?? caller.name) : caller.name,
    authorIds: await peopleBehind(q, caller, agentId),
  });
  await writeHistory(q, caller, {
    category: 'postmortem',
    action: 'postmortem_created',
    target: `postmortem_${row.id}`,
    result: row.status,
    details: { postmortem_id: row.id, ticket_id: ticketId, agent_id: agentId },
  });
  return tagged(ok({ id: row.id, status: 'created', version: row.version }), row.version);
}

const said = [
  ...['summary', 'went_well', 'improvements', 'workflow_proposal', 'documentation'],
  ...['skill_proposals', 'test_cases', 'guardrails'],
] as const;

function saysAnother(row: Postmortem, body: EditPostmortem): boolean {
  const now = row as unknown as Record<string, unknown>;
  const next = body as Record<string, unknown>;
  return said.some((name) => next[name] !== undefined && JSON.stringify(next[name]) !== JSON.stringify(now[name]));
}

/** An agent goes on with what it wrote itself, until people have decided about it. */
function refuseAgent(row: Postmortem, caller: Caller): Answer | undefined {
  if (caller.type !== 'agent') return undefined;
  if (row.principal_id !== caller.principalId) {
    return problem(403, 'not_own_postmortem', 'An agent changes only the postmortem that it wrote.');
  }
  if (!isDecided(row.status)) return undefined;
  return problem(409, 'postmortem_decided', `Postmortem ${row.id} is ${row.status}; people have decided about it.`, {
    state: row.status,
  });
}

/** Contract 19.1 PUT, in the caller's transaction. */
export async function editPostmortem(
  q: Connection,
  caller: Caller,
  id: number,
  body: EditPostmortem,
  ifMatch: string | undefined,
): Promise<Answer> {
  const row = await lockPostmortem(q, id, caller);
  if (!row) return notFound('Postmortem');
  const refusal = refuseAgent(row, caller) ?? refuseStale(ifMatch, row.version);
  if (refusal) return refusal;
  const another = saysAnother(row, body);
  const status = statusAfterEdit(row, body.status, another);
  const authors = another ? await peopleBehind(q, caller) : [];
  const content = caller.type === 'agent' ? { ...body, review_notes: undefined } : body;
  const written = await updatePostmortem(
    q,
    id,
    { content, status, authorIds: [...new Set([...row.author_person_ids, ...authors])] },
    another || (isDecided(row.status) && !isDecided(status)),
  );
  await writeHistory(q, caller, {
    category: 'postmortem',
    action: 'postmortem_updated',
    target: `postmortem_${id}`,
    result: status,
    details: { postmortem_id: id, ticket_id: row.ticket_id, version: written.version, from: row.status, to: status },
  });
  const answer = { id, status: 'updated', version: written.version, postmortem_status: status };
  return tagged(ok(answer), written.version);
}
