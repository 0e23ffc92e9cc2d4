import type { ChangeStatus } from '../platform/shapes.js';
import type { TaskCalls } from '../platform/taskCalls.js';

/** Seconds of one long poll; the API holds it for at most 60. */
const onePoll = 50;

/** Seconds that a command waits when the caller says no number: the shells of the harnesses give up after about two minutes. */
export const defaultWait = 100;
/** Seconds; longer than a harness's shell would ever wait. */
export const longestWait = 3600;

/** Whether the caller has nothing more to wait for: a final state, or an approval that it must carry out itself. */
export type Decided = (status: ChangeStatus) => boolean;

/**
 * Waits by long-poll until the change is decided or `seconds` are over, and returns its latest status either way. An answer that comes too early
 * (an API that does not hold the poll) is no reason to ask a hundred times a second, hence the pause.
 */
export async function waitForChange(
  calls: Pick<TaskCalls, 'changeStatus'>,
  changeId: number,
  seconds: number,
  decided: Decided,
  pause: (milliseconds: number) => Promise<unknown>,
  now: () => number = Date.now,
): Promise<ChangeStatus> {
  const until = now() + seconds * 1000;
  let status = await calls.changeStatus(changeId, 0);
  while (!decided(status)) {
    const left = Math.ceil((until - now()) / 1000);
    if (left <= 0) return status;
    const asked = now();
    const before = status.state;
    status = await calls.changeStatus(changeId, Math.min(left, onePoll), before);
    const early = now() - asked < 500;
    if (early && status.state === before) await pause(Math.min(1000, Math.max(0, until - now())));
  }
  return status;
}
