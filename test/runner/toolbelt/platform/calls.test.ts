import { expect } from 'chai';
import type { Call, Request } from '../../../../runner/toolbelt/platform/request.js';
import { taskCalls } from '../../../../runner/toolbelt/platform/taskCalls.js';
import { turnCalls } from '../../../../runner/toolbelt/platform/turnCalls.js';

describe('the calls of a run', () => {
  let made: Call[];
  const request: Request = (call, answer) => {
    made.push(call);
    return Promise.resolve(
      answer.parse({ id: 1, title: 't', status: 's', state: 'pending', final: false, change_id: 1 }),
    );
  };
  beforeEach(() => {
    made = [];
  });
  const keys = (): unknown[] => made.map(({ key }) => key);

  it('of a turn have one key for the same act in the same turn, and another in another turn', async () => {
    const seven = turnCalls(request, 7);
    const body = { response: 'it happens again' };
    for (const calls of [seven, turnCalls(request, 7), turnCalls(request, 8)]) await calls.respond(12, body);
    await seven.respond(13, body);
    await seven.respond(12, { response: 'something else' });
    const [first, again, ...others] = keys();
    expect(first)
      .to.equal(again)
      .and.match(/^turn-7-response-12-[0-9a-f]{24}$/);
    expect(new Set([first, ...others]).size).to.equal(4);
  });

  it('of a turn tell responses, moves, states and notes of the same words from one another', async () => {
    const calls = turnCalls(request, 7);
    const body = { reason: 'x' };
    for (const act of [calls.respond, calls.assignment, calls.status, calls.note]) await act(12, body);
    expect(new Set(keys()).size).to.equal(4);
    expect(keys()).to.not.include(undefined);
  });

  it('of a task are about its own ticket and its own task only', async () => {
    const calls = taskCalls(request, { kind: 'task', taskId: 9, agentId: 5, ticketId: 12 });
    await calls.note('n', 'internal');
    await calls.status('resolved', 'r');
    await calls.requestChange({ action: 'a' });
    await calls.result({ outcome: 'done', summary: 's' });
    expect(made.map(({ path }) => path)).to.deep.equal([
      ...['/api/tickets/12/notes', '/api/tickets/12/status', '/api/changes/request', '/api/agents/tasks/9/result'],
    ]);
    expect(made[2]?.body).to.deep.equal({ ticket_id: 12, action: 'a' });
  });

  it('of a task that waits give the platform longer than it was asked to wait', async () => {
    const calls = taskCalls(request, { kind: 'task', taskId: 9, agentId: 5, ticketId: 12 });
    await calls.changeStatus(60, 50, 'pending');
    await calls.changeStatus(60, 0);
    expect(made.map(({ path }) => path)).to.deep.equal([
      ...['/api/changes/60/status?wait=50&since=pending', '/api/changes/60/status?wait=0'],
    ]);
    expect(made[0]?.timeoutMs).to.be.greaterThan(50_000);
    expect(made.map(({ method }) => method)).to.deep.equal(['GET', 'GET']);
  });
});
