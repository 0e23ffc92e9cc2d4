import { grants } from '../../config/index.js';
import { cancelTurns, openTurnsOf, sessionOfOpenTurn } from '../../api/chat/index.js';
import { nothing } from './arguments.js';
import { defineCommand } from './defineCommand.js';

export const cancel = defineCommand({
  name: 'cancel',
  usage: '!cancel',
  summary: 'Stops the answer that is being worked on: in its thread, or else your latest one here.',
  permission: { capability: 'ops-chat:write' },
  args: nothing,
  async handle(q, { person, session, roomId }) {
    const sessionId = session?.id ?? (await sessionOfOpenTurn(q, person.personId ?? 0, roomId));
    if (sessionId === undefined) return 'Nothing of yours is being worked on here.';
    const people = await openTurnsOf(q, sessionId);
    if (people.length === 0) return 'Nothing is being worked on in this thread.';
    const own = people.every((personId) => personId === person.personId);
    if (!own && !grants(person.capabilities, 'tickets:note'))
      return 'That is the answer to somebody else; only they or operations can stop it.';
    await cancelTurns(q, { sessionId });
    return 'Stopped. Write again whenever you like.';
  },
});
