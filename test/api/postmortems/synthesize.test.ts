import { expect } from 'chai';
import { evidenceQuery, guidance, type Evidence } from '../../../api/postmortems/evidence/contract.js';
import { synthesise } from '../../../api/postmortems/synthesis/synthesise.js';
import { type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { review, startLearners, startLearner, written } from '../workflows/learners.js';

const nothing: Evidence = {
  ...{
    ticket: {
      id: 4,
      title: 'Printer jams',
      itop_class: 'UserRequest',
      priority: 'P3',
      status: 'resolved',
      helped: null,
    },
  },
  ...{
    notes: [],
    attachments: [],
    change_requests: [],
    agent_tasks: [],
    cicd_runs: [],
    postmortems: [],
    workflows: [],
  },
  ...{ knowledge_articles: [], audit: [], evidence_terms: [], guidance },
};
const pipelineWords = /pipeline|scanner|semgrep|trivy|ci\/cd/i;

describe('a postmortem from evidence alone', () => {
  it('27.31: of a printer says nothing about pipelines, nor about phishing', () => {
    const made = synthesise(nothing, 'userrequest:printer-jams');
    const { summary, ...rest } = made;
    expect(JSON.stringify(rest))
      .to.not.match(pipelineWords)
      .and.not.match(/phish|mailbox/i);
    expect(summary).to.equal(
      'Ticket 4 (UserRequest, P3) was a request: Printer jams. It is resolved. ' +
        'The evidence has 0 notes, 0 gates, 0 tasks of agents and 0 runs of scanners.',
    );
    expect(made.skill_proposals).to.deep.equal([]);
    expect(made.improvements).to.contain('shows nothing that failed');
  });

  const kinds: readonly (readonly [string, RegExp])[] = [
    ['incident:phishing', /recipients|received/i],
    ['incident:edr-sysmon', /process tree/i],
    ['incident:cicd-security', /scanner/i],
    ['incident:access-request', /least permission/i],
    ['incident:setup-integration', /undone/i],
    ['incident:false-positive-tuning', /suppression/i],
  ];
  for (const [key, words] of kinds)
    it(`27.31: of ${key} says what holds for its kind`, () => {
      const { workflow_proposal, guardrails, test_cases } = synthesise(nothing, key);
      expect(JSON.stringify([workflow_proposal, guardrails, test_cases])).to.match(words);
      if (key !== 'incident:cicd-security') expect(workflow_proposal).to.not.match(pipelineWords);
    });

  it('says what the evidence shows: gates, tasks, runs, the last eight notes', () => {
    const gate = (id: number, state: string, more: Fields = {}): Fields => ({
      ...{ id, action: 'restart_service', target: `web-${id}`, risk_level: 'low', state, ...more },
    });
    const evidence: Evidence = {
      ...nothing,
      ticket: { ...nothing.ticket, status: 'in_progress', helped: false },
      change_requests: [
        gate(1, 'completed', { decided_by: 'Bo' }),
        gate(2, 'rejected', { rejected_reason: 'Not now' }),
        ...[gate(3, 'expired'), gate(4, 'failed'), gate(5, 'completed')],
      ],
      agent_tasks: [
        { id: 8, task_type: 'ticket_resolution', status: 'failed', error_message: 'No\nway', harness: 'codex' },
        { id: 9, task_type: 'ticket_resolution', status: 'completed', harness: 'codex' },
      ],
      cicd_runs: [{ id: 6, repo_ref: 'demo/app', status: 'failed', finding_count: 1 }],
      notes: Array.from({ length: 10 }, (_, at) => ({ author: 'bo', source: 'dashboard', body: `Note\n${at}` })),
    };
    const made = synthesise(evidence, 'userrequest:web');
    expect(made.went_well).to.equal(
      [
        '- Gate 1 (restart_service on web-1) was approved by Bo and carried out.',
        '- Gate 5 (restart_service on web-5) was approved by a person and carried out.',
        '- Task 9 (ticket_resolution) was completed.',
      ].join('\n'),
    );
    expect(made.improvements).to.equal(
      [
        '- Gate 2 (restart_service on web-2) was rejected. Not now',
        '- Gate 3 (restart_service on web-3) was not decided or carried out in time.',
        '- Gate 4 (restart_service on web-4) was approved and did not work.',
        '- Task 8 (ticket_resolution) was failed. No way',
        '- The ticket is still in_progress.',
        '- The requester said that it did not help.',
      ].join('\n'),
    );
    expect(
      made.workflow_proposal?.match(/Ask for a gate \(restart_service, risk low\)/g),
      'each step once',
    ).to.have.length(1);
    expect(made.documentation)
      .to.contain('Run 6 of demo/app: failed, 1 finding.')
      .and.contain('Gate 3: restart_service on web-3, expired.');
    expect(made.documentation?.match(/bo \(dashboard\): Note \d/g)).to.have.length(8);
    expect(made.documentation).to.not.contain('Note 1');
  });

  it('takes the limits that are the standard', () => {
    expect(evidenceQuery.parse({})).to.deep.equal({
      ...{ task_log_lines: 0, max_notes: 12, max_attachments: 10, max_changes: 12, max_tasks: 8, max_cicd_runs: 8 },
      ...{ max_postmortems: 5, max_workflows: 3, max_articles: 2, max_audit: 8 },
    });
  });
});

describe('synthesizing a postmortem', () => {
  let api: TestApi;
  before(async () => {
    api = await startLearners();
  });
  after(() => api?.stop());

  const synthesize = (id: unknown, fields: Fields = {}, as: Who = 'bo'): Promise<Called> =>
    api.call(as, 'POST', `/api/postmortems/synthesize/${String(id)}`, fields);
  const read = async (id: unknown): Promise<Fields> =>
    (await api.call('admin', 'GET', `/api/postmortems/${String(id)}`)).body;
  const closed = async (title: string): Promise<number> => {
    const id = await fileTicket(api, 'ana', { title, description: 'Since this morning' });
    await api.call('admin', 'POST', `/api/tickets/${id}/status`, { status: 'resolved', reason: 'New roller.' });
    return id;
  };

  it('writes one that waits for its review, from what happened on the ticket', async () => {
    const ticket = await closed('Printer on floor three jams');
    const { status, body } = await synthesize(ticket);
    expect([status, body['status']]).to.deep.equal([200, 'ready_for_review']);
    const row = await read(body['postmortem_id']);
    expect(row).to.include({
      ticket_id: ticket,
      status: 'ready_for_review',
      created_by: 'postmortem-supervisor',
      agent_id: null,
    });
    expect(row['summary']).to.contain('Printer on floor three jams').and.contain('New roller.');
    expect(JSON.stringify(row), '27.31').to.not.match(/pipeline|semgrep|trivy/i);
    const { audit, events } = await written(api, 'postmortem_synthesized');
    expect(audit.at(-1)).to.include({ actor: 'bo', target: `postmortem_${String(body['postmortem_id'])}` });
    expect(audit.at(-1)?.['details']).to.include({ reason: 'manual_supervisor_synthesis', ticket_id: ticket });
    expect(events.at(-1)).to.include({ level: 'warning', category: 'postmortem' });
  });

  it('takes the template of the kind of the ticket', async () => {
    const { body } = await synthesize(await closed('Report phish: strange mail'), {
      reason: 'stalled',
      created_by: 'watcher',
    });
    const row = await read(body['postmortem_id']);
    expect(row['created_by']).to.equal('watcher');
    expect(row['workflow_proposal']).to.contain('Scope who else received it');
  });

  it('finds the one that there is, also twenty times at once', async () => {
    const ticket = await closed('Copier smokes');
    const all = await Promise.all(Array.from({ length: 20 }, () => synthesize(ticket)));
    expect(new Set(all.map(({ body }) => body['postmortem_id'])).size).to.equal(1);
    expect(all.filter(({ body }) => body['status'] === 'ready_for_review')).to.have.length(1);
    expect(all.filter(({ body }) => body['status'] === 'exists')).to.have.length(19);
    const id = String(all[0]?.body['postmortem_id']);
    await review(api, 'cy', 'postmortems', id);
    expect((await synthesize(ticket)).body['status']).to.equal('exists');
  });

  it('writes another beside a draft, and after one that was sent back', async () => {
    const ticket = await closed('Fax squeaks');
    await api.call('bo', 'POST', '/api/postmortems', { ticket_id: ticket, summary: 'Half a sentence' });
    const { body } = await synthesize(ticket);
    expect(body['status']).to.equal('ready_for_review');
    await api.call('cy', 'POST', `/api/postmortems/${String(body['postmortem_id'])}/review`, { approved: false });
    expect((await synthesize(ticket)).body['status']).to.equal('ready_for_review');
  });

  it('may be reviewed by whoever asked for it, since the platform wrote it, but not by who stands behind an agent', async () => {
    const byPerson = await synthesize(await closed('Scale is off'));
    const reviewed = (id: unknown, as: Who): Promise<Called> => review(api, as, 'postmortems', id);
    expect((await reviewed(byPerson.body['postmortem_id'], 'bo')).status).to.equal(200);
    const ticket = await closed('Clock is slow');
    const { token, agentId } = await startLearner(api, ticket, 'postmortem', 'bo');
    const byAgent = await synthesize(ticket, { agent_id: 999 }, { token });
    expect((await read(byAgent.body['postmortem_id']))['agent_id']).to.equal(agentId);
    expect((await reviewed(byAgent.body['postmortem_id'], 'bo')).body['error']).to.equal('own_work');
  });

  it('is for a ticket that is there and that the caller may see', async () => {
    const secret = await fileTicket(api, 'admin', { title: 'A secret', security_classification: 'secret' });
    for (const id of [999_999, 'x', secret]) expect((await synthesize(id)).status, String(id)).to.equal(404);
    const [own, other] = [await closed('Own'), await closed('Other')];
    const { token } = await startLearner(api, own, 'postmortem');
    expect((await synthesize(other, {}, { token })).status, '27.4').to.equal(404);
    expect((await synthesize(own, {}, 'ana')).status).to.equal(403);
    expect((await synthesize(own, { agent_id: 999_999 })).body['error']).to.equal('agent_not_on_ticket');
  });
});
