export { claimLoop, type ClaimLoop } from './claimLoop.js';
export { repeat, type Repeated } from './repeat.js';
export { runHarness, type HarnessEnd, type RunPlace } from './runHarness.js';
export { sweepRunDirectories } from './sweepRunDirectories.js';
export { claimsAtMost, underLease, type Held } from './underLease.js';
export { watchRows, type RowWatch } from './watchRows.js';
