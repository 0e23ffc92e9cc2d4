import { visibleTickets } from '../../tickets/index.js';
import { newestRows, wordsIn, type Finder } from './words.js';

type Run = {
  readonly id: number;
  readonly repo_ref: string;
  readonly branch: string | null;
  readonly status: string;
  readonly summary: string | null;
  readonly ticket_id: number | null;
  readonly created_at: Date;
};

/** Security runs of pipelines: those of no ticket, and those of visible ones. */
export const findRuns: Finder = async (q, { caller, terms, most }) => {
  const visible = visibleTickets(caller, 3);
  const said = `concat_ws(' ', r.repo_ref, r.branch, r.commit_sha, r.status, r.summary)`;
  const { rows } = await q.query<Run>(
    `select r.id, r.repo_ref, r.branch, r.status, r.summary, r.ticket_id, r.created_at
     from (select * from cicd_security_runs order by id desc limit ${newestRows}) r left join tickets t on t.id = r.ticket_id
     where ${wordsIn(said, '$1')} > 0 and (r.ticket_id is null or ${visible.sql})
     order by ${wordsIn(said, '$1')} desc, r.id desc limit $2`,
    [terms, most, ...visible.params],
  );
  return rows.map(({ id, repo_ref, branch, status, summary, ticket_id, created_at }) => ({
    ...{
      type: 'cicd' as const,
      id,
      title: `${repo_ref}${branch === null ? '' : ` ${branch}`}`,
      heading: repo_ref,
      text: summary ?? '',
    },
    ...{ status, updated_at: created_at, url: `#cicd:${id}`, metadata: { ticket_id } },
  }));
};

type Tool = {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly host: string | null;
  readonly status: string;
  readonly description: string;
  readonly updated_at: Date;
};

export const findTools: Finder = async (q, { terms, most }) => {
  const said = `concat_ws(' ', name, type, host, description)`;
  const { rows } = await q.query<Tool>(
    `select id, name, type, host, status, description, updated_at from tools
     where ${wordsIn(said, '$1')} > 0 order by ${wordsIn(said, '$1')} desc, id limit $2`,
    [terms, most],
  );
  return rows.map(({ id, name, type, host, status, description, updated_at }) => ({
    ...{ type: 'tool' as const, id, title: name, heading: name, text: description, status, updated_at, url: '#tools' },
    metadata: { type, host },
  }));
};
