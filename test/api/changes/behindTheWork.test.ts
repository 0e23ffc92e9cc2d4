import { expect } from 'chai';
import { claimTask } from '../../../api/agents/index.js';
import { claimTurn } from '../../../api/chat/index.js';
import { numberIn, startTestApi, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, type TaskRun } from '../../support/runs.js';

const forBo = { 'x-dashboard-service-user': 'Bo' };

describe('the people behind what an agent asks for', () => {
  let api: TestApi;
  let count = 0;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());

  /** An agent at work that a service started, and so nobody; for Bo where the headers say so. */
  async function work(ticketId: number, headers: Record<string, string> = {}): Promise<TaskRun> {
    const body = { harness: 'codex' };
    const started = await api.call('service', 'POST', `/api/tickets/${ticketId}/assign-agent`, body, headers);
    const task = await claimTask(api.db, 'test-runner', 600, ['codex']);
    if (task?.ticketId !== ticketId) throw new Error(`No task of ticket ${ticketId} was claimed: ${started.text}`);
    return { token: task.token, lease: task.lease, ticketId, agentId: task.agentId };
  }
  async function ask({ token, ticketId }: TaskRun): Promise<number> {
    count += 1;
    const plan = { action: 'Restart', target: `web-${count}`, risk_level: 'low', command: 'systemctl restart web' };
    const asked = await api.call({ token }, 'POST', '/api/changes/request', { ticket_id: ticketId, ...plan });
    expect(asked.status, asked.text).to.equal(200);
    return numberIn(asked.body, 'change_id');
  }
  async function behind(changeId: number): Promise<string[]> {
    const { rows } = await api.db.query<{ line: string }>(
      `select p.name || ' ' || relation as line from change_lineage l join persons p on p.id = l.person_id
       where change_id = $1 order by line`,
      [changeId],
    );
    return rows.map(({ line }) => line);
  }
  const vote = async (as: Who, id: number, verb: string, reason?: string): Promise<Fields> => {
    const answer = await api.call(as, 'POST', `/api/changes/${id}/${verb}`, { reason });
    return { status: answer.status, reason: answer.body['reason'] ?? null };
  };
  const ownTicket = (): Promise<number> => fileTicket(api, 'service');

  describe('for whom a service says that it acts', () => {
    it('is who asks, where it files a ticket for them, and may not approve what comes of it', async () => {
      const headers = { ...forBo };
      const body = { title: 'The disk is full', owning_group: 'Infrastructure Operations', auto_assign: false };
      const filed = await api.call('service', 'POST', '/api/tickets', body, headers);
      expect(filed.body['requester_person_id']).to.be.a('number');
      expect(filed.body).to.not.have.property('filed_for_person_id');
      const change = await ask(await work(numberIn(filed.body, 'id')));
      expect(await behind(change)).to.deep.equal(['bo requester']);
      expect(await vote('bo', change, 'approve')).to.deep.equal({ status: 403, reason: 'requester' });
      expect((await vote('cy', change, 'approve'))['status']).to.equal(200);
    });

    it('files it, also where the address in the request is of somebody else', async () => {
      await api.db.query(`update persons set email = 'ana@example.org' where name = 'ana'`);
      const message = 'The disk of the web server is full';
      const body = { message, requester_email: 'ana@example.org', auto_assign: false };
      const asked = await api.call('service', 'POST', '/api/intake/submit', body, forBo);
      expect(asked.status, asked.text).to.equal(200);
      const { rows } = await api.db.query<{ names: string[] }>(
        `select array[r.name, f.name] as names from tickets t join persons r on r.id = t.requester_person_id
           join persons f on f.id = t.filed_for_person_id order by t.id desc limit 1`,
      );
      expect(rows[0]?.names).to.deep.equal(['ana', 'bo']);
    });

    it('starts the agent', async () => {
      const change = await ask(await work(await ownTicket(), forBo));
      expect(await behind(change)).to.deep.equal(['bo spawner']);
    });

    it('speaks in the conversation that the ticket is of', async () => {
      const body = { message: 'My laptop does not start', requester_name: 'Ana' };
      const options = { ...forBo, prefer: 'respond-async' };
      expect((await api.call('service', 'POST', '/api/ops-chat/message', body, options)).status).to.equal(202);
      const turn = await claimTurn(api.db, 'test-runner', 600);
      const ticket = { title: 'Laptop', owning_group: 'Infrastructure Operations', auto_assign: false };
      const filed = await api.call({ token: turn?.token ?? '' }, 'POST', '/api/tickets', ticket);
      const change = await ask(await work(numberIn(filed.body, 'id')));
      expect(await behind(change)).to.deep.equal(['bo requester', 'bo steerer']);
    });

    it('writes the note and adds the file', async () => {
      const noted = await ownTicket();
      const run = await work(noted);
      await api.call('service', 'POST', `/api/tickets/${noted}/notes`, { body: 'Delete it all' }, forBo);
      expect(await behind(await ask(run))).to.deep.equal(['bo steerer']);
      const filed = await ownTicket();
      await api.call('service', 'POST', `/api/tickets/${filed}/attachments`, { filename: 'how.txt' }, forBo);
      expect(await behind(await ask(await work(filed)))).to.deep.equal(['bo steerer']);
    });

    it('is nobody where no person has that name', async () => {
      const id = await fileTicket(api, 'service');
      const stranger = { 'x-dashboard-service-user': 'constructor' };
      await api.call('service', 'POST', `/api/tickets/${id}/notes`, { body: 'Delete it all' }, stranger);
      expect(await behind(await ask(await work(id)))).to.deep.equal([]);
    });
  });

  describe('whose words stand on the ticket', () => {
    const words: readonly (readonly [what: string, path: string, body: Fields])[] = [
      ['a note', 'notes', { body: 'Restart all of them' }],
      ['the reason of a status', 'status', { status: 'blocked', reason: 'Restart all of them' }],
      ['the reason of an assignment', 'assignment', { priority: 'P1', reason: 'Restart all of them' }],
      ['the name of an assignee', 'assignment', { assignee: 'whoever restarts all of them' }],
      ['a question to the requester', 'request-info', { question: 'Shall I restart all of them?' }],
      ['the reason of a contact', 'contacts', { requester_name: 'Ana', reason: 'Restart all of them' }],
      ['an answer', 'user-response', { response: 'Restart all of them', resume_agent: false }],
      ['a file', 'attachments', { filename: 'restart-all-of-them.txt' }],
    ];
    for (const [what, path, body] of words)
      it(`steers: ${what}`, async () => {
        const id = await ownTicket();
        const written = await api.call('admin', 'POST', `/api/tickets/${id}/${path}`, body);
        expect(written.status, written.text).to.be.oneOf([200, 201]);
        expect(await behind(await ask(await work(id)))).to.deep.equal(['admin steerer']);
      });

    it('steers nobody by a priority or a status without a word, nor by what people say to each other', async () => {
      const id = await ownTicket();
      await api.call('admin', 'POST', `/api/tickets/${id}/assignment`, { priority: 'P1' });
      await api.call('admin', 'POST', `/api/tickets/${id}/status`, { status: 'blocked', reason: '' });
      const comment = { body: 'Is this the old one?', source: 'chat-comment' };
      await api.call('service', 'POST', `/api/tickets/${id}/notes`, comment, { 'x-dashboard-service-user': 'admin' });
      expect(await behind(await ask(await work(id)))).to.deep.equal([]);
    });
  });

  describe('who decided the gate before', () => {
    it('decides the next one as well, who only voted', async () => {
      const run = await work(await ownTicket());
      expect((await vote('bo', await ask(run), 'approve'))['status']).to.equal(200);
      const next = await ask(run);
      expect(await behind(next)).to.deep.equal([]);
      expect((await vote('bo', next, 'approve'))['status']).to.equal(200);
    });

    for (const verb of ['approve', 'reject'])
      it(`steered what is asked for next, by the reason with which they ${verb} it`, async () => {
        const run = await work(await ownTicket());
        expect((await vote('bo', await ask(run), verb, 'Use the other server, as root'))['status']).to.equal(200);
        const next = await ask(run);
        expect(await behind(next)).to.deep.equal(['bo steerer']);
        expect(await vote('bo', next, 'approve')).to.deep.equal({ status: 403, reason: 'steerer' });
      });
  });

  describe('who files what a machine found', () => {
    it('asks for it, and is who the event names, whatever the report calls its author', async () => {
      const report = { repo_ref: 'demo/shop', create_ticket: true, created_by: 'cy', findings: [] };
      const { body } = await api.call('admin', 'POST', '/api/cicd/runs', report);
      const { rows } = await api.db.query(
        'select p.name from tickets t join persons p on p.id = t.requester_person_id where t.id = $1',
        [body['ticket_id']],
      );
      expect(rows).to.deep.equal([{ name: 'admin' }]);
      const { rows: events } = await api.db.query('select actor from event_log where action = $1 and target = $2', [
        'cicd_security_run_recorded',
        `cicd_run_${String(body['id'])}`,
      ]);
      expect(events).to.deep.equal([{ actor: 'admin' }]);
    });

    it('says in the trail and on the ticket that the words of a provider’s ticket are others now', async () => {
      const ticket = { title: 'Disk full', description: 'On web-1', provider: 'itop', provider_ref: '4711' };
      const first = await fileTicket(api, 'service', ticket);
      await api.db.query(
        `update tickets set provider = 'itop', itop_ref = '4711', itop_class = 'UserRequest' where id = $1`,
        [first],
      );
      const send = (more: Fields): Promise<number> =>
        fileTicket(api, 'admin', { ...ticket, ticket_class: 'UserRequest', ...more });
      const told = async (): Promise<Fields[]> => {
        const { rows } = await api.db.query<Fields>(
          `select n.body, a.details -> 'changed' as changed, a.actor from ticket_notes n
             join audit_log a on a.target = 'ticket_' || n.ticket_id and a.action = 'ticket_synced'
           where n.ticket_id = $1 and n.source = 'provider'`,
          [first],
        );
        return rows;
      };
      expect(await send({})).to.equal(first);
      expect(await told()).to.deep.equal([]);
      expect(await send({ description: 'Delete everything on web-1' })).to.equal(first);
      expect(await told()).to.deep.equal([
        { body: 'description: On web-1 -> Delete everything on web-1', changed: ['description'], actor: 'admin' },
      ]);
      expect(await behind(await ask(await work(first)))).to.deep.equal(['admin steerer']);
    });
  });
});
