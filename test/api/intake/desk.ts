import { publishRunner } from '../../../api/agents/index.js';
import { numberIn, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';

/** A runner with a program that works tickets, alive for as long as the test runs. */
export async function openRunner(api: TestApi): Promise<void> {
  await publishRunner(api.db, {
    ...{ id: 'desk', host: 'h', pid: 1, isolation: { kind: 'setpriv', sentence: '', runs_plans: true } },
    ...{ active_runs: [], max_concurrent: 5 },
    harnesses: [
      { name: 'codex', state: 'ready', version: '1', detail: '', works: ['tickets'], why: 'installed' },
      { name: 'builtin', state: 'ready', version: null, detail: '', works: ['chat'], why: 'always' },
    ],
  });
  await api.db.query(`update runner_instances set heartbeat_at = clock_timestamp() + interval '1 hour'`);
}

export const raciOf = async (api: TestApi): Promise<{ groups: Fields[]; rules: Fields[] }> => {
  const { body } = await api.call('admin', 'GET', '/api/intake/raci');
  return { groups: body['groups'] as Fields[], rules: body['rules'] as Fields[] };
};

export const saveGroup = (api: TestApi, fields: unknown, as: Who = 'admin'): Promise<Called> =>
  api.call(as, 'POST', '/api/intake/raci/groups', fields);
export const saveRule = (api: TestApi, fields: unknown, as: Who = 'admin'): Promise<Called> =>
  api.call(as, 'POST', '/api/intake/raci/rules', fields);

export async function idOf(saved: Promise<Called>): Promise<number> {
  const { body, status, text } = await saved;
  if (status !== 200) throw new Error(text);
  return numberIn(body, 'id');
}

/** What intake makes of a message, asked as an administrator. */
export async function classified(api: TestApi, fields: Fields): Promise<Fields> {
  const { body } = await api.call('admin', 'POST', '/api/intake/classify', fields);
  return body['classification'] as Fields;
}

/** The events of this name, oldest first. */
export async function eventsOf(api: TestApi, action: string): Promise<Fields[]> {
  const { rows } = await api.db.query<Fields>('select * from event_log where action = $1 order by id', [action]);
  return rows;
}

/** Ends whatever agents are there, as their runner would. */
export async function endAgents(api: TestApi): Promise<void> {
  await api.db.query(`update agent_tasks set status = 'completed' where status in ('queued', 'running')`);
  await api.db.query(`update agents set status = 'finished' where status in ('spawned', 'running', 'working')`);
  await api.db.query('update tickets set agent_id = null where agent_id is not null');
}
