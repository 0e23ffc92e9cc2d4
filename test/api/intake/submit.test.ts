import { expect } from 'chai';
import { numberIn, startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';
import { endAgents, eventsOf, idOf, openRunner, saveRule } from './desk.js';

const access = { message: 'I need access to the shared mailbox of sales\nFor the new quarter.' };
const printer = { message: 'The printer on floor two jams' };

describe('submitting a request to the service desk', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
    await becomes(api, 'bo', { roles: ['approver'], groups: ['ops'] });
    await becomes(api, 'cy', { roles: ['analyst', 'approver'], groups: ['ops'] });
    await becomes(api, 'admin', { roles: ['platform-admin'] });
  });
  after(() => api?.stop());

  const submit = (fields: Fields, as: Who = 'service', headers: Record<string, string> = {}): Promise<Called> =>
    api.call(as, 'POST', '/api/intake/submit', fields, headers);
  const done = async (fields: Fields, as: Who = 'service'): Promise<Fields> => {
    const { body, status, text } = await submit(fields, as);
    expect(status, text).to.equal(200);
    return body;
  };
  const ticketOf = (body: Fields): Fields => body['ticket'] as Fields;
  const idIn = (body: Fields): number => numberIn(ticketOf(body), 'id');
  const rowsOf = async (table: string, body: Fields): Promise<Fields[]> =>
    (await api.db.query<Fields>(`select * from ${table} where ticket_id = $1 order by id`, [idIn(body)])).rows;
  const tickets = async (): Promise<number> =>
    (await api.db.query<{ count: number }>('select count(*) from tickets')).rows[0]?.count ?? 0;

  it('files a ticket as the rules classify it, and answers with everything that was made of it', async () => {
    const body = await done({ ...printer, requester_name: 'Rui', requester_email: 'rui@example.org' });
    expect(body).to.have.all.keys([
      ...['intake_id', 'ticket', 'change_id', 'gate_refused', 'classification', 'auto_assignment'],
    ]);
    const classification = body['classification'] as Fields;
    expect(ticketOf(body)).to.include({
      ...{ title: printer.message, itop_class: 'UserRequest', status: 'new', created_by: 'service-desk-intake' },
      ...{ owning_group: 'Endpoint Support', assignee_team: 'Endpoint Support', priority: classification['priority'] },
      ...{ requester_name: 'Rui', requester_email: 'rui@example.org', affected_user_name: 'Rui' },
      ...{ affected_user_email: 'rui@example.org', waiting_for: 'a person of Endpoint Support', worked_by: 'person' },
    });
    expect([body['change_id'], body['gate_refused']]).to.deep.equal([null, null]);
    expect(classification).to.include({ assignment_group: 'Endpoint Support', approval_required: false });
    expect(ticketOf(body)['description'])
      .to.contain('Requester: Rui <rui@example.org>')
      .and.contain('Channel: dashboard')
      .and.contain(`Intent: ${String(classification['intent'])}`)
      .and.contain('Group: Endpoint Support')
      .and.contain(printer.message);
  });

  it('has a title from the first line that says something, of at most 120 characters', async () => {
    expect(ticketOf(await done({ message: `\n \n${'word '.repeat(60)}\nmore` }))['title']).to.have.length.at.most(120);
    expect(ticketOf(await done({ message: '\n\nThe fan\nis loud' }))['title']).to.equal('The fan');
    expect(ticketOf(await done({ ...printer, title: 'Jam' }))['title']).to.equal('Jam');
    expect(ticketOf(await done({ title: 'Only a title' }))['title']).to.equal('Only a title');
    const cut = String(ticketOf(await done({ message: `${'a'.repeat(119)}😀😀` }))['title']);
    expect(/\p{Surrogate}/u.test(cut)).to.equal(false);
  });

  it('has the defaults of the contract for who asks', async () => {
    const body = await done({ ...printer, affected_user_name: 'Eva', affected_user_email: 'eva@example.org' });
    expect(ticketOf(body)).to.include({
      ...{ requester_name: 'Requester', requester_email: null },
      ...{ affected_user_name: 'Eva', affected_user_email: 'eva@example.org' },
    });
    expect(ticketOf(body)['description']).to.contain('Affected user: Eva');
  });

  it('leaves a note of intake, an audit row, an event and a session', async () => {
    const body = await done({ ...printer, channel: 'kiosk', requester_name: 'Rui' });
    const [note] = (await rowsOf('ticket_notes', body)).filter(({ source }) => source === 'intake');
    expect(note).to.include({ author: 'service-desk-intake', audience: 'internal' });
    expect(note?.['body']).to.contain('Routed to Endpoint Support by the rule');
    const target = `ticket_${idIn(body)}`;
    const { rows } = await api.db.query<Fields>(
      `select details from audit_log where action = 'intake_ticket_created' and target = $1`,
      [target],
    );
    expect(rows[0]?.['details']).to.include({ intake_id: body['intake_id'], channel: 'kiosk' });
    expect((await eventsOf(api, 'intake_ticket_created')).at(-1)).to.include({ category: 'intake', target });
    const [session] = await rowsOf('service_intake_sessions', body);
    expect(session).to.include({
      ...{ id: body['intake_id'], requester_name: 'Rui', requester_email: null, channel: 'kiosk' },
      ...{ message: printer.message, status: 'ticket_created' },
    });
    expect((session?.['classification'] as Fields)['assignment_group']).to.equal('Endpoint Support');
  });

  it('keeps attachments, by name or with all that is known of them', async () => {
    const sha256 = 'AB'.repeat(32);
    const body = await done({
      ...printer,
      attachments: [
        'photo.jpg',
        { filename: 'log.txt', content_type: 'text/plain', storage_ref: 's3://x', sha256, size_bytes: '12' },
      ],
    });
    const kept = await rowsOf('ticket_attachments', body);
    expect(kept.map(({ filename }) => filename)).to.deep.equal(['photo.jpg', 'log.txt']);
    expect(kept[1]).to.include({
      ...{ content_type: 'text/plain', storage_ref: 's3://x', sha256: sha256.toLowerCase(), size_bytes: 12 },
    });
    const [session] = await rowsOf('service_intake_sessions', body);
    expect((session?.['attachments'] as Fields[])[0]).to.deep.equal({ filename: 'photo.jpg' });
    const before = await tickets();
    for (const attachments of [[{ content_type: 'x' }], [{ filename: '' }], [{ filename: 'x', sha256: 'zz' }], [[]]])
      expect((await submit({ ...printer, attachments })).status, JSON.stringify(attachments)).to.equal(422);
    for (const size of [-1, 1e300, 2 ** 53, 'many'])
      expect((await submit({ ...printer, attachments: [{ filename: 'x', size_bytes: size }] })).status).to.equal(422);
    expect((await submit({ ...printer, attachments: Array.from({ length: 51 }, () => 'x') })).status).to.equal(422);
    expect(await tickets(), 'nothing half-written').to.equal(before);
  });

  it('opens a gate where the rule asks for one, with its event, its note and seven days', async () => {
    const body = await done({ ...access, requester_name: 'Rui' });
    const change = await api.call('admin', 'GET', `/api/changes/${numberIn(body, 'change_id')}`);
    const classification = body['classification'] as Fields;
    expect(change.body).to.include({
      ...{ state: 'pending', target: `ticket_${idIn(body)}`, ticket_id: idIn(body), agent_id: null },
      ...{ policy_name: 'routed-request', plan_kind: 'manual', risk_level: classification['risk_level'] },
      action: classification['approval_action'] ?? 'Approve routed service request',
    });
    const days =
      (Date.parse(String(change.body['expires_at'])) - Date.parse(String(change.body['requested_at']))) / 864e5;
    expect(days).to.be.closeTo(7, 0.01);
    const { rows } = await api.db.query<Fields>('select approval_policy from changes where id = $1', [
      body['change_id'],
    ]);
    expect(rows[0]?.['approval_policy']).to.deep.equal({
      ...{ source: 'service-desk-intake', raci: classification['raci'] },
    });
    expect(ticketOf(body)).to.include({
      ...{ status: 'pending_approval', waiting_for: `a decision on change ${numberIn(body, 'change_id')}` },
    });
    const sources = (await rowsOf('ticket_notes', body)).map(({ source }) => source);
    expect(sources).to.include.members(['intake', 'approval-gate']);
    expect((await eventsOf(api, 'change_requested')).at(-1)?.['target']).to.equal(
      `change_${numberIn(body, 'change_id')}`,
    );
  });

  it('names what people approve where the rule does not, and asks the owners of the group', async () => {
    await saveRule(api, { name: 'Kiosk', keywords: 'kiosk hall', approval_required: true, risk_level: 'medium' });
    const body = await done({ message: 'Open the kiosk hall on Sunday' });
    const change = await api.call('admin', 'GET', `/api/changes/${numberIn(body, 'change_id')}`);
    expect(change.body).to.include({ action: 'Approve routed service request', risk_level: 'medium' });
  });

  it('after the decision is a person’s of its group, who is asked again', async () => {
    const body = await done(access);
    await api.call('bo', 'POST', `/api/changes/${numberIn(body, 'change_id')}/approve`, {});
    const { body: ticket } = await api.call('admin', 'GET', `/api/tickets/${idIn(body)}`);
    expect(ticket).to.include({ status: 'in_progress', worked_by: 'person' });
    expect(ticket['waiting_for']).to.equal(`a person of ${String(ticket['owning_group'])}`);
  });

  it('does not let decide who submitted it, nor the person whose address it names', async () => {
    const mine = await done(access, 'cy');
    const asked = (body: Fields, as: Who): Promise<Called> =>
      api.call(as, 'POST', `/api/changes/${numberIn(body, 'change_id')}/approve`, {});
    expect((await asked(mine, 'cy')).status).to.equal(403);
    expect((await asked(mine, 'bo')).status).to.equal(200);
    await api.db.query(`update persons set email = 'Bo@example.org' where name = 'bo'`);
    const named = await done({ ...access, requester_email: 'bo@example.org' });
    expect((await asked(named, 'bo')).status).to.equal(403);
    expect((await asked(named, 'cy')).status).to.equal(200);
    const { rows } = await api.db.query<Fields>(
      'select p.name from tickets t join persons p on p.id = t.requester_person_id where t.id = $1',
      [idIn(named)],
    );
    expect(rows[0]?.['name']).to.equal('bo');
  });

  it('does not let decide later on what an agent asks for, who wrote the request in the name of somebody else', async () => {
    await becomes(api, 'ana', { roles: ['requester'] });
    await api.db.query(`update persons set email = 'ana@example.org' where name = 'ana'`);
    const body = await done({ ...printer, requester_email: 'ana@example.org' }, 'cy');
    const task = await startTask(api, idIn(body));
    const asked = await api.call({ token: task.token }, 'POST', '/api/changes/request', {
      ...{ ticket_id: idIn(body), action: 'Replace the fuser', target: 'printer-2', risk_level: 'low' },
    });
    expect(asked.body['may_approve']).to.deep.equal(['Bo']);
    await api.db.query(`update agents set status = 'stopped'`);
  });

  it('is filed all the same when nobody is left to decide its gate, and says so', async () => {
    await becomes(api, 'bo', { roles: ['requester'] });
    const body = await done(access, 'cy');
    await becomes(api, 'bo', { roles: ['approver'], groups: ['ops'] });
    expect(body['change_id']).to.equal(null);
    expect((body['gate_refused'] as Fields)['error']).to.equal('quorum_unreachable');
    expect(ticketOf(body)['status']).to.equal('new');
    expect(ticketOf(body)['waiting_for']).to.match(/^a person of /);
    const [note] = (await rowsOf('ticket_notes', body)).filter(({ source }) => source === 'approval-gate');
    expect(note?.['body']).to.contain('has to be approved, and no gate could be opened');
  });

  it('has the secrecy that its rule gives', async () => {
    const id = await idOf(
      saveRule(api, { name: 'Personnel', keywords: 'personnel file', security_classification: 'confidential' }),
    );
    const body = await done({ message: 'The personnel file of Rui is wrong' });
    expect((body['classification'] as Fields)['rule_id']).to.equal(id);
    expect(ticketOf(body)['security_classification']).to.equal('confidential');
  });

  describe('whose rule starts an agent', () => {
    before(() => openRunner(api));
    afterEach(() => endAgents(api));
    const phishing = { message: 'I clicked a link in a suspicious email' };

    it('has a gate and an agent, which begins to look at it at once', async () => {
      const body = await done(phishing);
      expect(body['change_id']).to.be.a('number');
      expect(body['auto_assignment']).to.include({ status: 'assigned', rule_id: 1 });
      expect(ticketOf(body)).to.include({ status: 'in_progress', itop_class: 'Incident', priority: 'P2' });
      expect(ticketOf(body)['agent_id']).to.equal((body['auto_assignment'] as Fields)['agent_id']);
    });

    it('27.21: has class, group and secrecy before the agent is started', async () => {
      const body = await done(phishing);
      const [row] = (
        await api.db.query<Fields>(
          `select (select min(id) from ticket_notes where ticket_id = $1 and source = 'intake')
             < (select min(id) from ticket_notes where ticket_id = $1 and source = 'agent-control-plane') as told_first`,
          [idIn(body)],
        )
      ).rows;
      expect(row?.['told_first']).to.equal(true);
      const brief = await api.db.query<Fields>(
        'select max_classification from agent_permission_context where ticket_id = $1',
        [idIn(body)],
      );
      expect(brief.rows[0]?.['max_classification']).to.equal('internal');
    });

    it('starts none when the body says so', async () => {
      const body = await done({ ...phishing, auto_assign: false });
      expect(body['auto_assignment']).to.deep.equal({ status: 'skipped', reason: 'request_disabled' });
      expect(ticketOf(body)['agent_id']).to.equal(null);
    });
  });

  it('sent again under its key is the first one, fifty times at once too', async () => {
    const before = await tickets();
    const headers = { 'idempotency-key': 'one request' };
    const all = await Promise.all(Array.from({ length: 50 }, () => submit(printer, 'service', headers)));
    expect(new Set(all.map(({ status, body }) => `${status} ${String(body['intake_id'])}`)).size).to.equal(1);
    expect(await tickets()).to.equal(before + 1);
    expect((await submit(access, 'service', headers)).status).to.equal(409);
  });

  it('without a word is refused, and hostile input is kept or named, never half written', async () => {
    const before = await tickets();
    for (const fields of [{}, { message: ' \n' }, { message: null }, { message: [] }, { title: ' ', attachments: [] }])
      expect((await submit(fields)).status, JSON.stringify(fields)).to.equal(422);
    expect((await submit({ message: 'x'.repeat(58_001) })).status).to.equal(422);
    expect((await submit({ ...printer, requester_name: 'x'.repeat(241) })).status).to.equal(422);
    expect(await tickets()).to.equal(before);
    await done({ message: 'x'.repeat(58_000), requester_name: 'n'.repeat(240), requester_email: 'e'.repeat(300) });
    const body = await done({ message: 'nul \u0000 and half \ud800', attachments: ['\u0000.txt'], channel: '\udfff' });
    expect(ticketOf(body)['description']).to.contain('nul  and half');
  });

  it('is for those who work here: no requester, no auditor, no agent', async () => {
    const task = await startTask(api, await fileTicket(api, 'ana'));
    const turn = await startTurn(api, 'ana', 'Submit this for me');
    for (const as of ['ana', { token: task.token }, { token: turn.token }] as const)
      expect((await submit(printer, as)).body).to.include({ status: 403, required_permission: 'intake:write' });
    expect((await submit(printer, 'nobody')).status).to.equal(401);
  });

  it('is listed among the sessions to whom its ticket is shown, newest first, in pages', async () => {
    const seen = await done(printer);
    const secret = await done({ message: 'The personnel file of Eva is wrong' });
    const list = async (as: Who, query = ''): Promise<Fields> =>
      (await api.call(as, 'GET', `/api/intake/sessions${query}`)).body;
    const idsOf = (body: Fields): unknown[] => (body['sessions'] as Fields[]).map(({ id }) => id);
    const all = await list('admin');
    expect(idsOf(all).slice(0, 2)).to.deep.equal([secret['intake_id'], seen['intake_id']]);
    expect((all['sessions'] as Fields[])[1]).to.include({
      ...{ ticket_id: idIn(seen), ticket_title: printer.message, ticket_status: 'new' },
    });
    expect((all['sessions'] as Fields[])[1]?.['classification']).to.be.an('object');
    await becomes(api, 'cy', { roles: ['analyst'], groups: ['Endpoint Support'] });
    const few = await list('cy');
    expect(idsOf(few)).to.include(seen['intake_id']).and.not.include(secret['intake_id']);
    expect(few['total']).to.equal(idsOf(few).length);
    expect(idsOf(await list('admin', '?limit=1&offset=1'))).to.deep.equal([seen['intake_id']]);
    for (const query of ['?limit=0', '?limit=201', '?offset=-1', '?limit=x'])
      expect((await api.call('admin', 'GET', `/api/intake/sessions${query}`)).status, query).to.equal(422);
    const turn = await startTurn(api, 'ana', 'What did others ask?');
    expect((await api.call({ token: turn.token }, 'GET', '/api/intake/sessions')).status).to.equal(403);
  });
});
