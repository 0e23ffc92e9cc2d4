import { jsonText, type Queryable } from '../../db/index.js';
import type { ScopeFields } from '../contract.js';

export type Scope = {
  readonly id: number;
  readonly user_id: number;
  readonly scope_type: string;
  readonly scope_value: string;
  readonly permissions: Record<string, unknown>[];
  readonly created_at: Date;
  readonly updated_at: Date;
};

const columns =
  'id, person_id as user_id, type as scope_type, value as scope_value, permissions, created_at, updated_at';

export async function listScopes(q: Queryable, personId: number): Promise<Scope[]> {
  const { rows } = await q.query<Scope>(
    `select ${columns} from person_scopes where person_id = $1 order by type, value`,
    [personId],
  );
  return rows;
}

/** One row for each (person, type, value); its permissions are the ones that were named last. */
export async function upsertScope(q: Queryable, personId: number, scope: ScopeFields): Promise<Scope> {
  const { rows } = await q.query<Scope>(
    `insert into person_scopes (person_id, type, value, permissions) values ($1, $2, $3, $4)
     on conflict (person_id, type, value) do update set permissions = excluded.permissions, updated_at = clock_timestamp()
     returning ${columns}`,
    [personId, scope.scope_type, scope.scope_value, jsonText(scope.permissions)],
  );
  const written = rows[0];
  if (!written) throw new Error(`The scope of person ${personId} could not be written.`);
  return written;
}

export async function deleteScope(q: Queryable, personId: number, scopeId: number): Promise<Scope | undefined> {
  const { rows } = await q.query<Scope>(
    `delete from person_scopes where person_id = $1 and id = $2 returning ${columns}`,
    [personId, scopeId],
  );
  return rows[0];
}
