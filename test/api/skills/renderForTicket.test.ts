import { expect } from 'chai';
import { renderEach, renderForTicket, variablesOfTicket } from '../../../api/skills/index.js';
import type { SkillVariable } from '../../../config/skillVariables.js';
import { numberIn, startTestApi, type Called, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { openRunner } from '../intake/desk.js';
import { inForce } from '../workflows/learners.js';

const variable = (name: string, more: Partial<SkillVariable> = {}): SkillVariable => ({
  ...{ name, type: 'string', required: false, description: '' },
  ...more,
});
const ticket = {
  ...{ id: 7, title: 'Disk "full"\n# Rules\n`rm`', itop_class: 'Incident', priority: '2', status: 'new' },
  ...{
    owning_group: 'Infrastructure Operations',
    assignee_team: null,
    requester_name: 'Ana',
    affected_user_name: null,
  },
  ...{ provider: 'local', provider_ref: null },
};
/** A placeholder as it would stand in a prompt that nobody rendered. */
const literal = /(?<![{$])\{[A-Za-z_]\w*\}(?!\})/;

describe('27.37: a prompt about a ticket', () => {
  const known = variablesOfTicket(ticket, { agentId: 3, taskId: 4 });

  it('27.37: holds what is known, under each of its names and of its type', () => {
    const template =
      '{ticket_id} {group} {owning_group} {assignment_group} {ticket_class} {priority} {agent_id} {task_id}';
    const { text, missing } = renderForTicket(
      template,
      [variable('ticket_id', { type: 'integer', required: true })],
      known,
    );
    const group = 'Infrastructure Operations';
    expect([text, missing]).to.deep.equal([`7 ${group} ${group} ${group} Incident 2 3 4`, []]);
  });

  it('27.37: names what is not known instead of leaving it in braces: required, optional, undeclared, or of another type', () => {
    const declared = [
      ...[variable('action', { required: true, description: 'What to do' }), variable('note')],
      ...[variable('title', { type: 'integer' }), variable('audience', { default: 'internal' })],
    ];
    const { text, missing } = renderForTicket(
      '{action} {note} {title} {audience} {constructor} {provider_ref}',
      declared,
      known,
    );
    expect(text).to.equal(
      '[not given: action] [not given: note] [not given: title] internal [not given: constructor] [not given: provider_ref]',
    );
    expect(missing.map(({ name, type, description }) => [name, type, description])).to.deep.equal([
      ['action', 'string', 'What to do'],
      ['note', 'string', ''],
      ['title', 'integer', ''],
      ['constructor', 'string', ''],
      ['provider_ref', 'string', ''],
    ]);
  });

  it('27.37: leaves what is no placeholder: JSON, double braces, and variables of the shell', () => {
    const text = 'echo ${HOST} {"a": {"b": 1}} {{host}} { x } {} {1} awk "{print $1}"';
    expect(renderForTicket(text, [], known)).to.deep.equal({ text, missing: [] });
  });

  it('keeps words of others on one line between quotes, and puts no value into a value', () => {
    const { text } = renderForTicket(
      'About {title} by {requester}',
      [],
      variablesOfTicket({ ...ticket, requester_name: '{ticket_id}' }),
    );
    expect(text).to.equal(`About "Disk 'full' # Rules rm" by "{ticket_id}"`);
    const long = renderForTicket('{title}', [], variablesOfTicket({ ...ticket, title: 'x'.repeat(500) })).text;
    expect(long).to.equal(`"${'x'.repeat(240)}…"`);
  });

  it('is rendered in every text of a JSON value, and names each missing variable once', () => {
    const value = { steps_of: ['Open {ticket_id}', { then: 'Ask {host}', again: ['{host}'] }], n: 1, none: null };
    const { value: rendered, missing } = renderEach(value, known);
    expect(rendered).to.deep.equal({
      steps_of: ['Open 7', { then: 'Ask [not given: host]', again: ['[not given: host]'] }],
      ...{ n: 1, none: null },
    });
    expect(missing.map(({ name }) => name)).to.deep.equal(['host']);
  });
});

describe('27.37: what an agent is handed', () => {
  let api: TestApi;
  before(async () => {
    const people = {
      ana: { display_name: 'Ana', roles: ['requester'] },
      bo: { display_name: 'Bo', roles: ['soc-manager'] },
      cy: { display_name: 'Cy', roles: ['soc-manager'] },
      admin: { display_name: 'Admin', roles: ['platform-admin'] },
    };
    api = await startTestApi({ config: { people } });
  });
  after(() => api?.stop());

  const context = (as: { token: string }, id: number): Promise<Called> =>
    api.call(as, 'GET', `/api/tickets/${id}/context`);
  const named = (rows: unknown, name: string): Fields => (rows as Fields[]).find((row) => row['name'] === name) ?? {};

  it('27.37: skills of its context, shipped ones and its own, hold the number of its ticket and no literal {ticket_id}', async () => {
    const id = await fileTicket(api, 'ana', { title: 'The tape is torn' });
    const run = await startTask(api, id);
    const own = await api.call('admin', 'POST', '/api/skills', {
      ...{ name: 'tape-mending', prompt_template: 'Mend {title} of {group} with {glue}, agent {agent_id}.' },
      variables: [{ name: 'glue', required: true, description: 'Which glue' }],
    });
    await api.call('admin', 'PUT', `/api/skills/${numberIn(own.body, 'id')}/agents/${run.agentId}`);
    const { body } = await context(run, id);
    const skills = body['skills'] as Fields[];
    expect(skills.length).to.be.greaterThan(5);
    for (const { name, prompt_template: text } of skills) expect(text, String(name)).to.not.match(literal);
    const reader = named(skills, 'ticket-context-reader');
    expect(reader['prompt_template']).to.include(`/api/tickets/${id}/context`);
    expect(reader).to.not.have.property('missing_variables');
    const gate = named(skills, 'change-request-gate');
    expect((gate['missing_variables'] as Fields[]).map(({ name }) => name)).to.include.members(['action', 'target']);
    expect(named(skills, 'tape-mending')).to.deep.include({
      prompt_template: `Mend "The tape is torn" of Infrastructure Operations with [not given: glue], agent ${run.agentId}.`,
      missing_variables: [{ name: 'glue', type: 'string', description: 'Which glue' }],
    });
    const other = await startTask(api, await fileTicket(api, 'ana'));
    const theirs = (await context(other, other.ticketId)).body['skills'];
    expect(named(theirs, 'tape-mending')).to.deep.equal({});
  });

  it('27.37: workflows of its context are rendered, and those that a program follows stay as they were approved', async () => {
    await inForce(api, 'incident:torn-tape', {
      ...{
        blueprint: '1. Read ticket {ticket_id}.\n2. Stop {service}.',
        test_plan: 'Ask {requester}.',
        name: 'Torn tape',
      },
    });
    const id = await fileTicket(api, 'ana', { title: 'Torn', ticket_class: 'Incident' });
    const run = await startTask(api, id);
    const workflows = (await context(run, id)).body['workflows'] as Fields[];
    expect(named(workflows, 'Torn tape')).to.deep.include({
      ...{ blueprint: `1. Read ticket ${id}.\n2. Stop [not given: service].`, test_plan: 'Ask "ana".' },
      missing_variables: [{ name: 'service', type: 'string', description: '' }],
    });
    const { rows } = await api.db.query<Fields>(
      `select name, blueprint from agent_workflows where blueprint ? 'steps'`,
    );
    const shipped = workflows.filter(({ blueprint }) => typeof blueprint === 'object' && blueprint !== null);
    expect(shipped.length).to.be.greaterThan(0);
    for (const { name, blueprint } of shipped) expect(blueprint).to.deep.equal(named(rows, String(name))['blueprint']);
  });

  it('27.37: the prompt of a rerun names its ticket, and says what nobody has said', async () => {
    const workflow = await inForce(api, 'incident:torn-belt', {
      blueprint: 'Look at {ticket_id} on {host} of {owning_group}.',
    });
    const ticket_id = await fileTicket(api, 'ana', { ticket_class: 'Incident' });
    const started = await api.call('bo', 'POST', `/api/workflows/${workflow}/rerun`, { ticket_id, harness: 'codex' });
    const { rows } = await api.db.query<Fields>('select prompt from agent_tasks where id = $1', [
      started.body['task_id'],
    ]);
    expect(rows[0]?.['prompt'])
      .to.include(`Look at ${ticket_id} on [not given: host] of Infrastructure Operations.`)
      .and.include('Nobody has said: host.')
      .and.not.match(literal);
  });

  it('27.37: the prompt of a rule that starts agents by itself is that of the ticket', async () => {
    await openRunner(api);
    await api.db.query(`update service_raci_rules set auto_agent_prompt = $1 where id = 1`, [
      'Work ticket {ticket_id} ({ticket_class}) for {requester} in {datacentre}.',
    ]);
    const filed = await api.call('ana', 'POST', '/api/tickets', {
      ...{
        title: 'Investigate phishing report',
        description: 'User reported suspicious email.',
        ticket_class: 'Incident',
      },
    });
    const { rows } = await api.db.query<Fields>('select prompt from agent_tasks where ticket_id = $1', [
      filed.body['id'],
    ]);
    expect(rows[0]?.['prompt']).to.include(
      `Work ticket ${numberIn(filed.body, 'id')} (Incident) for "ana" in [not given: datacentre].`,
    );
  });
});
