export type { Question, Session } from './contract.js';
export { chatRoutes } from './routes.js';
export type { MatrixHealth } from './routes.js';
export {
  cancelTurns,
  editMessage,
  freshQuestion,
  openQuestion,
  sessionByThread,
  sessionOfThread,
  takeMessage,
} from './takeMessage.js';
export type { Speaker } from './takeMessage.js';
export { bindFiles } from './files/bindFiles.js';
export type { TurnFile } from './files/sql/filesOfTurn.js';
export { readQuestion } from './readQuestion.js';
export { openTurnsOf, roomsWithOpenTurns, sessionOfOpenTurn } from './openTurns.js';
export { turnTimes } from './turnTimes.js';
export type { TurnTimes } from './turnTimes.js';
export { threadOfEvent } from './threadOfEvent.js';
export { cancelRequests, choiceKeys, claimTurn, finishTurn, noteHarness } from './turnWork.js';
export type { TurnBrief, TurnWork } from './turnWork.js';
export { sayStillWorking } from './statusLine.js';
