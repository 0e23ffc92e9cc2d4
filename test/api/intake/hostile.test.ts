import { expect } from 'chai';
import fc from 'fast-check';
import { startTestApi, type Called, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { idOf, openRunner, raciOf, saveGroup, saveRule } from './desk.js';

/** What clients send where a text, a number, a flag or a list is meant. */
const anything = fc.oneof(
  fc.constantFrom<unknown>(null, '', ' ', '\u0000', '\ud800', '[', '[]', '["a"', '{}', 'true', '0x10', '-1', '1e309'),
  fc.constantFrom<unknown>(true, false, 0, -1, 1.5, 2 ** 53, -(2 ** 63), 1e300, 9_007_199_254_740_993),
  fc.constantFrom<unknown>([], [null], [[]], [{}], {}, { a: { b: [] } }, 'x'.repeat(70_000), Array(600).fill('w')),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 4 }),
);
const bodyOf = (names: readonly string[], always: Fields): fc.Arbitrary<Fields> =>
  fc
    .dictionary(fc.constantFrom(...names, 'unknown', '__proto__x', 'id'), anything, { maxKeys: 4 })
    .map((fields) => ({ ...always, ...fields }));

const groupNames = ['name', 'description', 'default_assignee', 'risk_level', 'enabled'];
const ruleNames = [
  ...['name', 'intent', 'keywords', 'ticket_class', 'priority', 'assignment_group', 'responsible', 'accountable'],
  ...['consulted', 'informed', 'approval_required', 'approval_action', 'risk_level', 'knowledge_tags', 'weight'],
  ...['auto_assign_agent', 'auto_agent_model', 'auto_agent_prompt', 'security_classification', 'enabled'],
];
const submitNames = [
  ...['message', 'title', 'category', 'requester_name', 'requester_email', 'affected_user_name', 'channel'],
  ...['affected_user_email', 'attachments', 'provider', 'sync_provider', 'auto_assign'],
];

describe('whatever is sent to intake', () => {
  let api: TestApi;
  let group: number;
  let rule: number;
  before(async () => {
    api = await startTestApi();
    await openRunner(api);
    group = await idOf(saveGroup(api, { name: 'Hostile' }));
    rule = await idOf(saveRule(api, { name: 'Hostile', keywords: 'hostile' }));
  });
  after(() => api?.stop());

  const never = async (
    method: string,
    path: () => string,
    bodies: fc.Arbitrary<Fields>,
    wellFormed: (called: Called) => void = () => undefined,
  ): Promise<void> => {
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const called = await api.call('admin', method, path(), body);
        expect(called.status, `${called.text} for ${JSON.stringify(body).slice(0, 300)}`).to.be.oneOf([
          ...[200, 400, 404, 409, 422],
        ]);
        if (called.status === 200) wellFormed(called);
        else expect(called.body).to.include.keys('detail', 'error');
      }),
      { numRuns: 60 },
    );
  };
  const writes: readonly (readonly [string, string, () => string, readonly string[], Fields])[] = [
    ['a new group', 'POST', () => '/api/intake/raci/groups', groupNames, { name: 'Made by a machine' }],
    ['a change of a group', 'PUT', () => `/api/intake/raci/groups/${group}`, groupNames, {}],
    ['a new rule', 'POST', () => '/api/intake/raci/rules', ruleNames, { name: 'Made by a machine' }],
    ['a change of a rule', 'PUT', () => `/api/intake/raci/rules/${rule}`, ruleNames, {}],
  ];
  for (const [what, method, path, names, always] of writes)
    it(`as ${what} is taken or named, and never breaks anything`, async () => {
      await never(method, path, bodyOf(names, always), ({ body }) => {
        expect(body).to.have.all.keys('id', 'status');
      });
    }).timeout(120_000);

  it('leaves rules that are whole, and with which everything is still classified', async () => {
    for (const one of (await raciOf(api)).rules) {
      for (const name of ['keywords', 'consulted', 'informed', 'knowledge_tags'])
        expect(one[name], `${name} of ${String(one['name'])}`).to.be.an('array');
      expect(one['weight']).to.be.within(0, 1);
    }
    await never('POST', () => '/api/intake/classify', bodyOf(submitNames, { message: 'hostile vpn' }));
    await never('POST', () => '/api/intake/clarify', bodyOf(submitNames, { message: 'hostile vpn' }));
  }).timeout(120_000);

  it('as a submission makes a ticket, a note and a session, or none of them', async () => {
    await never('POST', () => '/api/intake/submit', bodyOf(submitNames, { message: 'the printer jams' }));
    const { rows } = await api.db.query<Fields>(
      `select count(*) as sessions, count(t.id) as tickets,
         count(*) filter (where exists (select from ticket_notes n where n.ticket_id = t.id and n.source = 'intake')) as noted,
         (select count(*) from tickets where created_by = 'service-desk-intake') as filed
       from service_intake_sessions s left join tickets t on t.id = s.ticket_id`,
    );
    const { sessions, tickets, noted, filed } = rows[0] ?? {};
    expect([tickets, noted, filed]).to.deep.equal([sessions, sessions, sessions]);
  }).timeout(120_000);

  it('the words of a ticket never keep it from being filed, whatever the rules make of them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), async (title, description) => {
        const id = await fileTicket(api, 'ana', { title, description: `phishing ${description}`, auto_assign: true });
        expect(id).to.be.greaterThan(0);
      }),
      { numRuns: 30 },
    );
  }).timeout(120_000);
});
