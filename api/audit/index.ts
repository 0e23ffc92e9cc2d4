export { canonicalJson, digestOf } from './canonical.js';
export type { Json } from './canonical.js';
export { record, recordEvent } from './record.js';
