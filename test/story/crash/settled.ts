import type { Watch } from './moments.js';

/** What is still under way. A change that waits for people is at rest. */
const open = `
  select 'event ' || id || ' is ' || status as what from inbox_events where status in ('new', 'parked')
  union all select 'turn ' || id || ' is ' || status from ops_chat_turns where status in ('queued', 'running')
  union all select 'task ' || task.id || ' is ' || task.status from agent_tasks task where task.status in ('queued', 'running')
    and not exists (select from changes c where c.task_id = task.id and c.state = 'pending')
  union all select 'change ' || id || ' is ' || state from changes where state in ('approved', 'executing')
  union all select 'message ' || id || ' is ' || status from outbox where status in ('pending', 'sending')`;

/** Waits until nothing is left to be done: every event worked, every turn ended, every message sent. */
export async function settled(watch: Pick<Watch, 'rows'>, ms = 60_000): Promise<void> {
  const until = Date.now() + ms;
  for (;;) {
    const left = await watch.rows<{ what: string }>(open);
    if (left.length === 0) return;
    if (Date.now() > until) {
      const first = left.slice(0, 20).map(({ what }) => what);
      throw new Error(`not settled within ${ms} ms: ${first.join(', ')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
