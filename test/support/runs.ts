import { claimTask } from '../../api/agents/index.js';
import { claimTurn } from '../../api/chat/index.js';
import type { Lease } from '../../api/db/index.js';
import { numberIn, type Fields, type TestApi, type Who } from './api.js';

export type Run = { readonly token: string; readonly lease: Lease };
export type TaskRun = Run & { readonly ticketId: number; readonly agentId: number };
export type TurnRun = Run & { readonly sessionId: number };

/** Seconds: longer than any test, so that no lease is lost by accident. */
const lease = 600;

export async function fileTicket(api: TestApi, as: Who, fields: Fields = {}): Promise<number> {
  // Who works it is said by the test.
  const standard = {
    title: 'The disk of web-1 is full',
    owning_group: 'Infrastructure Operations',
    auto_assign: false,
  };
  const body = { ...standard, ...fields };
  return numberIn((await api.call(as, 'POST', '/api/tickets', body)).body, 'id');
}

/** An agent at work on a ticket, as a runner would have it; started by the administrator. */
export async function startTask(api: TestApi, ticketId: number): Promise<TaskRun> {
  const started = await api.call('admin', 'POST', `/api/tickets/${ticketId}/assign-agent`, { harness: 'codex' });
  const work = await claimTask(api.db, 'test-runner', lease, ['codex']);
  if (work?.ticketId !== ticketId) throw new Error(`No task of ticket ${ticketId} was claimed: ${started.text}`);
  return { token: work.token, lease: work.lease, ticketId, agentId: work.agentId };
}

/** A message of this person whose turn is at work. */
export async function startTurn(api: TestApi, as: Who, message = 'My laptop does not start'): Promise<TurnRun> {
  await api.call(as, 'POST', '/api/ops-chat/message', { message }, { prefer: 'respond-async' });
  const work = await claimTurn(api.db, 'test-runner', lease);
  if (!work) throw new Error('No turn was claimed.');
  return { token: work.token, lease: work.lease, sessionId: work.brief.session_id };
}
