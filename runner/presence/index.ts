export { publishPresence } from './publishPresence.js';
export { watchHarnesses, type HarnessWatch, type UsableHarness } from './watchHarnesses.js';
