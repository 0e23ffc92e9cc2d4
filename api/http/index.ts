export { sentenceIn } from './answer.js';
export type { Actor, Audience, Caller, Channel, View } from './caller.js';
