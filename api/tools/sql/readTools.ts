import { readPage, type Queryable } from '../../db/index.js';
import type { Tool } from '../contract.js';

type Row = Record<string, unknown>;
type Paging = { readonly limit: number; readonly offset: number };

const columns =
  't.id, t.name, t.type, t.host, t.port, t.status, t.last_check, t.description, t.check_interval, t.created_at, t.updated_at';
const checkColumns = 'id, tool_id, timestamp, status, response_time_ms, error, details';

export async function listTools(q: Queryable, page: Paging): Promise<{ rows: Row[]; total: number }> {
  return readPage(
    q,
    `select ${columns}, c.status as last_check_status, c.response_time_ms, count(*) over () as total from tools t
     left join lateral (select status, response_time_ms from tool_checks where tool_id = t.id order by timestamp desc, id desc limit 1) c on true
     order by t.name, t.id`,
    [],
    page,
  );
}

export async function toolStatuses(q: Queryable): Promise<Tool[]> {
  const { rows } = await q.query<Tool>('select id, name, status from tools order by name, id limit 1000');
  return rows;
}

export async function readTool(q: Queryable, id: number): Promise<Row | undefined> {
  const { rows } = await q.query<Row>(`select ${columns} from tools t where t.id = $1`, [id]);
  return rows[0];
}

export async function recentChecks(q: Queryable, toolId: number, limit: number): Promise<Row[]> {
  const { rows } = await q.query<Row>(
    `select ${checkColumns} from tool_checks where tool_id = $1 order by timestamp desc, id desc limit $2`,
    [toolId, limit],
  );
  return rows;
}

/** Checks of the last hours, newest first. */
export async function checksSince(
  q: Queryable,
  toolId: number,
  hours: number,
  page: Paging,
): Promise<{ rows: Row[]; total: number }> {
  return readPage(
    q,
    `select ${checkColumns}, count(*) over () as total from tool_checks
     where tool_id = $1 and timestamp > clock_timestamp() - make_interval(hours => $2) order by timestamp desc, id desc`,
    [toolId, hours],
    page,
  );
}
