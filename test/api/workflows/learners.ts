import { claimTask } from '../../../api/agents/index.js';
import { numberIn, startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import type { TaskRun } from '../../support/runs.js';

/** A requester, two managers who may write and review, and an administrator. */
const learners = {
  people: {
    ana: { display_name: 'Ana', roles: ['requester'] },
    bo: { display_name: 'Bo', roles: ['soc-manager'], groups: ['ops'] },
    cy: { display_name: 'Cy', roles: ['soc-manager'], groups: ['ops'] },
    admin: { display_name: 'Admin', roles: ['platform-admin'] },
  },
} as const;

export const startLearners = (): Promise<TestApi> => startTestApi({ config: learners });

/** The workflow is saved; other fields are what a short and sound one has. */
export function save(api: TestApi, as: Who, fields: Fields = {}): Promise<Called> {
  return api.call(as, 'POST', '/api/workflows', {
    ...{ name: 'Printer response', ticket_class: 'Incident', blueprint: '1. Look at it.\n2. Mend it.', ...fields },
  });
}

const stored = { workflows: 'agent_workflows', postmortems: 'postmortems' } as const;

/** The review of what stands there now, unless it says itself which version was read. */
export async function review(
  api: TestApi,
  as: Who,
  area: keyof typeof stored,
  id: unknown,
  fields: Fields = { approved: true },
  headers: Record<string, string> = {},
): Promise<Called> {
  const { rows } = await api.db.query<{ version: number }>(`select version from ${stored[area]} where id::text = $1`, [
    String(id),
  ]);
  const read = 'if-match' in headers ? {} : { version: rows[0]?.version ?? 1 };
  return api.call(as, 'POST', `/api/${area}/${String(id)}/review`, { ...read, ...fields }, headers);
}

/** A workflow under this key that Cy wrote and Bo put in force. */
export async function inForce(api: TestApi, key: string, fields: Fields = {}): Promise<number> {
  const saved = await save(api, 'cy', { approval_policy: { workflow_key: key }, ...fields });
  const id = numberIn(saved.body, 'id');
  const reviewed = await review(api, 'bo', 'workflows', id);
  if (reviewed.status !== 200) throw new Error(`It was not reviewed: ${reviewed.text}`);
  return id;
}

export async function workflow(api: TestApi, id: unknown, as: Who = 'admin'): Promise<Fields> {
  return (await api.call(as, 'GET', `/api/workflows/${String(id)}`)).body;
}

/** The rows of one key as they are stored, oldest first. */
export async function family(api: TestApi, key: string): Promise<Fields[]> {
  const { rows } = await api.db.query<Fields>('select * from agent_workflows where workflow_key = $1 order by id', [
    key,
  ]);
  return rows;
}

/** What was written down under this action, oldest first: audit rows, and the events beside them. */
export async function written(api: TestApi, action: string): Promise<{ audit: Fields[]; events: Fields[] }> {
  const audit = await api.db.query<Fields>('select * from audit_log where action = $1 order by id', [action]);
  const events = await api.db.query<Fields>('select * from event_log where action = $1 order by id', [action]);
  return { audit: audit.rows, events: events.rows };
}

/** An agent that looks back at the ticket, started by this person and at work. */
export async function startLearner(
  api: TestApi,
  ticketId: number,
  kind: 'postmortem' | 'workflow',
  as: Who = 'admin',
): Promise<TaskRun> {
  const started = await api.call(as, 'POST', `/api/tickets/${ticketId}/${kind}`, { harness: 'codex' });
  const work = await claimTask(api.db, 'test-runner', 600, ['codex']);
  if (work?.ticketId !== ticketId) throw new Error(`No task of ticket ${ticketId} was claimed: ${started.text}`);
  return { token: work.token, lease: work.lease, ticketId, agentId: work.agentId };
}
