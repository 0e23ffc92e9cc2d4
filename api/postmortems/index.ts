export type { Postmortem } from './contract.js';
export { postmortemRoutes } from './routes/index.js';
export { visiblePostmortems } from './sql/readPostmortem.js';
