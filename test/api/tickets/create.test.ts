import { expect } from 'chai';
import fc from 'fast-check';
import { normaliseClass, normaliseTitle } from '../../../api/tickets/createTicket.js';
import { numberIn, startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { startTurn } from '../../support/runs.js';
import { officePeople } from './officePeople.js';

const classes: Readonly<Record<string, readonly (string | null)[]>> = {
  Incident: ['Incident', 'INCIDENT', ' incident ', 'Bug', 'phishing', 'Phish report', 'EDR', 'edr alert', 'Alerts'],
  UserRequest: [
    ...[null, '', '  ', 'UserRequest', 'userrequest', 'ServiceRequest', 'Service Request', 'Request', 'Task', 'Story'],
    ...['something else', 'exchange mailbox', 'bedrock', 'Épico'],
  ],
  RoutineChange: [
    'Change',
    'RoutineChange',
    'change_request',
    'deployment',
    'CI/CD',
    'cicd pipeline',
    'Setup',
    'setup2',
  ],
  NormalChange: ['NormalChange', 'normalchange'],
  EmergencyChange: ['EmergencyChange', 'EMERGENCYCHANGE'],
};

describe('the class of a ticket', () => {
  for (const [wanted, given] of Object.entries(classes))
    for (const one of given)
      it(`is ${wanted} for ${one === null ? 'nothing' : `"${one}"`}`, () => {
        expect(normaliseClass(one)).to.equal(wanted);
      });

  it('is seen in words that are written together, as other systems do', () => {
    expect(['security_incident', 'SecurityIncident', 'wazuh-alert', 'edr.detection'].map(normaliseClass)).to.deep.equal(
      Array.from({ length: 4 }, () => 'Incident'),
    );
    expect(['ChangeRequest', 'firewall-change', 'pre_deploy'].map(normaliseClass)).to.deep.equal(
      Array.from({ length: 3 }, () => 'RoutineChange'),
    );
  });

  it('is one of the five, whatever is given', () => {
    const known = Object.keys(classes);
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (given) => known.includes(normaliseClass(given))));
  });
});

describe('the title of a ticket', () => {
  it('is one line', () => {
    expect(normaliseTitle('  The\tdisk\r\n of   web-1\n')).to.equal('The disk of web-1');
  });
  it('says so when there is none', () => {
    for (const empty of ['', ' ', '\n\t', '\u00a0']) expect(normaliseTitle(empty)).to.equal('Untitled request');
  });
  it('has 240 characters at most, and shows that it was cut', () => {
    expect(normaliseTitle('a'.repeat(240))).to.equal('a'.repeat(240));
    expect(normaliseTitle('a'.repeat(241))).to.equal(`${'a'.repeat(237)}...`);
  });
  it('is never cut through a character', () => {
    const cut = normaliseTitle(`${'a'.repeat(236)}😀😀😀`);
    expect(cut).to.equal(`${'a'.repeat(236)}...`);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const title = normaliseTitle(text);
        expect(/\p{Surrogate}/u.test(title)).to.equal(false);
        expect(title.length).to.be.within(1, 240);
      }),
    );
  });
});

