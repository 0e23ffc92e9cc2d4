/** The hands: works chat turns and agent tasks with a harness, and runs what people have approved. */
export { startRunner, type Runner, type RunnerParts } from './startRunner.js';
export type { Isolation } from './sandbox/index.js';
export type { Selection } from './harness/index.js';
