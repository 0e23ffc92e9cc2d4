/** The Matrix side's memory: the account, what came in, what has to go out, rooms, members and threads. */
export type {
  DeliveryFailure,
  InboxEvent,
  IncomingEvent,
  Intent,
  Member,
  MemberSeen,
  Membership,
  OutboxRow,
  Rendered,
  Room,
  RoomPurpose,
  RoomSeen,
  Thread,
  ThreadKind,
} from './rows.js';
export { storableJson, storableText } from './storableJson.js';
export { commitSync } from './sql/commitSync.js';
export type { CommitOutcome, SyncCommit } from './sql/commitSync.js';
export { accountHolder, takeAccount } from './sql/takeAccount.js';
export { renewAccount } from './sql/renewAccount.js';
export { releaseAccount } from './sql/releaseAccount.js';
export { accountState, committedToken, latestAccount, recordHomeserver } from './sql/accountState.js';
export type { AccountState, HomeserverState } from './sql/accountState.js';
export { claimInboxEvents } from './sql/claimInboxEvents.js';
export { finishInboxEvent } from './sql/finishInboxEvent.js';
export { withdrawInboxEvent } from './sql/withdrawInboxEvent.js';
export { parkInboxEvent } from './sql/parkInboxEvent.js';
export { retryInboxEvent } from './sql/retryInboxEvent.js';
export { freeInboxEvents } from './sql/freeInboxEvents.js';
export { knownEvents } from './sql/knownEvents.js';
export { arrivedAt, receivedEvent } from './sql/received.js';
export { say } from './sql/say.js';
export { takeSeedsAway } from './sql/takeSeedsAway.js';
export { claimOutboxRows, outboxIsOpen } from './sql/claimOutboxRows.js';
export { freezeRendered } from './sql/freezeRendered.js';
export { markSent } from './sql/markSent.js';
export { retryOutbox } from './sql/retryOutbox.js';
export { dropOutbox } from './sql/dropOutbox.js';
export { deadLetters, reviveDeadLetter } from './sql/deadLetters.js';
export { outboxCounts } from './sql/outboxCounts.js';
export type { OutboxCounts } from './sql/outboxCounts.js';
export { findSent, originalOf, outboxRow } from './sql/findSent.js';
export { threadById, threadByRoot, threadOf } from './sql/threadOf.js';
export { registerRoom } from './sql/registerRoom.js';
export { invitedRooms, joinedRooms, roomById, roomByPurpose } from './sql/rooms.js';
export { joinedMembers, membershipOf } from './sql/roomMembers.js';
export { recordEncryption, roomsToTellUnreadable, toldUnreadable } from './sql/encryption.js';