describe('filing a ticket over the API', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi({ config: officePeople });
  });
  after(() => api?.stop());

  const file = (as: Who, fields: Fields, headers: Record<string, string> = {}): Promise<Called> =>
    api.call(as, 'POST', '/api/tickets', fields, headers);
  const rowOf = async (called: Called): Promise<Fields> =>
    (await api.db.query<Fields>('select * from tickets where id = $1', [called.body['id']])).rows[0] ?? {};

  it('with nothing but a title has every default of the contract', async () => {
    const filed = await file('service', { title: 'Only this' });
    expect(filed.status).to.equal(200);
    expect(filed.body).to.include({
      ...{ title: 'Only this', description: '', itop_class: 'UserRequest', status: 'new', priority: null },
      ...{ provider: 'local', provider_sync_status: 'local_only', security_classification: 'internal' },
      ...{ owning_group: null, assignee_team: null, agent_id: null, created_by: 'platform-service' },
      ...{ requester_name: 'platform-service', affected_user_name: 'platform-service', external_url: null },
    });
    expect(filed.body['access_scope']).to.deep.equal({});
  });

  it('keeps whom it concerns when a service says so', async () => {
    const people = {
      ...{ opened_by_name: 'Bot', opened_by_email: 'bot@example.org', requester_name: 'Rui' },
      ...{ requester_email: 'rui@example.org', affected_user_name: 'Eva', affected_user_email: 'eva@example.org' },
    };
    const filed = await file('service', { title: 'x', created_by: 'importer', ...people });
    expect(filed.body).to.include({ created_by: 'importer', ...people });
    const affected = await file('service', { title: 'x', requester_name: 'Rui', requester_email: 'rui@example.org' });
    expect(affected.body).to.include({ affected_user_name: 'Rui', affected_user_email: 'rui@example.org' });
  });

  it('takes the group from either field, and refuses one that there is not with the names of those that there are', async () => {
    const both = { assignee_team: 'Cloud Operations', owning_group: 'Cloud Operations' };
    expect((await file('service', { title: 'x', owning_group: 'Cloud Operations' })).body).to.include(both);
    expect((await file('service', { title: 'x', assignee_team: 'Cloud Operations' })).body).to.include(both);
    const typed = await file('service', { title: 'x', assignee_team: 'cloud operations' });
    expect(typed.body).to.include({ assignee_team: 'cloud operations', owning_group: 'Cloud Operations' });
    const wrong = await file('service', { title: 'x', owning_group: 'The Cloud People' });
    expect([wrong.status, wrong.body['error']]).to.deep.equal([422, 'unknown_group']);
    expect(wrong.body['detail']).to.contain('There is no group The Cloud People').and.contain('Cloud Operations');
    expect(wrong.body['errors']).to.deep.equal([{ path: 'body.owning_group', message: 'unknown group' }]);
  });

  it('keeps a team that is no group as it is called; nobody owns the ticket by it, and a rule may still choose who does', async () => {
    const team = { assignee_team: 'Tier 2 Endpoint Support' };
    const filed = await file('service', { title: 'x', ...team, auto_assign: false });
    expect([filed.status, filed.text.includes('unknown_group')]).to.deep.equal([200, false]);
    expect(filed.body).to.include({ ...team, owning_group: null });
    const owned = await file('service', { title: 'x', ...team, owning_group: 'Endpoint Support', auto_assign: false });
    expect(owned.body).to.include({ ...team, owning_group: 'Endpoint Support' });
    const phishing = { title: 'Phishing e-mail with a credential link', description: 'A phishing mail' };
    const ruled = await file('service', { ...phishing, ...team, ticket_class: 'Incident' });
    expect(ruled.body).to.include({ ...team, owning_group: 'Security Operations' });
  });

  it('reads a status as it is written anywhere, and names one that it does not know', async () => {
    expect((await file('service', { title: 'x', status: ' Assigned ' })).body['status']).to.equal('assigned');
    for (const status of ['gone', 'closed;', 'nül']) {
      const wrong = await file('service', { title: 'x', status });
      expect(wrong.status, status).to.equal(422);
      expect(wrong.text).to.contain(`Unsupported ticket status: ${status}`);
    }
  });

  it('names every wrong field at once, with where it is', async () => {
    const { status, body } = await file('service', { security_classification: 'cosmic', auto_assign: 'perhaps' });
    expect([status, body['error'], body['type']]).to.deep.equal([
      422,
      'invalid_fields',
      'urn:opsroom:problem:invalid_fields',
    ]);
    expect((body['errors'] as Fields[]).map(({ path }) => path)).to.have.members([
      'body.title',
      'body.security_classification',
      'body.auto_assign',
    ]);
  });

  it('takes numbers and booleans for text, and text for a flag, as agents send them', async () => {
    const filed = await file('service', { title: 404, description: true, auto_assign: 'false', priority: 2 });
    expect(filed.body).to.include({ title: '404', description: 'true', priority: '2' });
  });

  it('stores what the database could not: zero characters and halves of characters', async () => {
    const filed = await file('service', {
      ...{ title: 'a\u0000b \ud800', description: '\udfff\u0000', requester_name: '\u0000' },
      access_scope: { 'k\u0000': ['\ud83d', { deep: '\u0000' }] },
    });
    expect(filed.status, filed.text).to.equal(200);
    expect(filed.body).to.include({ title: 'ab \ufffd', description: '\ufffd' });
    expect(filed.body['access_scope']).to.deep.equal({ k: ['\ufffd', { deep: '' }] });
    const { rows } = await api.db.query<{ details: Fields }>('select details from audit_log where target = $1', [
      `ticket_${numberIn(filed.body, 'id')}`,
    ]);
    expect(rows[0]?.details['title']).to.equal('ab \ufffd');
  });

  it('keeps markup as text and nothing else', async () => {
    const title = '<img src=x onerror=alert(1)> & "quotes" {{template}}';
    expect((await file('service', { title })).body['title']).to.equal(title);
  });

  it('refuses texts beyond their bounds', async () => {
    expect((await file('service', { title: 'x', description: 'y'.repeat(60_001) })).status).to.equal(422);
    expect((await file('service', { title: 'y'.repeat(2_001) })).status).to.equal(422);
    expect((await file('service', { title: 'x', description: 'y'.repeat(60_000) })).status).to.equal(200);
  });

  it('gives tickets of one moment references of their own', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => file('service', { title: 'Twelve at once' })));
    expect(new Set(all.map(({ body }) => body['id'])).size).to.equal(12);
    const { rows } = await api.db.query<{ refs: number; same: boolean }>(
      `select count(distinct itop_ref) as refs, bool_and(itop_ref = provider_ref) as same from tickets where title = 'Twelve at once'`,
    );
    expect(rows).to.deep.equal([{ refs: 12, same: true }]);
  });

  it('with an Idempotency-Key files once, and answers the same again', async () => {
    const key = { 'idempotency-key': 'file-once' };
    const [first, second] = await Promise.all([1, 2].map(() => file('service', { title: 'Keyed' }, key)));
    expect(first?.body['id']).to.equal(second?.body['id']);
    const other = await file('service', { title: 'Keyed differently' }, key);
    expect([other.status, other.body['error']]).to.deep.equal([409, 'idempotency_key_reused']);
    const foreign = await file('admin', { title: 'Keyed' }, key);
    expect(foreign.body['id']).to.not.equal(first?.body['id']);
  });

  it('is for those who have the permission', async () => {
    const refused = await file('bo', { title: 'An analyst works tickets' });
    expect([refused.status, refused.body['required_permission']]).to.deep.equal([403, 'tickets:create']);
    const own = await file('ana', { title: 'Mine', requester_name: 'Somebody', created_by: 'admin' });
    expect(await rowOf(own)).to.include({ created_by: 'ana' });
    expect((await rowOf(own))['requester_person_id']).to.be.a('number');
  });

  describe('for a conversation that a bridge holds', () => {
    const scope = (more: Fields = {}): Fields => ({
      ...{ title: 'Disk full', access_scope: { source: 'ops-chat', session_id: 77, message_hash: 'abc', ...more } },
    });
    const idOf = async (fields: Fields): Promise<number> => numberIn((await file('service', fields)).body, 'id');

    it('the same message files one ticket, also when it comes eight times at once', async () => {
      const all = await Promise.all(Array.from({ length: 8 }, () => file('service', scope())));
      expect(new Set(all.map(({ body }) => body['id'])).size).to.equal(1);
      expect(all.filter(({ body }) => body['_idempotent_replay'] === true).length).to.equal(7);
      const { rows } = await api.db.query<{ count: number }>(
        `select count(*) from event_log where action = 'ops_chat_duplicate_create_suppressed'`,
      );
      expect(rows[0]?.count).to.equal(7);
    });

    it('another message, another conversation and another source file another one', async () => {
      const first = await idOf(scope({ message_hash: 'd1' }));
      expect(await idOf(scope({ message_hash: 'd1' }))).to.equal(first);
      expect(await idOf(scope({ message_hash: 'd2' }))).to.not.equal(first);
      expect(await idOf(scope({ message_hash: 'd1', session_id: 78 }))).to.not.equal(first);
      expect(await idOf(scope({ message_hash: 'd1', source: 'mail' }))).to.not.equal(first);
      expect(await idOf(scope({ message_hash: 'd1', session_id: '77' }))).to.equal(first);
    });

    it('without a message or a conversation nothing is the same', async () => {
      expect(await idOf(scope({ message_hash: undefined }))).to.not.equal(
        await idOf(scope({ message_hash: undefined })),
      );
      expect(await idOf(scope({ session_id: null }))).to.not.equal(await idOf(scope({ session_id: null })));
    });

    for (const status of ['cancelled', 'canceled', 'closed', 'resolved'])
      it(`is filed anew once the first one is ${status}`, async () => {
        const first = await idOf(scope({ message_hash: status }));
        await api.call('service', 'POST', `/api/tickets/${first}/status`, { status });
        expect(await idOf(scope({ message_hash: status }))).to.not.equal(first);
      });

    it('is filed anew after half an hour', async () => {
      const first = await idOf(scope({ message_hash: 'old' }));
      const age = (minutes: number): Promise<unknown> =>
        api.db.query(`update tickets set created_at = clock_timestamp() - make_interval(mins => $2) where id = $1`, [
          first,
          minutes,
        ]);
      await age(29);
      expect(await idOf(scope({ message_hash: 'old' }))).to.equal(first);
      await age(31);
      expect(await idOf(scope({ message_hash: 'old' }))).to.not.equal(first);
    });
  });

  it('a chat turn cannot say whose ticket it is, nor whose conversation', async () => {
    const turn = await startTurn(api, 'ana', 'The scanner   is\nbroken');
    const filed = await file(
      { token: turn.token },
      {
        ...{ title: 'Scanner', created_by: 'admin', opened_by_name: 'Admin', requester_name: 'Admin' },
        access_scope: { source: 'ops-chat', session_id: 1, message_hash: 'of another one' },
      },
    );
    const row = await rowOf(filed);
    expect(row).to.include({ session_id: turn.sessionId, requester_name: 'Ana', created_by: 'ops-chat-agent' });
    expect(row['access_scope']).to.include({ source: 'ops-chat', session_id: turn.sessionId });
    expect((row['access_scope'] as Fields)['message_preview']).to.equal('The scanner   is\nbroken');
    expect((row['access_scope'] as Fields)['message_hash']).to.match(/^[0-9a-f]{24}$/);
    const { rows } = await api.db.query<Fields>('select latest_ticket_id from ops_chat_sessions where id = $1', [
      turn.sessionId,
    ]);
    expect(rows[0]?.['latest_ticket_id']).to.equal(filed.body['id']);
  });
});
