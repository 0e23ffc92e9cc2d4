export { canonicalJson, digestOf } from './canonical.js';
export type { Json } from './canonical.js';
export { record, recordEvent } from './record.js';
export type { AuditEntry } from './record.js';
export { auditQuery, auditRow } from './contract.js';
export { readAudit } from './readAudit.js';
