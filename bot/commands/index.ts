export { commands } from './commandTable.js';
export type { Asked, Command } from './defineCommand.js';
