import { expect } from 'chai';
import type { WorkflowStep } from '../../../../config/workflows.js';
import { followSteps, type Ended, type Surroundings } from '../../../../runner/builtin/work/followSteps.js';
import type { TaskCalls } from '../../../../runner/toolbelt/platform/taskCalls.js';
import type { ChangeRow, ChangeStatus } from '../../../../runner/toolbelt/platform/shapes.js';
import { LeaseGone, ToolFailure } from '../../../../runner/toolbelt/toolFailure.js';

const request: WorkflowStep = {
  do: 'request_change',
  ...{ action: 'Read {{matched}}', target: 'host {{host}}', risk: 'low', reason: 'For ticket {{ticket_id}}.' },
  ...{ rollback: 'none on {{host}}', blast_radius: '{{host}} only' },
  plan: { kind: 'argv', argv: ['ss', '-tlnp'], otherwise: [['cat', '/proc/net/tcp']], timeout: 30 },
};
const note: WorkflowStep = {
  do: 'note',
  text: { en: 'Asking for {{host}}', pt: 'Pedindo {{host}}' },
  audience: 'user',
};
const verify: WorkflowStep = { do: 'verify', exit_codes: [0], output_not_empty: true };
const close: WorkflowStep = {
  do: 'close',
  resolution: { en: 'It says {{output}} ({{change_id}})', pt: 'Diz {{output}}' },
};
const whole: WorkflowStep[] = [{ do: 'read_context' }, note, request, { do: 'wait_for_decision' }, verify, close];

