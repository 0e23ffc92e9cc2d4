/** The rules of intake: pure functions that need no database, so that the toolbelt can carry them into a child's workspace. */
export { asksToKeep, isCancellation } from './cancellation.js';
export { clarify, type Clarification } from './clarify.js';
export {
  classify,
  scoreRules,
  type Classification,
  type IntakeRule,
  type IntakeText,
  type ScoredRule,
} from './classify.js';
export { clausesOf, type Clause } from './clauses.js';
export { detectLanguage, type Language } from './detectLanguage.js';
export { asksForNewTicket, looksLikeFollowUp, ticketNumbers } from './followUp.js';
export { kindOfMessage, type MessageKind } from './kindOfMessage.js';
export { matchWorkflow, type WorkflowMatch } from './matchWorkflow.js';
export { titleOf } from './titleOf.js';
