export { InstallationError } from './claimDatabase.js';
export { prepareInstallation } from './prepareInstallation.js';
export type { InstallationParts } from './prepareInstallation.js';