describe('the steps that the built-in harness follows', () => {
  let asked: Record<string, unknown>[];
  let notes: (readonly [string, string])[];
  let statuses: (readonly [string, string])[];
  let changes: ChangeRow[];
  let decided: ChangeStatus;
  let refusal: Error | undefined;
  beforeEach(() => {
    [asked, notes, statuses, changes] = [[], [], [], []];
    decided = {
      id: 60,
      status: 'completed',
      state: 'completed',
      final: true,
      execution: { exit_code: 0, output: '97%\n' },
    };
    refusal = undefined;
  });

  function follow(steps: readonly WorkflowStep[], more: Partial<Surroundings> = {}): Promise<Ended> {
    const calls: Partial<TaskCalls> = {
      context: () =>
        Promise.resolve({ ticket: { id: 12, title: 't', status: 's' }, notes: [], change_requests: changes }),
      requestChange: (body) => {
        if (refusal) return Promise.reject(refusal);
        asked.push({ ...body });
        return Promise.resolve({ change_id: 60, status: 'pending', state: 'pending' });
      },
      changeStatus: () => Promise.resolve(decided),
      status: (status, reason) => {
        statuses.push([status, reason]);
        return Promise.resolve({});
      },
    };
    return followSteps(steps, {
      ...{ calls: calls as TaskCalls, report: () => undefined, taskId: 9, ticketStatus: 'in_progress' },
      writeNote: (body, audience) => {
        notes.push([body, audience]);
        return Promise.resolve();
      },
      ...{ group: 'Network Operations', language: 'en', hasProgram: () => true },
      values: { ticket_id: 12, host: 'alpha', matched: 'open ports' },
      ...more,
    });
  }

  it('fill every text of the change from the ticket and the host', async () => {
    await follow(whole);
    expect(asked).to.deep.equal([
      {
        ...{ action: 'Read open ports', target: 'host alpha', reason: 'For ticket 12.', risk_level: 'low' },
        plan: {
          ...{ kind: 'argv', argv: ['ss', '-tlnp'], timeout: 30 },
          ...{ rollback: 'none on alpha', blast_radius: 'alpha only' },
        },
      },
    ]);
    expect(notes).to.deep.equal([['Asking for alpha', 'user']]);
  });

  it('choose the program that this host has, before people are asked', async () => {
    await follow(whole, { hasProgram: (name) => name === 'cat' });
    expect(asked[0]).to.have.nested.property('plan.argv').that.deep.equals(['cat', '/proc/net/tcp']);
  });

  it('resolve the ticket with what was printed, and say that no model was used', async () => {
    const ended = await follow(whole);
    expect(statuses).to.deep.equal([['resolved', 'It says 97% (60)']]);
    expect(ended).to.deep.equal({
      outcome: 'done',
      summary: 'The workflow was followed to its end. Change 60 was approved and ran. No model was used.',
      resolution: 'It says 97% (60)',
    });
  });

  it('speak the language of the ticket where the workflow does, else English', async () => {
    await follow(whole, { language: 'pt' });
    expect([notes[0]?.[0], statuses[0]?.[1]]).to.deep.equal(['Pedindo alpha', 'Diz 97%']);
    await follow(whole, { language: 'de' });
    expect(statuses[1]?.[1]).to.equal('It says 97% (60)');
  });

  it('do not resolve a ticket that is resolved', async () => {
    expect(await follow(whole, { ticketStatus: 'resolved' })).to.include({ outcome: 'done' });
    expect(statuses).to.deep.equal([]);
  });

  it('go on with a change that this task asked for before, whatever became of it', async () => {
    const plan = { kind: 'argv', argv: ['ss', '-tlnp'] };
    changes = [{ id: 55, action: 'Read open ports', target: 'host alpha', state: 'rejected', plan, task_id: 9 }];
    decided = { ...decided, id: 55, state: 'rejected', status: 'rejected', rejected_reason: 'no', execution: null };
    const ended = await follow(whole);
    expect(asked).to.deep.equal([]);
    expect(ended).to.include({ outcome: 'blocked' });
    expect(ended.summary).to.equal(
      'Change 55 ended as rejected. The ticket waits for a person of Network Operations. No model was used.',
    );
  });

  it('leave the ticket to a person when the change may not be asked for', async () => {
    refusal = new ToolFailure('POST was refused: nobody may approve', 'No.', { status: 422 });
    const ended = await follow(whole);
    expect(ended).to.include({ outcome: 'blocked' });
    expect(notes.at(-1)).to.deep.equal([
      'The change could not be asked for: POST was refused: nobody may approve\nA person of Network Operations goes on with this ticket.',
      'user',
    ]);
  });

  it('break off when the lease is gone, and write nothing', async () => {
    refusal = new LeaseGone();
    const thrown: unknown = await follow([request]).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(LeaseGone);
    expect(notes).to.deep.equal([]);
  });

  it('take a failed plan for what the workflow says of its exit code', async () => {
    decided = { ...decided, state: 'failed', execution: { exit_code: 1, output: 'part' } };
    const tolerant: WorkflowStep = { do: 'verify', exit_codes: [0, 1], output_not_empty: true };
    expect(await follow([request, { do: 'wait_for_decision' }, tolerant, close])).to.include({ outcome: 'done' });
    expect(await follow(whole)).to.include({ outcome: 'blocked' });
    // A workflow that forgot to verify does not close over a failure either.
    expect(await follow([request, { do: 'wait_for_decision' }, close])).to.include({ outcome: 'blocked' });
    expect(statuses).to.have.length(1);
  });

  it('do not take a failure without an exit code for a run', async () => {
    decided = { ...decided, state: 'failed', execution: { exit_code: null, output: null } };
    await follow(whole);
    expect(notes.at(-1)?.[0]).to.include('whether it ran is not known');
  });

  it('take an empty output for an answer only where the workflow says so', async () => {
    decided = { ...decided, execution: { exit_code: 0, output: ' \n' } };
    expect((await follow(whole)).summary).to.include('Change 60 ran and printed nothing.');
    const quiet: WorkflowStep = { do: 'verify', exit_codes: [0], output_not_empty: false };
    expect(await follow([request, { do: 'wait_for_decision' }, quiet, close])).to.include({ outcome: 'done' });
  });

  it('in an order that makes no sense end as failed, and without an end as blocked', async () => {
    expect((await follow([{ do: 'wait_for_decision' }])).summary).to.include('asks for no change');
    expect(await follow([verify])).to.include({ outcome: 'failed' });
    expect((await follow([note])).summary).to.include('has no closing step');
    expect(await follow([close])).to.include({
      outcome: 'done',
      resolution: 'It says {{output}} ({{change_id}})',
    });
  });
});
