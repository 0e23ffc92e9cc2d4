export { audienceOf } from './audienceOf.js';
export { eventRoutes } from './routes.js';
export { endOfLog, readHappenings, standing } from './readHappenings.js';
export type { Audience } from './readHappenings.js';
export { subjects } from './contract.js';
export type { Happening } from './contract.js';
export type { Position } from './position.js';
