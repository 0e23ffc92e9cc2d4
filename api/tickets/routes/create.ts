import { z } from 'zod';
import { transaction, type Connection } from '../../db/index.js';
import { forbidden, ok, problem } from '../../http/answer.js';
import { defineRoute, type Route } from '../../http/route.js';
import { autoAssign, type AutoAssignment, type AutoAssignmentRules } from '../../intake/index.js';
import { cardChanged } from '../announce.js';
import { groupExists } from '../assign.js';
import { createBody, finalStatuses, type CreateTicket, type Ticket } from '../contract.js';
import { createTicket } from '../createTicket.js';
import { fromTurn } from '../fromTurn.js';
import { tagged } from '../onTicket.js';
import { knownThere, linking } from '../knownThere.js';
import { ownedByRule } from '../ownedByRule.js';
import { shownTicket } from '../shown.js';
import { readTicket } from '../sql/getTicket.js';
import { waitForPerson } from '../waitForPerson.js';
import { area, noTicket, ticketShape } from './answers.js';
import type { TicketRoutes } from './index.js';

/** An agent, where a rule starts one for such a ticket (contract 17.6); else it is a person's. A chat turn decides by itself. */
async function begin(
  q: Connection,
  ticket: Ticket,
  { auto_assign: wanted }: CreateTicket,
  rules: AutoAssignmentRules,
): Promise<AutoAssignment> {
  const started: AutoAssignment = wanted
    ? await autoAssign(q, ticket.id, rules)
    : { status: 'skipped', reason: 'request_disabled' };
  const leftAlready =
    started.status === 'error' || (started.status === 'skipped' && started.reason === 'waiting_for_person');
  if (started.status !== 'assigned' && !leftAlready && !finalStatuses.includes(ticket.status)) {
    await waitForPerson(q, ticket);
  }
  return started;
}

const filedShape = ticketShape.extend({
  external_url: z.string().nullable(),
  auto_assignment: z.object({ status: z.string() }).loose().optional(),
  _idempotent_replay: z.literal(true).optional(),
});

export function create({ db, autoAssignment: rules, externalUrl, bindFiles }: TicketRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tickets',
    area,
    summary: 'File a ticket. From a chat turn it belongs to its conversation; the same message files it once.',
    access: { kind: 'signed-in', permission: 'tickets:create', agents: 'turn' },
    body: createBody,
    answers: { 200: { description: 'The ticket', schema: filedShape, etag: true } },
    handle: ({ body, caller }) =>
      transaction(db, async (q) => {
        const group = body.owning_group;
        if (group !== null && !(await groupExists(q, group))) {
          const { rows } = await q.query<{ name: string }>(
            `select name from groups where kind = 'service' and enabled order by name`,
          );
          const names = rows.map(({ name }) => name);
          return problem(422, 'unknown_group', `There is no group ${group}. Use one of: ${names.join(', ')}.`, {
            errors: [{ path: 'body.owning_group', message: 'unknown group' }],
          });
        }
        const source = await fromTurn(q, caller, body);
        if (!source) return noTicket;
        const known = await knownThere(q, caller, source.input);
        if (known.kind === 'forbidden')
          return forbidden(linking, `Naming a ticket of a provider needs the permission ${linking}.`);
        if (known.kind === 'taken') {
          return problem(409, 'provider_ref_taken', 'A ticket of another provider has this reference here.');
        }
        const { input, origin } = known.kind === 'known' ? source : await ownedByRule(q, source);
        const { ticket, replayed } =
          known.kind === 'known'
            ? { ticket: known.ticket, replayed: true }
            : await createTicket(q, caller, input, origin);
        await bindFiles(q, caller, ticket);
        if (!replayed) {
          await cardChanged(q, ticket);
          if (source.origin.sessionId !== null) {
            await q.query(
              'update ops_chat_sessions set latest_ticket_id = $2, updated_at = clock_timestamp() where id = $1',
              [source.origin.sessionId, ticket.id],
            );
          }
        }
        const started = replayed || source.origin.sessionId !== null ? undefined : await begin(q, ticket, body, rules);
        const filed = started === undefined ? ticket : ((await readTicket(q, ticket.id)) ?? ticket);
        const answer = ok({
          ...shownTicket(filed),
          external_url: externalUrl(filed),
          ...(started === undefined ? {} : { auto_assignment: started }),
          ...(replayed ? { _idempotent_replay: true } : {}),
        });
        return tagged(q, filed.id, answer);
      }),
  });
}
