import { numberIn, startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, type TaskRun } from '../../support/runs.js';

/** The seed's own example, less the agent's number. */
export const seedExample = {
  resource: 'GitLab project demo/private-infra',
  permission: 'Developer repository read access',
  account_ref: 'agent-123',
  assignment_group: 'DevSecOps',
  risk_level: 'medium',
  sync_provider: false,
  reason: 'Repository API returned 403; least-privilege read access is required before evidence can be reviewed.',
};
/** What no broker of ours knows: a person gives it in another system. */
export const byHand = { resource: 'Badge of the server room', permission: 'entry', risk_level: 'medium' };

export type Lab = {
  readonly api: TestApi;
  /** An agent of the administrator's at work on a ticket of Ana's. */
  agent(): Promise<TaskRun>;
  ask(as: Who, ticketId: number | string, body?: unknown): Promise<Called>;
  /** An agent whose request is open; the numbers of it. */
  asked(body?: Fields): Promise<TaskRun & { change: number; request: number; child: number }>;
  decide(as: Who, verb: 'approve' | 'reject', change: number): Promise<Called>;
  listed(ticketId: number, as?: Who): Promise<Fields[]>;
  rows(sql: string, params?: unknown[]): Promise<Fields[]>;
};

export async function openLab(): Promise<Lab> {
  const api = await startTestApi();
  const agent = async (): Promise<TaskRun> => startTask(api, await fileTicket(api, 'ana'));
  const ask: Lab['ask'] = (as, ticketId, body = seedExample) =>
    api.call(as, 'POST', `/api/tickets/${ticketId}/access-request`, body);
  return {
    api,
    agent,
    ask,
    async asked(body = seedExample) {
      const run = await agent();
      const { body: answer, text } = await ask({ token: run.token }, run.ticketId, body);
      if (answer['status'] !== 'pending_approval') throw new Error(text);
      return {
        ...run,
        change: numberIn(answer, 'change_id'),
        request: numberIn(answer, 'access_request_id'),
        child: numberIn(answer, 'access_ticket_id'),
      };
    },
    decide: (as, verb, change) =>
      api.call(as, 'POST', `/api/changes/${change}/${verb}`, { reason: 'Reviewed with the owner' }),
    async listed(ticketId, as = 'admin') {
      const { body } = await api.call(as, 'GET', `/api/tickets/${ticketId}/access-requests`);
      return body['access_requests'] as Fields[];
    },
    rows: async (sql, params = []) => (await api.db.query<Fields>(sql, params)).rows,
  };
}
