export type { Skill } from './contract.js';
export { skillsRoutes } from './routes.js';
export { seedSkills } from './seedSkills.js';
export { renderEach, renderForTicket, type Missing } from './renderForTicket.js';
export { variablesOfTicket } from './variablesOfTicket.js';
export { skillsOfAgent } from './sql/readSkills.js';
