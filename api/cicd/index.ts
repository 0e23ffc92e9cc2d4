export { cicdRoutes } from './routes.js';
