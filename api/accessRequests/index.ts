export { accessSyncOf } from './accessSync.js';
export type { AccessRequest } from './contract.js';
export { accessFollowsGate } from './followGate.js';
export { accessRequestRoutes } from './routes.js';
export { listRequests } from './sql/listRequests.js';
