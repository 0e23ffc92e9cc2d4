import type { Queryable } from '../../db/index.js';

/** The names of the migrations in the database, in order. */
export async function migrationsApplied(q: Queryable): Promise<string[]> {
  const { rows } = await q.query<{ name: string }>('select name from schema_migrations order by version');
  return rows.map(({ name }) => name);
}
