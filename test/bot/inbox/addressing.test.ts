import { expect } from 'chai';
import { addressed, type Spoken } from '../../../bot/inbox/addressing.js';

const ana = 1;
const bo = 2;
const plain: Spoken = {
  purpose: 'intake',
  mentionsBot: false,
  mentionsOthers: false,
  repliesToOther: false,
  thread: undefined,
  inThread: false,
  personId: ana,
};
const anas = { ownerId: ana, hasTicket: true, waitsForOwner: false };
const cases: readonly (readonly [string, Partial<Spoken>, string])[] = [
  ['a message in the intake room is a request', {}, 'bot_anew'],
  ['a message of a stranger there is one too', { personId: null }, 'bot_anew'],
  ['a message that mentions somebody else is not', { mentionsOthers: true }, 'nobody'],
  ['a message that answers somebody else is not', { repliesToOther: true }, 'nobody'],
  ['a message that mentions the bot among others is', { mentionsOthers: true, mentionsBot: true }, 'bot_anew'],
  ['elsewhere nothing starts by itself', { purpose: 'other' }, 'nobody'],
  ['nor in the room for approvals', { purpose: 'approvals' }, 'nobody'],
  ['elsewhere a mention starts something', { purpose: 'other', mentionsBot: true }, 'bot_anew'],
  ['a direct room needs no mention', { purpose: 'direct' }, 'bot_anew'],
  ['a thread that is not ours is left alone', { inThread: true }, 'nobody'],
  ['a mention in such a thread is heard', { inThread: true, mentionsBot: true }, 'bot_anew'],
  ['the requester goes on in the own thread', { inThread: true, thread: anas }, 'bot_further'],
  [
    'the requester who talks to somebody else does not',
    { inThread: true, thread: anas, mentionsOthers: true },
    'ticket',
  ],
  [
    'unless the ticket waits for just these words',
    { inThread: true, thread: { ...anas, waitsForOwner: true }, mentionsOthers: true },
    'bot_further',
  ],
  ['somebody else in the thread comments', { inThread: true, thread: anas, personId: bo }, 'ticket'],
  [
    'also while the ticket waits for its requester',
    { inThread: true, thread: { ...anas, waitsForOwner: true }, personId: bo },
    'ticket',
  ],
  [
    'somebody else talks to the bot by naming it',
    { inThread: true, thread: anas, personId: bo, mentionsBot: true },
    'bot_further',
  ],
  [
    'talk in a thread without a ticket is no note',
    { inThread: true, thread: { ...anas, hasTicket: false }, personId: bo },
    'nobody',
  ],
  [
    'a stranger in a thread of nobody is not its owner',
    { inThread: true, thread: { ...anas, ownerId: null }, personId: null },
    'ticket',
  ],
];

describe('who is being talked to', () => {
  for (const [sentence, spoken, whom] of cases) {
    it(sentence, () => {
      expect(addressed({ ...plain, ...spoken })).to.equal(whom);
    });
  }
});
