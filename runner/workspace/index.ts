export { stageChildPrograms, type ChildPrograms } from './childPrograms.js';
export { intakeTask, type IntakeFile, type IntakeTask } from './intakeTask.js';
export {
  prepareWorkspace,
  runDirectoryName,
  writeRunFiles,
  type RunName,
  type Workspace,
  type WorkspaceFolders,
} from './prepareWorkspace.js';
export { readRunFile, type RunFile } from './readRunFile.js';
export { retireWorkspace, trimRuns } from './retireWorkspace.js';
export type { ToolCommand } from './taskText.js';
export { ticketTask, type TicketTask } from './ticketTask.js';
