import { expect } from 'chai';
import fc from 'fast-check';
import { numberIn, type TestApi } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { review, save, startLearners } from '../workflows/learners.js';

/** Values that break what reads them: of the wrong type, too large, half characters, zero bytes, ids of nothing. */
const hostile = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    ...[null, '', '\u0000', '\ud83d', '\udc00\ud800', -1, 0, 1e308, 2 ** 53, 2 ** 63, '9223372036854775808', 'true'],
    ...[
      [],
      {},
      [null],
      { __proto__: null, constructor: 1 },
      'x'.repeat(70_000),
      '{"a":',
      '[1',
      "'; drop table postmortems; --",
    ],
  ),
);

const bodyOf = (...names: string[]): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(Object.fromEntries(names.map((name) => [name, hostile])), { requiredKeys: [] });

const content = [
  'summary',
  'went_well',
  'improvements',
  'workflow_proposal',
  'documentation',
  'skill_proposals',
  'test_cases',
  'guardrails',
];
const flow = [
  'name',
  'blueprint',
  'description',
  'ticket_class',
  'trigger_type',
  'status',
  'test_plan',
  'test_results',
];

describe('learning, under bodies of any shape', () => {
  let api: TestApi;
  let postmortem: number;
  let workflow: number;
  let ticket: number;
  before(async () => {
    api = await startLearners();
    ticket = await fileTicket(api, 'ana');
    postmortem = numberIn(
      (await api.call('bo', 'POST', '/api/postmortems', { ticket_id: ticket, summary: 'x' })).body,
      'id',
    );
    workflow = numberIn((await save(api, 'bo')).body, 'id');
  });
  after(() => api?.stop());

  const routes: readonly (readonly [string, () => string, fc.Arbitrary<Record<string, unknown>>])[] = [
    ['POST', () => '/api/postmortems', bodyOf('ticket_id', 'agent_id', 'task_id', 'status', 'created_by', ...content)],
    ['PUT', () => `/api/postmortems/${postmortem}`, bodyOf('status', 'review_notes', ...content)],
    [
      'POST',
      () => `/api/postmortems/${postmortem}/review`,
      bodyOf('approved', 'review_notes', 'reviewed_by', 'version'),
    ],
    [
      ...(['POST', () => `/api/postmortems/${postmortem}/promote`] as const),
      bodyOf('create_knowledge', 'create_workflow', 'create_skills', 'workflow_status', 'mark_promoted', 'created_by'),
    ],
    ['POST', () => `/api/postmortems/synthesize/${ticket}`, bodyOf('agent_id', 'task_id', 'created_by', 'reason')],
    [
      'POST',
      () => '/api/workflows',
      bodyOf('approval_policy', 'workflow_key', 'skill_ids', 'ticket_id', 'update_name', ...flow),
    ],
    ['PUT', () => `/api/workflows/${workflow}`, bodyOf('approval_policy', 'workflow_key', 'skill_ids', ...flow)],
    ['POST', () => `/api/workflows/${workflow}/review`, bodyOf('approved', 'review_notes', 'reviewed_by', 'version')],
    ['POST', () => `/api/workflows/${workflow}/runs`, bodyOf('ticket_id', 'agent_id', 'task_id', 'status')],
    ['POST', () => '/api/workflows/runs/1/complete', bodyOf('status', 'result')],
    ['POST', () => `/api/workflows/${workflow}/rerun`, bodyOf('ticket_id', 'model', 'harness', 'profile_id')],
    ['POST', () => `/api/tickets/${ticket}/postmortem`, bodyOf('model', 'harness', 'profile_id', 'context')],
    ['POST', () => `/api/tickets/${ticket}/workflow`, bodyOf('model', 'harness', 'profile_id', 'context')],
  ];
  for (const [method, path, bodies] of routes)
    it(`${method} ${path().replace('undefined', '{id}')} never breaks`, async () => {
      await fc.assert(
        fc.asyncProperty(bodies, async (body) => {
          const { status, text } = await api.call('cy', method, path(), body);
          expect(status, text).to.be.below(500);
        }),
        { numRuns: 15 },
      );
    });

  it('is promoted whatever it says, once a person approved it', async () => {
    await fc.assert(
      fc.asyncProperty(bodyOf(...content), async (body) => {
        const { body: made, status } = await api.call('bo', 'POST', '/api/postmortems', { ticket_id: ticket, ...body });
        if (status !== 200) return;
        const id = numberIn(made, 'id');
        await review(api, 'cy', 'postmortems', id);
        const promoted = await api.call('cy', 'POST', `/api/postmortems/${id}/promote`, {});
        expect(promoted.status, promoted.text).to.equal(200);
        expect((await api.call('bo', 'GET', `/api/postmortems/${id}`)).status).to.equal(200);
      }),
      { numRuns: 15 },
    );
  });

  it('never puts anything in force or approves anything by the way', async () => {
    const { rows } = await api.db.query(
      `select from agent_workflows where status in ('active', 'approved') and created_by <> 'seed' and reviewed_by_person_id is null
       union all select from postmortems where status in ('approved', 'promoted') and reviewed_by_person_id is null`,
    );
    expect(rows).to.have.length(0);
  });
});
