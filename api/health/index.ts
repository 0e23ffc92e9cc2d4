export { healthRoutes } from './routes.js';
export type { HealthRoutes } from './routes.js';
