import { connect } from 'node:net';
import { expect } from 'chai';
import type { Listener } from '../../../api/db/index.js';
import { numberIn, startTestApi, type TestApi } from '../../support/api.js';
import { fileTicket, startTask, type TaskRun } from '../../support/runs.js';

/** Hears nothing by itself, and tells who waits for changes: what a process has while its connection for hints is lost. */
function deafListener(): Listener & { waiting(count: number): Promise<void> } {
  const listening = new Set<() => void>();
  const changed = new Set<() => void>();
  const tell = (): void => {
    for (const look of changed) look();
  };
  return {
    on(topic, wake) {
      // Other parts of the API listen for things of theirs from the start on.
      if (topic !== 'changes') return () => undefined;
      listening.add(wake);
      tell();
      return () => {
        listening.delete(wake);
        tell();
      };
    },
    stop: () => Promise.resolve(),
    waiting: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (listening.size !== count) return;
          changed.delete(look);
          resolve();
        };
        changed.add(look);
        look();
      }),
  };
}

describe('waiting for a decision', () => {
  let api: TestApi;
  let run: TaskRun;
  let change: number;
  const listener = deafListener();
  beforeEach(async () => {
    api = await startTestApi({ api: { listener } });
    run = await startTask(api, await fileTicket(api, 'ana'));
    const body = { action: 'Restart', target: 'web-1', risk_level: 'low', command: 'true', ticket_id: run.ticketId };
    const asked = await api.call({ token: run.token }, 'POST', '/api/changes/request', body);
    change = numberIn(asked.body, 'change_id');
  });
  const wait = () => api.call({ token: run.token }, 'GET', `/api/changes/${change}/status?wait=60`);

  it('does without hints: the next look finds it', async () => {
    const answer = wait();
    await listener.waiting(1);
    await api.call('bo', 'POST', `/api/changes/${change}/approve`, {});
    expect((await answer).body).to.include({ status: 'approved', approved_by: 'Bo' });
    await api.stop();
  });

  it('ends with what there is when the process stops', async () => {
    const answers = [wait(), wait()];
    await listener.waiting(2);
    const stopped = api.stop();
    for (const { status, body } of await Promise.all(answers))
      expect([status, body['state']]).to.deep.equal([200, 'pending']);
    await stopped;
  });

  it('ends when the client hangs up', async () => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(api.url).port) });
    socket.write(
      `GET /api/changes/${change}/status?wait=60 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${run.token}\r\n\r\n`,
    );
    await listener.waiting(1);
    socket.destroy();
    await listener.waiting(0);
    await api.stop();
  });
});
