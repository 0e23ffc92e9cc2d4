export { resolveProfile } from './resolveProfile.js';
export type { Resolved } from './resolveProfile.js';
export { configRoutes } from './routes.js';
export { readConfig } from './store.js';
