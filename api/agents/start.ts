import { recordEvent } from '../audit/index.js';
import { transaction, type Connection, type Database } from '../db/index.js';
import type { Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { idParams } from '../http/fields.js';
import { defineRoute, type Route } from '../http/route.js';
import { createBody, createTicket, onTicket } from '../tickets/index.js';
import { assignAgentBody, promptBody, spawnBody, started, type PromptBody } from './contract.js';
import { answerTo } from './answerTo.js';
import { spawnAgent, standardPrompt } from './spawn.js';

const area = 'agents';
const answers = { 200: { description: 'Started, or left to a person', schema: started } };
const answersOfTicket = { 200: { ...answers[200], etag: true } } as const;

function assign(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tickets/{id}/assign-agent',
    area,
    summary: 'Start an agent on the ticket; where none can work it, it waits for a person of its group.',
    access: { kind: 'signed-in', permission: 'agents:spawn', agents: 'turn' },
    params: idParams,
    body: assignAgentBody,
    answers: answersOfTicket,
    concurrency: 'if-match',
    handle: ({ params, body, caller, header }) =>
      onTicket(
        db,
        params.id,
        caller,
        async (q, ticket) =>
          answerTo(await spawnAgent(q, ticket, caller, { ...body, task_type: 'ticket_resolution' }), ticket.id),
        header('if-match'),
      ),
  });
}

function spawn(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/agents/spawn',
    area,
    summary: 'Start an agent on a ticket.',
    access: { kind: 'signed-in', permission: 'agents:spawn', agents: 'never' },
    body: spawnBody,
    answers: answersOfTicket,
    handle: ({ body, caller }) =>
      onTicket(db, body.ticket_id, caller, async (q, ticket) =>
        answerTo(await spawnAgent(q, ticket, caller, body), ticket.id),
      ),
  });
}

/** Characters of the prompt that become the ticket's description (contract 11.3); the agent reads all of it. */
const describedBy = 2_000;

async function ask(q: Connection, caller: Caller, { prompt, ...wanted }: PromptBody): Promise<Answer> {
  const title = prompt.split('\n', 1)[0]?.trim() ?? '';
  const input = createBody.parse({
    title: title === '' ? 'Ad hoc agent request' : title.slice(0, 500),
    // Not through the middle of a character that takes two places.
    description: prompt.slice(0, describedBy).replace(/[\uD800-\uDBFF]$/, ''),
    ticket_class: 'UserRequest',
    // Whoever asks for an agent by name gets this one; a rule that would start another is not asked (27.22).
    auto_assign: false,
    provider: 'local',
  });
  const origin = { sessionId: null, threadId: null, requesterPersonId: caller.personId };
  const { ticket } = await createTicket(q, caller, input, origin);
  const spawned = await spawnAgent(q, ticket, caller, {
    ...wanted,
    prompt: `${standardPrompt(ticket)}\n\n${prompt}`,
    task_type: 'ad_hoc',
  });
  await recordEvent(q, {
    category: 'agent',
    actor: caller.name,
    action: 'create_from_prompt',
    target: `ticket_${ticket.id}`,
    details: { status: spawned.kind, agent_id: spawned.kind === 'spawned' ? spawned.agentId : null },
  });
  return answerTo(spawned, ticket.id);
}

function createFromPrompt(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/agents/create-from-prompt',
    area,
    summary: 'File what is asked as a ticket and start one agent on it, in one act.',
    access: { kind: 'signed-in', permission: 'agents:spawn', agents: 'never' },
    body: promptBody,
    answers,
    handle: ({ body, caller }) => transaction(db, (q) => ask(q, caller, body)),
  });
}

/** The routes by which somebody starts an agent. */
export function startRoutes(db: Database): Route[] {
  return [assign(db), spawn(db), createFromPrompt(db)];
}
