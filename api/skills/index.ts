export type { Skill } from './contract.js';
export { skillsRoutes } from './routes.js';
export { seedSkills } from './seedSkills.js';
export { skillsOfAgent } from './sql/readSkills.js';
