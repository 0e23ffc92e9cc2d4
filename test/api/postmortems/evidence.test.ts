import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { numberIn, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';
import { inForce, save, startLearners, startLearner } from '../workflows/learners.js';

describe('the evidence of a ticket', () => {
  let api: TestApi;
  before(async () => {
    api = await startLearners();
    await api.db.query('delete from agent_workflows');
  });
  after(() => api?.stop());

  const evidence = (id: unknown, query = '', as: Who = 'bo'): Promise<Called> =>
    api.call(as, 'GET', `/api/postmortems/evidence/${String(id)}${query}`);
  const rows = async (id: unknown, name: string, query = '', as: Who = 'bo'): Promise<Fields[]> =>
    (await evidence(id, query, as)).body[name] as Fields[];
  const note = (id: number, body: string, fields: Fields = {}): Promise<Called> =>
    api.call('admin', 'POST', `/api/tickets/${id}/notes`, { body, ...fields });

  it('is there for a ticket on which nothing has happened, with what to do with it', async () => {
    const id = await fileTicket(api, 'ana', { title: 'Printer jams', description: 'Tray two. Tray two jams.' });
    const { status, body } = await evidence(id);
    expect(status).to.equal(200);
    expect((body['ticket'] as Fields)['title']).to.equal('Printer jams');
    for (const name of [
      'notes',
      'attachments',
      'change_requests',
      'agent_tasks',
      'cicd_runs',
      'postmortems',
      'workflows',
    ])
      expect(body[name], name).to.deep.equal([]);
    expect(body['evidence_terms']).to.include.members(['printer', 'jams', 'tray']);
    expect(body['guidance']).to.deep.equal({
      ...{ use_this_endpoint_first: true, review_reusable_workflows_before_planning: true },
      ...{
        evidence_ranked_by_ticket_terms: true,
        write_result_to: 'POST /api/postmortems',
        required_status: 'ready_for_review',
      },
    });
  });

  it('has the newest notes, oldest of them first, each at most 360 characters', async () => {
    const id = await fileTicket(api, 'ana');
    for (let at = 1; at <= 14; at += 1) await note(id, at === 14 ? 'ü'.repeat(400) : `Note ${at}`);
    const shown = await rows(id, 'notes');
    expect(shown.map((row) => row['body'])).to.deep.equal([
      ...Array.from({ length: 11 }, (_, at) => `Note ${at + 3}`),
      `${'ü'.repeat(360)}... [truncated 40 chars]`,
    ]);
    expect(await rows(id, 'notes', '?max_notes=2')).to.have.length(2);
  });

  const limits: readonly (readonly [string, number])[] = [
    ...[['max_notes', 40] as const, ['max_attachments', 40] as const, ['max_changes', 40] as const],
    ...[['max_tasks', 25] as const, ['max_cicd_runs', 20] as const, ['max_postmortems', 10] as const],
    ...[['max_workflows', 10] as const, ['max_articles', 10] as const, ['max_audit', 15] as const],
    ['task_log_lines', 100] as const,
  ];
  for (const [name, most] of limits)
    it(`takes ${name} up to ${most}, and names it when it is out of range`, async () => {
      const id = await fileTicket(api, 'ana');
      expect((await evidence(id, `?${name}=${most}`)).status).to.equal(200);
      for (const wrong of [most + 1, -1, 'many', 1.5]) {
        const refused = await evidence(id, `?${name}=${wrong}`);
        expect([refused.status, refused.text.includes(`query.${name}`)], String(wrong)).to.deep.equal([422, true]);
      }
    });

  it('27.32: has the audit rows and events of this very ticket, not of those whose number begins alike', async () => {
    const id = await fileTicket(api, 'ana');
    const other = Number(`${id}0`);
    const insert = `insert into event_log (category, actor, action, target, details) values ('x', 'x', $1, $2, $3)`;
    await api.db.query(insert, ['ours_by_target', `ticket_${id}`, '{}']);
    await api.db.query(insert, ['ours_by_details', null, JSON.stringify({ ticket_id: id, long: 'x'.repeat(400) })]);
    await api.db.query(insert, ['theirs_by_target', `ticket_${other}`, '{}']);
    await api.db.query(insert, ['theirs_by_details', null, JSON.stringify({ ticket_id: other, text: `ticket_${id}` })]);
    const shown = await rows(id, 'audit', '?max_audit=15');
    const actions = shown.map((row) => row['action']);
    expect(actions).to.include.members(['ours_by_target', 'ours_by_details']);
    expect(actions.filter((action) => String(action).startsWith('theirs'))).to.deep.equal([]);
    const [newest] = shown;
    expect(newest?.['action']).to.equal('ours_by_details');
    expect(String(newest?.['details'])).to.match(/^\{.{259}\.\.\. \[truncated \d+ chars\]$/);
    expect(await rows(id, 'audit', '?max_audit=1')).to.have.length(1);
  });

  it('has what agents did without their words, and the end of their logs when it is asked for', async () => {
    const id = await fileTicket(api, 'ana');
    const { agentId, lease } = await startTask(api, id);
    await api.db.query(`update agent_tasks set output = E'first\\nlast' where id = $1`, [lease.id]);
    const [plain] = await rows(id, 'agent_tasks');
    expect(plain).to.include({
      id: lease.id,
      agent_id: agentId,
      task_type: 'ticket_resolution',
      status: 'running',
      harness: 'codex',
    });
    expect(plain).to.not.have.any.keys('prompt', 'output', 'log_tail');
    expect((await rows(id, 'agent_tasks', '?task_log_lines=1'))[0]).to.include({ log_tail: 'last' });
    const lines = Array.from({ length: 500 }, (_, at) => `line ${at} ${'x'.repeat(60)}`);
    await writeFile(path.join(api.runLogs, `task-${lease.id}-${lease.attempt}.log`), lines.join('\n'));
    const [logged] = await rows(id, 'agent_tasks', '?task_log_lines=2');
    expect(logged?.['log_tail']).to.equal(lines.slice(-2).join('\n'));
    const [long] = await rows(id, 'agent_tasks', '?task_log_lines=100');
    expect(String(long?.['log_tail']))
      .to.match(/truncated \d+ chars\]$/)
      .and.have.length.below(1_300);
  });

  it('has the gates with who decided them, and the runs of scanners in few words', async () => {
    const id = await fileTicket(api, 'ana');
    const asked = await api.call('bo', 'POST', '/api/changes/request', {
      ...{ ticket_id: id, action: 'restart_service', target: 'web-1', reason: 'r'.repeat(300), risk_level: 'low' },
    });
    expect(asked.status, asked.text).to.equal(200);
    const [gate] = await rows(id, 'change_requests');
    expect(gate).to.include({
      id: asked.body['change_id'],
      action: 'restart_service',
      state: 'pending',
      status: 'pending',
    });
    expect(gate?.['reason']).to.equal(`${'r'.repeat(260)}... [truncated 40 chars]`);
    await api.db.query(
      `insert into cicd_security_runs (repo_ref, status, ticket_id, findings, tool_results) values ('demo/app', 'failed', $1, $2, $3)`,
      [
        id,
        JSON.stringify([{ severity: 'High', title: 'Old package' }]),
        JSON.stringify({ trivy: { status: 'failed' } }),
      ],
    );
    const [run] = await rows(id, 'cicd_runs');
    expect(run).to.deep.include({
      ...{ repo_ref: 'demo/app', finding_count: 1, severity_counts: { high: 1 } },
      ...{ findings: [{ severity: 'High', title: 'Old package' }], tool_results: { trivy: { status: 'failed' } } },
    });
  });

  it('has metadata of attachments, earlier postmortems, and nothing in full', async () => {
    const id = await fileTicket(api, 'ana');
    await api.db.query(`insert into ticket_attachments (ticket_id, filename, metadata) values ($1, 'a.txt', $2)`, [
      ...[id, JSON.stringify({ text: 'x'.repeat(600) })],
    ]);
    await api.call('bo', 'POST', '/api/postmortems', { ticket_id: id, summary: 's'.repeat(700) });
    const [file] = await rows(id, 'attachments');
    expect(file?.['filename']).to.equal('a.txt');
    expect(String(file?.['metadata'])).to.have.length.below(540);
    const [postmortem] = await rows(id, 'postmortems');
    expect(postmortem?.['summary']).to.equal(`${'s'.repeat(500)}... [truncated 200 chars]`);
    expect(postmortem).to.not.have.any.keys('author_person_ids', 'principal_id');
  });

  it('has workflows and articles that fit, best first: that of the ticket, then by its words', async () => {
    const id = await fileTicket(api, 'ana', {
      title: 'Badge reader beeps',
      ticket_class: 'Incident',
      description: 'door',
    });
    const [unfit, words, own] = [
      await inForce(api, 'incident:unfit', { name: 'Unfit', blueprint: `Nothing ${'y'.repeat(600)}` }),
      await inForce(api, 'incident:words', { name: 'Reader', blueprint: 'When a badge beeps' }),
      await inForce(api, 'incident:badge-reader-beeps', { name: 'Own', blueprint: 'x' }),
    ];
    await inForce(api, 'userrequest:other-class', { ticket_class: 'UserRequest', blueprint: 'badge reader beeps' });
    await save(api, 'bo', {
      approval_policy: { workflow_key: 'incident:only-draft' },
      blueprint: 'badge reader beeps',
    });
    expect((await rows(id, 'workflows')).map((row) => row['id'])).to.deep.equal([own, words, unfit]);
    expect((await rows(id, 'workflows', '?max_workflows=1')).map((row) => row['id'])).to.deep.equal([own]);
    const [, , last] = await rows(id, 'workflows');
    expect(String(last?.['blueprint'])).to.match(/truncated 108 chars\]$/);
    const article = (title: string, body: string, ref: string | null): Promise<unknown> =>
      api.db.query('insert into knowledge_articles (title, body, external_ref) values ($1, $2, $3)', [
        title,
        body,
        ref,
      ]);
    await article('Of the workflow', 'x', 'workflow:incident:badge-reader-beeps:knowledge');
    await article('About badges', `badge reader ${'z'.repeat(500)}`, null);
    await article('Something else', 'x', null);
    const articles = await rows(id, 'knowledge_articles');
    expect(articles.map((row) => row['title'])).to.deep.equal(['Of the workflow', 'About badges']);
    expect(String(articles[1]?.['body'])).to.match(/truncated 93 chars\]$/);
  });

  it('27.7: is for who may see the ticket and read postmortems', async () => {
    const secret = await fileTicket(api, 'admin', { title: 'A secret', security_classification: 'secret' });
    for (const id of [secret, 999_999, 'x', '9'.repeat(30)])
      expect((await evidence(id)).status, String(id)).to.equal(404);
    expect((await evidence(secret, '', 'admin')).status).to.equal(200);
    const id = await fileTicket(api, 'ana');
    expect((await evidence(id, '', 'ana')).body['required_permission']).to.equal('postmortems:read');
    await becomes(api, 'cy', { roles: ['auditor'], groups: ['Network Operations'] });
    expect((await evidence(id, '', 'cy')).status, 'of another group').to.equal(404);
    await becomes(api, 'cy', { roles: ['auditor'], groups: ['Infrastructure Operations'] });
    expect((await evidence(id, '', 'cy')).status).to.equal(200);
    await becomes(api, 'cy', { roles: ['soc-manager'] });
  });

  it('27.4: is for an agent that of its own ticket, without what people say to each other', async () => {
    const [own, other] = [await fileTicket(api, 'ana'), await fileTicket(api, 'ana')];
    await api.db.query(
      `insert into ticket_notes (ticket_id, source, author, body, audience) values ($1, 'chat-comment', 'ana', 'Between us', 'user')`,
      [own],
    );
    const as = { token: (await startLearner(api, own, 'postmortem')).token };
    const seen = await evidence(own, '', as);
    expect([seen.status, seen.text.includes('Between us')]).to.deep.equal([200, false]);
    expect((await evidence(other, '', as)).body['error']).to.equal('ticket_not_found');
    expect((await evidence(own)).text).to.contain('Between us');
  });

  it('changes nothing by being read', async () => {
    const id = await fileTicket(api, 'ana');
    await note(id, 'A note');
    const state = async (): Promise<unknown> =>
      (
        await api.db
          .query(`select (select count(*) from audit_log) as audit, (select count(*) from event_log) as events,
        (select max(updated_at) from tickets) as ticket`)
      ).rows;
    const before = await state();
    await evidence(id, '?task_log_lines=10');
    expect(await state()).to.deep.equal(before);
    expect(numberIn((await evidence(id)).body['ticket'] as Fields, 'id')).to.equal(id);
  });
});
