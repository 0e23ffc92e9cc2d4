export { checkDueTools } from './checkTools.js';
export { forgetOldChecks } from './forgetOldChecks.js';
export { toolRoutes } from './routes.js';
export { seedTools } from './seedTools.js';
