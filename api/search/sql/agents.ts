import { visibleTickets } from '../../tickets/index.js';
import { newestRows, wordsIn, type Finder } from './words.js';

type Row = {
  readonly id: number;
  readonly ticket_id: number | null;
  readonly ticket_title: string | null;
  readonly harness: string;
  readonly model: string | null;
  readonly status: string;
  readonly error_message: string | null;
  readonly changed_at: Date;
};

/** Agents of visible tickets, by harness, model, state, error and the ticket that they work; `agent-7` finds that one. */
export const findAgents: Finder = async (q, { caller, terms, most }) => {
  const visible = visibleTickets(caller, 3);
  const said = `concat_ws(' ', 'agent-' || a.id, a.harness, a.model, a.status, a.error_message, t.title)`;
  const { rows } = await q.query<Row>(
    `select a.id, a.ticket_id, t.title as ticket_title, a.harness, a.model, a.status, a.error_message,
       coalesce(a.finished_at, a.heartbeat, a.created_at) as changed_at
     from (select * from agents order by id desc limit ${newestRows}) a left join tickets t on t.id = a.ticket_id
     where ${wordsIn(said, '$1')} > 0 and (a.ticket_id is null or ${visible.sql})
     order by ${wordsIn(said, '$1')} desc, a.id desc limit $2`,
    [terms, most, ...visible.params],
  );
  return rows.map(({ id, ticket_id, ticket_title, harness, model, status, error_message, changed_at }) => ({
    ...{
      type: 'agent' as const,
      id,
      title: `agent-${id} (${harness})`,
      heading: `agent-${id} (${harness})`,
      status,
      updated_at: changed_at,
      url: '#agents',
    },
    text: [ticket_title, model, error_message].filter((part) => part !== null).join(' · '),
    metadata: { ticket_id, harness, model },
  }));
};
