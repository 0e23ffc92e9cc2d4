/** The configuration, for everybody else: what the operator set, and the data that ships with the product. */
export { ConfigError, type Problem } from './configError.js';
export { foldWords, hasPhrase } from './foldWords.js';
export { loadConfig, type ConfigSources, type LoadedConfig } from './load.js';
export type { Localised } from './localised.js';
export { isLoopback } from './loopback.js';
export { choosePlan, matchWorkflow, type TicketWords, type WorkflowMatch } from './matchWorkflow.js';
export { loadPolicies, type ChangeOrigin, type PlanKind, type Policy, type PolicySet, type Risk } from './policies.js';
export { loadRaci, type Raci, type RaciClarify, type RaciGroup, type RaciRule } from './raci.js';
export { classifications, grants, loadRoles, type Classification, type Role } from './roles.js';
export type { Config } from './schema.js';
export { Secret } from './secret.js';
export { DEFAULT_PORT } from './sections/server.js';
export type { HarnessName } from './sections/runner.js';
export { selectPolicy, type ChangeTraits } from './selectPolicy.js';
export { loadSkills, type SeedSkill } from './skills.js';
export { loadTools, type SeedTool } from './tools.js';
export { loadWorkflows, placeholders, type SeedWorkflow, type WorkflowStep } from './workflows.js';
