export { endRun, endWhatIsLeft } from './endChildren.js';
export { spawnFailure } from './spawnFailure.js';
export { stopReason } from './stopReason.js';
export { supervise, type RunEnd, type Supervision } from './supervise.js';
