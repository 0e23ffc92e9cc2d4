export { startEmbeddedPostgres } from './start.js';
export type { EmbeddedPostgres } from './start.js';
