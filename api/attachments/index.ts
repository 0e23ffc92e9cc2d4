export { contentFolder, openContentStore } from './contentStore.js';
export { attachmentRoutes } from './routes.js';
export { sweepContents } from './sweepContents.js';
