/** The API, for the process that starts it. Everything else imports the area that it needs. */
export { prepareInstallation, InstallationError } from './installation/index.js';
export { startPeriodic, type Periodic } from './periodic.js';
export { startProviderWork } from './providers/index.js';
export { startApi, type ApiOptions, type RunningApi } from './startApi.js';
