import { visiblePostmortems } from '../../postmortems/index.js';
import { visibleTickets, withinSecrecy } from '../../tickets/index.js';
import { newestRows, wordsIn, type Finder } from './words.js';

type Postmortem = {
  readonly id: number;
  readonly ticket_id: number | null;
  readonly ticket_title: string | null;
  readonly summary: string;
  readonly improvements: string;
  readonly status: string;
  readonly updated_at: Date;
};

/** As far as their own area shows them. */
export const findPostmortems: Finder = async (q, { caller, terms, most }) => {
  const visible = visiblePostmortems(caller, 3);
  const said = `concat_ws(' ', t.title, p.summary, p.improvements, p.went_well, p.workflow_proposal)`;
  const { rows } = await q.query<Postmortem>(
    `select p.id, p.ticket_id, t.title as ticket_title, p.summary, p.improvements, p.status, p.updated_at
     from (select * from postmortems order by id desc limit ${newestRows}) p left join tickets t on t.id = p.ticket_id
     where ${wordsIn(said, '$1')} > 0 and ${visible.sql}
     order by ${wordsIn(said, '$1')} desc, p.id desc limit $2`,
    [terms, most, ...visible.params],
  );
  return rows.map(({ id, ticket_id, ticket_title, summary, improvements, status, updated_at }) => ({
    ...{
      type: 'postmortem' as const,
      id,
      title: `Postmortem of ${ticket_title ?? 'no ticket'}`,
      heading: '',
      status,
      updated_at,
    },
    ...{ text: `${summary} ${improvements}`, url: `#postmortems:${id}`, metadata: { ticket_id } },
  }));
};

type Workflow = {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly status: string;
  readonly workflow_key: string;
  readonly ticket_class: string | null;
  readonly version: number;
  readonly updated_at: Date;
};

/** A version that was learnt from a ticket is for those who may see the ticket, until it is in force; and never more secret than the caller may read. */
export const findWorkflows: Finder = async (q, { caller, terms, most }) => {
  const visible = visibleTickets(caller, 3);
  const readable = withinSecrecy(caller, 'w.security_classification', 3 + visible.params.length);
  const said = `concat_ws(' ', w.name, w.description, w.workflow_key, w.ticket_class)`;
  const { rows } = await q.query<Workflow>(
    `select w.id, w.name, w.description, w.status, w.workflow_key, w.ticket_class, w.version, w.updated_at
     from (select * from agent_workflows order by id desc limit ${newestRows}) w left join tickets t on t.id = w.ticket_id
     where ${wordsIn(said, '$1')} > 0 and ${readable.sql}
       and (w.ticket_id is null or w.status in ('active', 'approved', 'superseded') or ${visible.sql})
     order by ${wordsIn(said, '$1')} desc, w.id desc limit $2`,
    [terms, most, ...visible.params, ...readable.params],
  );
  return rows.map(({ id, name, description, status, workflow_key, ticket_class, version, updated_at }) => ({
    ...{
      type: 'workflow' as const,
      id,
      title: name,
      heading: name,
      text: description,
      status,
      updated_at,
      url: `#workflows:${id}`,
    },
    metadata: { workflow_key, ticket_class, version },
  }));
};
