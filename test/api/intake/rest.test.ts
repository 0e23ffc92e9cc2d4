import { expect } from 'chai';
import { startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';

describe('intake over the API', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
    await becomes(api, 'cy', { roles: ['analyst'] });
  });
  after(() => api?.stop());

  const post = (what: 'classify' | 'clarify', fields: unknown, as: Who = 'cy'): Promise<Called> =>
    api.call(as, 'POST', `/api/intake/${what}`, fields);
  const classification = async (fields: Fields): Promise<Fields> => {
    const { status, body, text } = await post('classify', fields);
    expect(status, text).to.equal(200);
    return body['classification'] as Fields;
  };

  it('classifies with every field of the contract', async () => {
    const found = await classification({ message: 'a colleague clicked on a phishing link' });
    expect(Object.keys(found)).to.include.members([
      ...['rule_id', 'rule_name', 'intent', 'confidence', 'ticket_class', 'priority', 'assignment_group'],
      ...['approval_required', 'approval_action', 'risk_level', 'auto_assign_agent', 'auto_agent_model'],
      ...['auto_agent_prompt', 'raci', 'knowledge_tags', 'matched_keywords', 'also', 'workflow'],
    ]);
    expect(found).to.include({ intent: 'phishing', assignment_group: 'Security Operations', workflow: null });
    expect(found['raci']).to.have.all.keys('responsible', 'accountable', 'consulted', 'informed');
    expect(found['confidence']).to.be.within(0.35, 0.95);
  });

  it('names the workflow in force that fits, from the title as well', async () => {
    const fitting = { workflow_key: 'incident:host-largest-folders', name: 'Largest folders report' };
    for (const fields of [
      { message: 'What fills the disk of the build host?' },
      { message: 'since this morning', title: 'What fills the disk of the build host?' },
    ])
      expect((await classification(fields))['workflow']).to.include(fitting);
    await api.db.query(`update agent_workflows set status = 'retired' where workflow_key = $1`, [fitting.workflow_key]);
    const without = await classification({ message: 'What fills the disk of the build host?' });
    expect((without['workflow'] as Fields | null)?.['name']).to.not.equal(fitting.name);
    await api.db.query(`update agent_workflows set status = 'active' where workflow_key = $1`, [fitting.workflow_key]);
  });

  it('leaves an event with what it found and not with what was written', async () => {
    await classification({ message: 'the mailbox of zebra-7 is full' });
    const { rows } = await api.db.query<Fields>(
      `select actor, target, details from event_log where action = 'intake_classified' order by id desc limit 1`,
    );
    expect(rows[0]).to.include({ actor: 'cy', target: 'mailbox-group-change' });
    expect(JSON.stringify(rows[0])).to.not.contain('zebra');
  });

  it('takes a title without a message, and refuses neither', async () => {
    expect(await classification({ title: 'Printer out of toner' })).to.include({
      assignment_group: 'Endpoint Support',
    });
    for (const fields of [{}, { message: ' ' }, { message: '', title: '\t' }, { category: 'printer' }]) {
      const refused = await post('classify', fields);
      expect([refused.status, refused.text.includes('message or title is required')]).to.deep.equal([422, true]);
    }
    expect((await post('classify', { message: 'x'.repeat(60_001) })).status).to.equal(422);
    expect((await post('classify', '{"message":')).body['error']).to.equal('malformed_json');
  });

  it('asks back with choices, and a choice given as category is the answer', async () => {
    const { body } = await post('clarify', { message: 'my thing is broken' });
    expect(body).to.include({ needs_clarification: true });
    const choices = body['choices'] as string[];
    expect(choices).to.have.length(3);
    for (const category of choices) {
      const answered = (await post('clarify', { message: 'my thing is broken', category })).body;
      expect(answered['choices'], category).to.deep.equal([]);
      expect((answered['classification'] as Fields)['intent'], category).to.not.equal('general');
    }
  });

  it('asks for an address only when none is given, and at most four things', async () => {
    const questions = async (fields: Fields): Promise<unknown[]> =>
      (await post('clarify', fields)).body['questions'] as unknown[];
    const long = 'the vpn drops every five minutes when I work from home in the evening';
    expect(await questions({ message: long, requester_email: 'ana@example.org' })).to.deep.equal([]);
    expect(await questions({ message: long })).to.deep.equal(['Which e-mail address can we reach you at?']);
    expect((await questions({ message: 'help' })).length).to.be.within(1, 4);
    expect((await questions({ message: 'preciso de ajuda' })).join(' ')).to.contain('e-mail podemos falar');
  });

  it('is for those who work here and for agents, and changes nothing', async () => {
    const message = { message: 'the printer jams' };
    for (const what of ['classify', 'clarify'] as const) {
      expect((await post(what, message, 'ana')).body).to.include({ status: 403, required_permission: 'intake:read' });
      expect((await post(what, message, 'nobody')).status).to.equal(401);
      const turn = await startTurn(api, 'ana', `Which group, by ${what}?`);
      expect((await post(what, message, { token: turn.token })).status).to.equal(200);
    }
    const { token } = await startTask(api, await fileTicket(api, 'ana'));
    expect((await post('classify', message, { token })).status, 'the standard permissions do not hold it').to.equal(
      403,
    );
    const { rows } = await api.db.query<{ count: number }>('select count(*) from tickets');
    expect(rows[0]?.count).to.equal(1);
  });
});
