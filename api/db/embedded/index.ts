export { findRunningPostgres } from './findRunning.js';
export type { RunningPostgres } from './findRunning.js';
export { startEmbeddedPostgres } from './start.js';
export type { EmbeddedPostgres } from './start.js';
