export { activeWorkflows, workflowFor } from './activeWorkflows.js';
export type { StoredWorkflow } from './activeWorkflows.js';
export { seedWorkflows } from './seedWorkflows.js';
