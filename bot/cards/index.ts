/** The words of the bot: pure renderers from the domain to a message for a room. */
export type { Whole } from './cutText.js';
export { gateCard } from './gateCard.js';
export { helpedQuestion } from './helpedQuestion.js';
export { noteCard } from './noteCard.js';
export { questionCard } from './questionCard.js';
export { replyCard } from './replyCard.js';
export { statusLine } from './statusLine.js';
export { ticketCard } from './ticketCard.js';
export { waitsForTaker } from './ticketFacts.js';
export type { TicketFacts } from './ticketFacts.js';
