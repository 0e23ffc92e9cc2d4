export { intakeRoutes } from './routes.js';
export { classify } from './rules/index.js';
export type { IntakeRule } from './rules/index.js';
export { seedRules } from './seedRules.js';
