export { applicationRole, openPool, transaction } from './pool.js';
export type { Connection, Database, Queryable } from './pool.js';
export { migrate, MigrationError } from './migrate.js';
