import { visibleTickets } from '../../tickets/index.js';
import { newestRows, wordsIn, type Finder } from './words.js';

type Row = {
  readonly id: number;
  readonly actor: string;
  readonly action: string;
  readonly target: string | null;
  readonly result: string | null;
  readonly created_at: Date;
};

/** The newest audit rows; of tickets only those that the caller may see. */
export const findAudit: Finder = async (q, { caller, terms, most }) => {
  const visible = visibleTickets(caller, 3);
  const said = `concat_ws(' ', a.actor, replace(a.action, '_', ' '), a.action, a.target, a.result)`;
  const ticket = `substring(coalesce(substring(a.target from '^ticket_(\\d+)$'), a.details ->> 'ticket_id') from '^\\d{1,15}$')::bigint`;
  const { rows } = await q.query<Row>(
    `select a.id, a.actor, a.action, a.target, a.result, a.created_at
     from (select * from audit_log order by id desc limit ${newestRows}) a
     where ${wordsIn(said, '$1')} > 0
       and (${ticket} is null or exists (select from tickets t where t.id = ${ticket} and ${visible.sql}))
     order by ${wordsIn(said, '$1')} desc, a.id desc limit $2`,
    [terms, most, ...visible.params],
  );
  return rows.map(({ id, actor, action, target, result, created_at }) => ({
    ...{ type: 'audit' as const, id, title: `${actor} ${action.replaceAll('_', ' ')}`, heading: '', status: result },
    ...{ text: target ?? '', updated_at: created_at, url: `#audit:${id}`, metadata: { actor, action, target } },
  }));
};
