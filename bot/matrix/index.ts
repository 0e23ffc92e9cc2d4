/** Matrix, for the rest of the bot: nothing outside this folder knows the SDK or the wire. */
export { openMatrix } from './openMatrix.js';
export type { Matrix, MatrixParts } from './openMatrix.js';
export type { Render } from './sendRow.js';
export type { RoomMessage } from './messageContent.js';
export { deliveryOf, readMessage, readReaction, readRedaction } from './readMessage.js';
export type { Message } from './readMessage.js';
export type { CryptoPort } from './crypto.js';
export type { MatrixHealth } from './homeserverHealth.js';
export type { Media } from './media.js';
export { MatrixFailure } from './matrixFailure.js';
export type { FailureKind } from './matrixFailure.js';
export { mayInvite, serverOf } from './acceptInvites.js';
export type { InviteRule } from './acceptInvites.js';
export { isAborted, makeWaker, pause } from './pause.js';
