import type { Queryable } from '../../db/index.js';

export type RoleRow = {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly capabilities: string[];
  readonly created_at: Date;
};

export async function listRoles(q: Queryable): Promise<RoleRow[]> {
  const { rows } = await q.query<RoleRow>(
    'select id, name, description, capabilities, created_at from roles order by name',
  );
  return rows;
}
