import Router from '@koa/router';
import Koa from 'koa';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import { openPeople } from '../../../api/access/index.js';
import { tokenHash } from '../../../api/access/credentialHash.js';
import type { Database } from '../../../api/db/index.js';
import type { Caller } from '../../../api/http/caller.js';
import { getTicket, listTickets } from '../../../api/tickets/index.js';
import { contextQuery } from '../../../api/tickets/contextQuery.js';
import { listQuery } from '../../../api/tickets/listQuery.js';
import { readContext } from '../../../api/tickets/sql/readContext.js';
import { loadRoles } from '../../../config/index.js';

type State = { caller: Caller };

/** What one would write in an afternoon: no validation, audit, events, notes of the platform, idempotency, cards or limits. */
export async function listenBare(db: Database): Promise<string> {
  const people = openPeople(loadRoles());
  const listed = listQuery.parse({});
  const whole = { ...contextQuery.parse({}), external_url: null };
  const router = new Router<State>();
  router.get('/api/tickets', async (context) => {
    context.body = await listTickets(db, context.state.caller, listed);
  });
  router.get('/api/tickets/:id', async (context) => {
    context.body = await getTicket(db, Number(context.params['id']), context.state.caller);
  });
  router.get('/api/tickets/:id/context', async (context) => {
    const { caller } = context.state;
    const ticket = await getTicket(db, Number(context.params['id']), caller);
    if (ticket) context.body = await readContext(db, ticket, caller, whole);
  });
  router.post('/api/tickets', async (context) => {
    const { title, description, priority, owning_group: group } = (await json(context.req)) as Record<string, string>;
    const { caller } = context.state;
    const { rows } = await db.query<object>(
      `insert into tickets (itop_ref, title, description, priority, owning_group, assignee_team, status, created_by, requester_name, opened_by_name)
       values ('BARE-' || gen_random_uuid(), $1, $2, $3, $4::text, $4::text, 'new', $5::text, $5::text, $5::text) returning *`,
      [title, description, priority, group, caller.name],
    );
    context.body = rows[0];
  });
  router.post('/api/tickets/:id/notes', async (context) => {
    const { body } = (await json(context.req)) as Record<string, string>;
    const { caller } = context.state;
    const ticket = await getTicket(db, Number(context.params['id']), caller);
    if (!ticket) return;
    const { rows } = await db.query<object>(
      `with touched as (update tickets set updated_at = clock_timestamp() where id = $1)
       insert into ticket_notes (ticket_id, source, author, principal_id, body, audience, person_id)
       values ($1, 'dashboard', $2, $3, $4, 'internal', $5) returning *`,
      [ticket.id, caller.name, caller.principalId, body, caller.personId],
    );
    context.body = rows[0];
  });
  const app = new Koa<State>();
  app.use(async (context, next) => {
    const hash = tokenHash(context.get('authorization').slice('Bearer '.length));
    const found = await people.bySession(db, hash, { seconds: 60, left: 0 });
    if (!found) {
      context.status = 401;
      return;
    }
    context.state.caller = found.caller;
    await next();
  });
  app.use(router.routes());
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}
