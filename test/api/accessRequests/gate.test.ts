import { expect } from 'chai';
import { claimTask, finishTask, resumeDecided } from '../../../api/agents/index.js';
import { expireChanges } from '../../../api/changes/index.js';
import { numberIn, type Fields } from '../../support/api.js';
import { byHand, openLab, seedExample, type Lab } from './lab.js';

const leaseBody = { system: 'gitlab', resource_type: 'project', resource_id: 'demo/private-infra', action: 'read' };

describe('the gate of a request for access', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
  });
  after(() => lab?.api.stop());

  type Asked = Awaited<ReturnType<Lab['asked']>>;
  const row = async (table: string, id: number): Promise<Fields> =>
    (await lab.rows(`select * from ${table} where id = $1`, [id]))[0] ?? {};
  const mayUse = async ({ token, agentId }: Asked): Promise<boolean> =>
    (await lab.api.call({ token }, 'POST', `/api/agents/${agentId}/vault/lease`, leaseBody)).status === 200;
  const complete = (as: 'admin' | 'bo' | { token: string }, change: number) =>
    lab.api.call(as, 'POST', `/api/changes/${change}/complete`, { result: 'I granted it', completed_by: 'admin' });
  const notesOf = async (ticket: number): Promise<unknown[]> =>
    (
      await lab.rows(
        `select split_part(body, E'\\n', 1) as first from ticket_notes where ticket_id = $1 and source = 'access-request' order by id`,
        [ticket],
      )
    ).map(({ first }) => first);
  const eventsOf = async ({ ticketId }: Asked): Promise<unknown[]> =>
    (
      await lab.rows(`select action from event_log where target = $1 and action like 'access_request_%' order by id`, [
        `ticket_${ticketId}`,
      ])
    ).map(({ action }) => action);

  describe('that people approve', () => {
    let asked: Asked;
    let answer: Fields;
    before(async () => {
      asked = await lab.asked();
      expect(await mayUse(asked)).to.equal(false);
      const { status, body, text } = await lab.decide('bo', 'approve', asked.change);
      expect(status, text).to.equal(200);
      answer = body;
    });

    it('is answered as approved, and says how the agent goes on', () => {
      expect(answer).to.deep.include({
        ...{ status: 'approved', change_id: asked.change },
        resume: { status: 'already_active', agent_id: asked.agentId, task_id: asked.lease.id },
      });
    });

    it('has granted exactly the lease of its plan in the same breath, which ends', async () => {
      expect(await mayUse(asked)).to.equal(true);
      const [lease] = await lab.rows('select * from agent_vault_leases where change_id = $1', [asked.change]);
      expect(lease).to.include({ agent_id: asked.agentId, ...leaseBody, granted_by: 'bo', lease_status: 'active' });
      const end = new Date(String(lease?.['expires_at'])).getTime() - Date.now();
      expect(end).to.be.within(86_000_000, 86_400_000);
      const granted = await lab.rows(`select actor, details from audit_log where action = 'agent_vault_lease_granted'`);
      expect(granted.at(-1)).to.include({ actor: 'bo' });
      expect(granted.at(-1)?.['details']).to.include({ change_id: asked.change, secret_values_returned: false });
    });

    it('is completed and verified, the request granted, its ticket resolved, and both tickets say so', async () => {
      expect(await row('changes', asked.change)).to.include({
        ...{ state: 'completed', result_kind: 'verified', completed_by: 'system' },
      });
      const [request] = await lab.listed(asked.ticketId);
      expect(request).to.include({
        ...{ status: 'granted', approval_actor: 'bo', change_status: 'completed', approved_by: 'Bo' },
        access_ticket_status: 'resolved',
        access_ticket_provider: 'local',
      });
      expect(request?.['grant_evidence']).to.match(/^Lease \d+ was granted to agent \d+ until /);
      expect(await row('tickets', asked.ticketId)).to.include({ status: 'in_progress' });
      for (const ticket of [asked.ticketId, asked.child])
        expect((await notesOf(ticket)).slice(1)).to.deep.equal([
          `Access gate approved: change ${asked.change}`,
          `Access granted: ${seedExample.permission} on ${seedExample.resource}`,
        ]);
      expect(await eventsOf(asked)).to.deep.equal([
        'access_request_created',
        'access_request_approved',
        'access_request_lease_inferred_on_completion',
        'access_request_completed',
      ]);
    });

    it('answers a later complete with the same result, to whoever asks, and grants nothing again', async () => {
      for (const as of [{ token: asked.token }, 'admin'] as const) {
        const { status, body, text } = await complete(as, asked.change);
        expect(status, text).to.equal(200);
        expect(body).to.include({ status: 'completed', change_id: asked.change, result_kind: 'verified' });
        const sync = body['access_sync'] as Fields;
        expect(sync).to.include({ status: 'granted', access_request_id: asked.request });
        expect(sync['provider_close']).to.include({ provider: 'local' });
        const leases = sync['granted_leases'] as Fields[];
        expect(leases).to.have.length(1);
        expect(leases[0]).to.include({
          status: 'granted',
          agent_id: asked.agentId,
          credential_value: null,
          ...leaseBody,
        });
      }
      expect(
        await lab.rows(`select from audit_log where action = 'change_completed' and target = $1`, [
          `change_${asked.change}`,
        ]),
      ).to.have.length(1);
    });

    it('can be approved again by somebody who may, which changes nothing', async () => {
      const { status, body } = await lab.decide('cy', 'approve', asked.change);
      expect(status).to.equal(200);
      expect(body).to.include({ status: 'approved', already_approved: true });
      expect(body['detail']).to.match(/already approved and completed by Bo/);
      expect((await lab.decide('cy', 'reject', asked.change)).status).to.equal(409);
      expect(await row('changes', asked.change)).to.include({ state: 'completed' });
    });

    it('does not keep the same from being asked again later', async () => {
      const again = await lab.ask({ token: asked.token }, asked.ticketId);
      expect(again.body).to.include({ status: 'pending_approval', already_open: false });
    });
  });

  it('27.3: complete before the approval is 409 for everybody, and grants nothing', async () => {
    const asked = await lab.asked();
    for (const as of [{ token: asked.token }, 'admin'] as const) {
      const { status, body } = await complete(as, asked.change);
      expect([status, body['error'], body['state']]).to.deep.equal([409, 'change_not_approved', 'pending']);
    }
    await lab.decide('bo', 'reject', asked.change);
    const after = await complete({ token: asked.token }, asked.change);
    expect([after.status, after.body['state']]).to.deep.equal([409, 'rejected']);
    expect(await mayUse(asked)).to.equal(false);
    expect(await lab.rows('select from agent_vault_leases where change_id = $1', [asked.change])).to.deep.equal([]);
  });

  it('27.6: is not opened by the agent, by who started it, by whose ticket it is, or by a service', async () => {
    const asked = await lab.asked();
    for (const as of [{ token: asked.token }, 'admin', 'ana', 'service'] as const)
      expect((await lab.decide(as, 'approve', asked.change)).status).to.equal(403);
    expect(await row('access_requests', asked.request)).to.include({ status: 'pending_approval' });
    expect(await mayUse(asked)).to.equal(false);
  });

  it('that is decided by two at the same moment grants once', async () => {
    const asked = await lab.asked();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => lab.decide(at % 2 === 0 ? 'bo' : 'cy', 'approve', asked.change)),
    );
    expect(
      answers.filter(({ body }) => body['already_approved'] !== true && body['status'] === 'approved'),
    ).to.have.length(1);
    expect(await lab.rows('select from agent_vault_leases where change_id = $1', [asked.change])).to.have.length(1);
    const granted = `Access granted: ${seedExample.permission} on ${seedExample.resource}`;
    expect((await notesOf(asked.child)).filter((first) => first === granted)).to.have.length(1);
  });

  it('that people reject closes the request and its ticket, and says why on both', async () => {
    const asked = await lab.asked();
    const { body } = await lab.decide('bo', 'reject', asked.change);
    expect(body).to.include({ status: 'rejected', change_id: asked.change });
    expect(await row('access_requests', asked.request)).to.include({
      ...{ status: 'rejected', closed_reason: 'rejected by Bo: Reviewed with the owner' },
    });
    expect(await row('tickets', asked.child)).to.include({ status: 'closed' });
    expect(await row('tickets', asked.ticketId)).to.include({ status: 'in_progress' });
    for (const ticket of [asked.ticketId, asked.child])
      expect((await notesOf(ticket)).at(-1)).to.match(/^Access gate rejected: change \d+, rejected by Bo: Reviewed/);
    expect((await eventsOf(asked)).at(-1)).to.equal('access_request_rejected');
    expect(await mayUse(asked)).to.equal(false);
  });

  it('27.26: the agent that waits goes on after a rejection, and reads that and why', async () => {
    const asked = await lab.asked();
    expect(await finishTask(lab.api.db, asked.lease, { stopped: false, how: 'ended', reference: 'r' })).to.equal(
      'waiting',
    );
    expect(await resumeDecided(lab.api.db)).to.equal(0);
    const { body } = await lab.decide('bo', 'reject', asked.change);
    expect(body['resume']).to.deep.equal({ status: 'resumed', agent_id: asked.agentId, task_id: asked.lease.id });
    expect(await resumeDecided(lab.api.db)).to.equal(1);
    const again = await claimTask(lab.api.db, 'test-runner', 600, ['codex']);
    expect(again).to.include({ agentId: asked.agentId });
    const status = await lab.api.call({ token: again?.token ?? '' }, 'GET', `/api/changes/${asked.change}/status`);
    expect(status.body).to.include({ status: 'rejected', rejected_reason: 'Reviewed with the owner', final: true });
  });

  it('27.28: the agent that was put aside is called resumed in the answer, and goes on with the lease', async () => {
    const asked = await lab.asked();
    await finishTask(lab.api.db, asked.lease, { stopped: false, how: 'ended', reference: 'r' });
    const { body } = await lab.decide('bo', 'approve', asked.change);
    expect(body['resume']).to.include({ status: 'resumed', agent_id: asked.agentId });
    expect(await resumeDecided(lab.api.db)).to.equal(1);
    const again = await claimTask(lab.api.db, 'test-runner', 600, ['codex']);
    expect(await mayUse({ ...asked, token: again?.token ?? '' })).to.equal(true);
  });

  it('that nobody decides in time ends like one that was rejected', async () => {
    const asked = await lab.asked();
    await lab.api.db.query('update changes set expires_at = clock_timestamp() where id = $1', [asked.change]);
    expect(await expireChanges(lab.api.db)).to.equal(1);
    expect(await row('access_requests', asked.request)).to.include({
      ...{ status: 'rejected', closed_reason: 'nobody decided in time' },
    });
    expect(await row('tickets', asked.child)).to.include({ status: 'closed' });
  });

  it('that its agent takes back ends the request and its ticket', async () => {
    const asked = await lab.asked();
    const { status } = await lab.api.call({ token: asked.token }, 'POST', `/api/changes/${asked.change}/withdraw`, {
      reason: 'Found it elsewhere',
    });
    expect(status).to.equal(200);
    expect(await row('access_requests', asked.request)).to.include({ status: 'rejected' });
    expect(await row('tickets', asked.child)).to.include({ status: 'closed' });
  });

  it('of a ticket that was closed meanwhile grants nothing, whoever approves', async () => {
    const asked = await lab.asked();
    await lab.api.call('admin', 'POST', `/api/tickets/${asked.ticketId}/status`, { status: 'closed' });
    expect((await lab.decide('bo', 'approve', asked.change)).status).to.equal(409);
    expect(await row('access_requests', asked.request)).to.include({
      ...{ status: 'rejected', closed_reason: 'its ticket was closed' },
    });
    expect(await lab.rows('select from agent_vault_leases where change_id = $1', [asked.change])).to.deep.equal([]);
  });

  it('of an agent that has ended is approved and grants nothing, and says so', async () => {
    const asked = await lab.asked();
    await lab.api.db.query(`update agents set status = 'failed' where id = $1`, [asked.agentId]);
    const { body } = await lab.decide('bo', 'approve', asked.change);
    expect(body).to.deep.include({ status: 'approved' });
    expect((body['resume'] as Fields)['status']).to.equal('not_resumed');
    expect(await row('changes', asked.change)).to.include({
      ...{ state: 'failed', state_reason: `agent ${asked.agentId} has ended, so nothing was granted` },
    });
    expect(await row('access_requests', asked.request)).to.include({ status: 'rejected' });
    expect(await lab.rows('select from agent_vault_leases where change_id = $1', [asked.change])).to.deep.equal([]);
    expect((await eventsOf(asked)).slice(-2)).to.deep.equal([
      'access_request_lease_not_granted',
      'access_request_rejected',
    ]);
  });

  it('for a lease until a moment grants it until that moment', async () => {
    const soon = new Date(Date.now() + 600_000).toISOString();
    const asked = await lab.asked({ ...seedExample, lease_request: { ...leaseBody, expires_at: soon } });
    await lab.decide('bo', 'approve', asked.change);
    const [lease] = await lab.rows('select expires_at from agent_vault_leases where change_id = $1', [asked.change]);
    expect(JSON.parse(JSON.stringify(lease))).to.deep.equal({ expires_at: soon });
  });

  describe('that a person carries out', () => {
    it('is approved first, and granted when a person reports it with evidence', async () => {
      const asked = await lab.asked(byHand);
      await lab.decide('bo', 'approve', asked.change);
      expect(await row('access_requests', asked.request)).to.include({ status: 'approved' });
      expect(await row('tickets', asked.child)).to.include({
        waiting_for: 'a person of Identity & Access',
        status: 'new',
      });
      const byAgent = await complete({ token: asked.token }, asked.change);
      expect([byAgent.status, byAgent.body['error']]).to.deep.equal([403, 'people_only']);
      const { status, body } = await complete('admin', asked.change);
      expect(status).to.equal(200);
      expect(body['access_sync']).to.deep.include({ status: 'granted', granted_leases: [] });
      expect(await row('access_requests', asked.request)).to.include({
        status: 'granted',
        grant_evidence: 'I granted it',
      });
      expect(await row('tickets', asked.child)).to.include({ status: 'resolved' });
    });

    it('and that nobody carries out in time is rejected', async () => {
      const asked = await lab.asked(byHand);
      await lab.decide('bo', 'approve', asked.change);
      await lab.api.db.query('update changes set execute_before = clock_timestamp() where id = $1', [asked.change]);
      expect(await expireChanges(lab.api.db)).to.equal(1);
      expect(await row('access_requests', asked.request)).to.include({
        ...{ status: 'rejected', closed_reason: 'not carried out inside its window' },
      });
    });
  });

  it('27.3: a plan that is not what was approved grants nothing', async () => {
    const asked = await lab.asked();
    const owner = lab.api.db;
    // Nobody can rewrite a plan; a vote that was given for another digest stands for one that was.
    await owner.query(
      `insert into vote_events (change_id, person_id, actor, verb, channel, outcome, digest)
      select $1, id, 'cy', 'approve', 'rest', 'applied', 'another' from persons where name = 'cy'`,
      [asked.change],
    );
    await owner.query(
      `insert into votes (change_id, person_id, verb, vote_event_id)
       select $1, person_id, 'approve', max(id) from vote_events where change_id = $1 group by person_id`,
      [asked.change],
    );
    await lab.decide('bo', 'approve', asked.change);
    expect(await row('changes', asked.change)).to.include({ state: 'drifted' });
    expect(await row('access_requests', asked.request)).to.include({ status: 'rejected' });
    expect(await mayUse(asked)).to.equal(false);
  });

  it('is told in the room in one message, with what followed', async () => {
    await lab.api.db.query(
      `insert into rooms (room_id, purpose) values ('!approvals:localhost', 'approvals') on conflict do nothing`,
    );
    const asked = await lab.asked();
    await lab.decide('bo', 'approve', asked.change);
    const said = await lab.rows(
      `select payload ->> 'text' as text from outbox where change_id = $1 and kind = 'reply'`,
      [asked.change],
    );
    expect(said).to.have.length(1);
    expect(said[0]?.['text']).to.match(
      new RegExp(
        `^Change ${asked.change} was \\*\\*approved\\*\\* by Bo\\. Agent ${asked.agentId} has the access now, until `,
      ),
    );
    expect(numberIn(await row('changes', asked.change), 'version')).to.be.greaterThan(1);
  });
});
