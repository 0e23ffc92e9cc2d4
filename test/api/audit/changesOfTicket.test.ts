import { expect } from 'chai';
import { claimExecution, expireChanges, finishExecution, recordVote, retractVote } from '../../../api/changes/index.js';
import { openPeople } from '../../../api/access/index.js';
import { loadRoles } from '../../../config/index.js';
import { numberIn, startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, type TaskRun } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';

const restart = {
  ...{ action: 'Restart service', target: 'web-1', risk_level: 'low' },
  plan: { kind: 'argv', argv: ['systemctl', 'restart', 'web'] },
};
const high = { ...restart, target: 'web-2', risk_level: 'high' };

describe('the trail of a ticket', () => {
  let api: TestApi;
  let run: TaskRun;
  let changeId: number;
  before(async () => {
    api = await startTestApi();
    await becomes(api, 'ana', { roles: ['requester', 'approver'], groups: ['ops'] });
    run = await startTask(api, await fileTicket(api, 'ana'));
    changeId = await ask(restart);
  });
  after(() => api?.stop());

  const ask = async (asked: Fields): Promise<number> => {
    const body = { ticket_id: run.ticketId, ...asked };
    return numberIn((await api.call({ token: run.token }, 'POST', '/api/changes/request', body)).body, 'change_id');
  };
  const vote = (as: Who, verb: 'approve' | 'reject', id = changeId): Promise<Called> =>
    api.call(as, 'POST', `/api/changes/${id}/${verb}`, { reason: 'I looked at it' });
  const trail = async (query: string, as: Who = 'admin'): Promise<Fields[]> => {
    const { body, text, status } = await api.call(as, 'GET', `/api/dashboard/audit?limit=500&source=audit&${query}`);
    expect(status, text).to.equal(200);
    return body['audit'] as Fields[];
  };
  const ofTicket = async (action: string, id = changeId): Promise<Fields[]> =>
    (await trail(`ticket_id=${run.ticketId}&action=${action}`)).filter(({ target }) => target === `change_${id}`);
  const ids = (id = changeId): Fields => ({ change_id: id, ticket_id: run.ticketId, agent_id: run.agentId });

  it('shows a vote that was refused, with whose and why', async () => {
    expect((await vote('ana', 'approve')).status).to.equal(403);
    const [refused, ...others] = await ofTicket('change_vote_refused');
    expect(others).to.deep.equal([]);
    expect(refused).to.include({ actor: 'ana', result: 'requester', ticket_id: run.ticketId, agent_id: run.agentId });
    expect(refused?.['details']).to.deep.equal({ ...ids(), verb: 'approve' });
  });

  it('shows a vote that counted and did not decide, and that it was taken back', async () => {
    const id = await ask(high);
    const person = await openPeople(loadRoles()).byName(api.db, 'bo', 'matrix-reaction');
    if (!person) throw new Error('there is no bo');
    const ballot = { changeId: id, voter: person, verb: 'approve', reason: 'ok', eventId: '$vote' } as const;
    expect(await recordVote(api.db, ballot)).to.include({ kind: 'applied', state: 'pending' });
    const retracted = await retractVote(api.db, { eventId: '$vote', redactionId: '$redaction', voter: person });
    expect(retracted).to.equal('retracted');
    const [counted] = await ofTicket('change_vote', id);
    expect(counted?.['details']).to.include(ids(id));
    const [takenBack] = await ofTicket('change_vote_retracted', id);
    expect(takenBack).to.deep.include({ actor: 'bo', result: 'retracted', details: ids(id) });
  });

  it('shows a vote that came after the decision', async () => {
    expect((await vote('bo', 'approve')).body).to.include({ status: 'approved' });
    expect((await vote('cy', 'reject')).status).to.equal(409);
    const [late, ...others] = await ofTicket('change_vote_late');
    expect(others).to.deep.equal([]);
    expect(late).to.deep.include({ actor: 'cy', result: 'late', ticket_id: run.ticketId, agent_id: run.agentId });
    expect(late?.['details']).to.deep.equal({ ...ids(), verb: 'reject', state: 'approved' });
  });

  it('shows the execution, from its beginning to its end', async () => {
    const execution = await claimExecution(api.db, 'runner-1', 30);
    if (execution?.changeId !== changeId) throw new Error('it was not claimed');
    const receipt = { exitCode: 0, signal: null, durationMs: 10, output: '', outputSha256: 'aa', trouble: null };
    expect(await finishExecution(api.db, execution, 'runner-1', receipt)).to.equal(true);
    const [begun] = await ofTicket('change_executing');
    expect(begun?.['details']).to.deep.equal({ ...ids(), digest: execution.digest, runner: 'runner-1' });
    const [done] = await ofTicket('change_completed');
    expect(done).to.deep.include({ actor: 'executor', details: ids() });
  });

  it('shows an execution that was not begun, and one that ran out of time', async () => {
    const [closed, late] = [await ask({ ...restart, target: 'web-3' }), await ask({ ...restart, target: 'web-4' })];
    // Bo's reason of before stands at the ticket, where the agent has read it: now Bo is behind what it asks for.
    for (const id of [closed, late]) expect((await vote('cy', 'approve', id)).status).to.equal(200);
    await api.db.query(`update changes set execute_before = clock_timestamp() where id = $1`, [late]);
    await expireChanges(api.db);
    await api.call('admin', 'POST', `/api/tickets/${run.ticketId}/status`, { status: 'closed', reason: 'done' });
    expect(await claimExecution(api.db, 'runner-1', 30)).to.equal(undefined);
    expect((await ofTicket('change_drifted', closed))[0]?.['details']).to.deep.equal(ids(closed));
    expect((await ofTicket('change_execution_expired', late))[0]?.['details']).to.deep.equal(ids(late));
  });

  it('names the ticket in every row about one of its changes, so that none is missing', async () => {
    await expireChanges(api.db);
    const { rows } = await api.db.query<Fields>(
      `select action from audit_log where target like 'change\\_%'
         and not (details @> jsonb_build_object('ticket_id', $1::bigint) and 'change_' || (details ->> 'change_id') = target)`,
      [run.ticketId],
    );
    expect(rows).to.deep.equal([]);
    const { rows: all } = await api.db.query<{ actions: string[] }>(
      `select array_agg(distinct action order by action) as actions from audit_log where target like 'change\\_%'`,
    );
    expect(all[0]?.actions).to.deep.equal([
      ...['change_approved', 'change_completed', 'change_drifted', 'change_executing', 'change_execution_expired'],
      ...['change_requested', 'change_vote', 'change_vote_late', 'change_vote_refused', 'change_vote_retracted'],
      'change_withdrawn',
    ]);
  });

  it('is for those who see the ticket: what was refused on another one is not told', async () => {
    const about = async (group: string): Promise<number> => {
      await becomes(api, 'cy', { roles: ['auditor'], groups: [group] });
      return (await trail('action=change_vote_refused', 'cy')).length;
    };
    expect([await about('Network Operations'), await about('Infrastructure Operations')]).to.deep.equal([0, 1]);
  });
});
