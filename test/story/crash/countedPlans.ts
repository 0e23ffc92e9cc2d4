import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Watch } from './moments.js';

/** Words that lead to a plan that is over at once, and to one that takes longer than any test. */
export const asksForQuickPlan = 'disk is nearly full on the build host, builds fail since 8, can someone check?';
export const asksForLongPlan = 'please find out what fills the disk of the build host, builds fail since 8';

type Step = { readonly do: string; readonly plan?: object };

/** Runs of plans, counted where the platform cannot: each run writes its ticket's number into a file. */
export type CountedPlans = { runsOf(ticketId: number): Promise<number>; remove(): Promise<void> };

/** Two of the shipped workflows, edited as an owner edits them, so that their plans leave a mark. */
export async function countPlans(watch: Pick<Watch, 'rows'>): Promise<CountedPlans> {
  const folder = await mkdtemp('/tmp/opsroom-marks-');
  const marks = path.join(folder, 'marks');
  await writeFile(marks, '');
  // Plans run as a user without rights.
  await chmod(folder, 0o755);
  await chmod(marks, 0o666);
  const plans = { 'Disk report': 'echo done', 'Largest folders report': 'sleep 300' };
  for (const [name, then] of Object.entries(plans)) {
    const [workflow] = await watch.rows<{ steps: Step[] }>(
      `select blueprint -> 'steps' as steps from agent_workflows where name = $1`,
      [name],
    );
    const argv = ['sh', '-c', `echo {{ticket_id}} >> ${marks}; ${then}`];
    const steps = workflow?.steps.map((step) =>
      step.do === 'request_change' ? { ...step, plan: { ...step.plan, argv } } : step,
    );
    await watch.rows(
      `update agent_workflows set blueprint = jsonb_set(blueprint, '{steps}', $2), edited_at = clock_timestamp() where name = $1`,
      [name, JSON.stringify(steps)],
    );
  }
  return {
    runsOf: async (ticketId) =>
      (await readFile(marks, 'utf8')).split('\n').filter((line) => line === String(ticketId)).length,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
