import { visibleChanges, wireStatus, type ChangeState } from '../../changes/index.js';
import { bestFirst, mostCandidates, type Finder } from './words.js';

type Row = {
  readonly id: number;
  readonly action: string;
  readonly target: string;
  readonly reason: string;
  readonly state: ChangeState;
  readonly risk_level: string;
  readonly ticket_id: number | null;
  readonly agent_id: number | null;
  readonly requested_at: Date;
  readonly decided_at: Date | null;
};

export const findChanges: Finder = (q, asked) =>
  bestFirst(asked, async ({ query }) => {
    const visible = visibleChanges(asked.caller, 3);
    const words = `to_tsvector('simple', c.action || ' ' || c.target || ' ' || c.reason)`;
    const { rows } = await q.query<Row>(
      `select id, action, target, reason, state, risk_level, ticket_id, agent_id, requested_at, decided_at
       from (select c.*, ts_rank(${words}, to_tsquery('simple', $1)) as rank from changes c
             where ${words} @@ to_tsquery('simple', $1) and ${visible.sql} limit ${mostCandidates}) as candidates
       order by rank desc, id desc limit $2`,
      [query, asked.most, ...visible.params],
    );
    return rows.map(({ id, action, target, reason, state, requested_at, decided_at, ...row }) => ({
      ...{
        type: 'change' as const,
        id,
        title: `${action}: ${target}`,
        heading: `${action}: ${target}`,
        text: reason,
        status: wireStatus(state),
      },
      ...{ updated_at: decided_at ?? requested_at, url: '#changes' },
      metadata: { risk_level: row.risk_level, ticket_id: row.ticket_id, agent_id: row.agent_id, state },
    }));
  });
