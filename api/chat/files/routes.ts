import { contentAnswer, type ContentStore } from '../../attachments/index.js';
import type { Database } from '../../db/index.js';
import { notFound } from '../../http/answer.js';
import { defineRoute, type Route } from '../../http/route.js';
import { outcomeOf } from '../turnOutcome.js';
import { fileParams } from './contract.js';
import { filesOfTurn } from './sql/filesOfTurn.js';

const noFile = notFound('File');

/** The content of a file, for the run that works its turn, for who sent the message, and for who reads every conversation. */
export function fileContent(db: Database, store: ContentStore): Route {
  return defineRoute({
    method: 'get',
    path: '/api/ops-chat/turns/{id}/files/{file_id}/content',
    area: 'ops-chat',
    summary: 'The content of a file that came with a message, to be saved.',
    access: { kind: 'signed-in', permission: 'ops-chat:read', agents: 'turn' },
    params: fileParams,
    answers: { 200: { description: 'The content', type: 'application/octet-stream', etag: true } },
    async handle({ params, caller }) {
      if (caller.run !== null) {
        if (caller.run.kind !== 'turn' || caller.run.turnId !== params.id) return noFile;
      } else {
        const outcome = await outcomeOf(db, params.id);
        const own = caller.personId !== null && outcome?.person_id === caller.personId;
        if (!outcome || !(own || caller.view.tickets.has('all'))) return noFile;
      }
      const file = (await filesOfTurn(db, params.id)).find(({ id }) => id === params.file_id);
      return file ? contentAnswer(store, file) : noFile;
    },
  });
}
