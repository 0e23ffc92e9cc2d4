import { expect } from 'chai';
import { startTestApi, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';

/** A ticket with a history: filed so many hours ago, and ended so many hours ago, or still open. */
type History = {
  readonly filed: number;
  readonly ended?: number;
  readonly priority?: string;
  readonly group?: string;
  readonly kind?: string;
};

describe('the figures of the dashboard', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());

  const read = async (name: string, as: Who = 'admin'): Promise<Fields> => {
    const { status, body, text } = await api.call(as, 'GET', `/api/dashboard/${name}`);
    expect(status, text).to.equal(200);
    return body;
  };
  const part = async (name: string, field: string, as: Who = 'admin'): Promise<Fields> =>
    (await read(name, as))[field] as Fields;

  async function ticket(history: History): Promise<number> {
    const { rows } = await api.db.query<{ id: number }>(
      `insert into tickets (itop_ref, itop_class, title, priority, owning_group, status, created_at, ended_at)
       values ('H-' || gen_random_uuid(), $1, 'History', $2, $3, $4, clock_timestamp() - make_interval(hours => $5),
         clock_timestamp() - make_interval(hours => $6)) returning id`,
      [
        ...[history.kind ?? 'Incident', history.priority ?? 'P3', history.group ?? 'Cloud Operations'],
        ...[history.ended === undefined ? 'new' : 'resolved', history.filed, history.ended ?? 0],
      ],
    );
    return rows[0]?.id ?? 0;
  }

  describe('of service levels', () => {
    before(async () => {
      await ticket({ filed: 10, ended: 7, priority: 'P1' });
      await ticket({ filed: 10, ended: 5, priority: '1' });
      await ticket({ filed: 7, priority: 'P2' });
      await ticket({ filed: 30, priority: 'P3' });
      await ticket({ filed: 60, priority: 'P4' });
      await ticket({ filed: 24 * 40, priority: 'P1' });
    });

    it('hold each ticket against the hours of its priority', async () => {
      expect(await part('ops-metrics', 'sla')).to.deep.equal({
        ...{ tickets: 5, open_tickets: 3, within_sla: 3, breached_sla: 2, at_risk: 2, compliance_pct: 60 },
      });
    });

    it('27.34: a note after the end of a ticket does not move its end', async () => {
      const before = await part('ops-metrics', 'sla');
      const { rows } = await api.db.query<{ id: number }>(
        `select id from tickets where ended_at is not null and ltrim(priority, 'P') = '1' order by id limit 1`,
      );
      const id = rows[0]?.id ?? 0;
      expect((await api.call('admin', 'POST', `/api/tickets/${id}/notes`, { body: 'Thanks' })).status).to.equal(200);
      expect(await part('ops-metrics', 'sla')).to.deep.equal(before);
    });

    it('count a ticket that was opened again as open, and its next end as its end', async () => {
      const id = await fileTicket(api, 'ana', { priority: 'P3' });
      const set = (status: string) =>
        api.call('admin', 'POST', `/api/tickets/${id}/status`, { status, reason: 'For the figures' });
      const end = async (): Promise<Date | null | undefined> =>
        (await api.db.query<{ ended_at: Date | null }>('select ended_at from tickets where id = $1', [id])).rows[0]
          ?.ended_at;
      await set('resolved');
      const first = await end();
      expect(first).to.be.an.instanceOf(Date);
      await set('closed');
      expect((await end())?.getTime(), 'closing what is resolved is no new end').to.equal(first?.getTime());
      await set('in_progress');
      expect(await end()).to.equal(null);
      await set('cancelled');
      expect((await end())?.getTime()).to.be.greaterThan(first?.getTime() ?? 0);
    });

    it('nobody sets the end of a ticket but its status', async () => {
      const { rows } = await api.db.query<{ id: number }>(
        `select id from tickets where status = 'new' order by id limit 1`,
      );
      await api.db.query(`update tickets set ended_at = clock_timestamp() where id = $1`, [rows[0]?.id]);
      const after = await api.db.query<{ ended_at: Date | null }>('select ended_at from tickets where id = $1', [
        rows[0]?.id,
      ]);
      expect(after.rows[0]?.ended_at).to.equal(null);
    });

    it('ask for postmortems of grave incidents within a day', async () => {
      const late = await ticket({ filed: 100, ended: 80, priority: 'P1' });
      const inTime = await ticket({ filed: 100, ended: 50, priority: 'P2' });
      await ticket({ filed: 100, ended: 30, priority: 'P2' });
      await ticket({ filed: 100, ended: 22, priority: '1' });
      await ticket({ filed: 100, ended: 80, priority: 'P1', kind: 'UserRequest' });
      for (const [id, hours] of [
        [late, 10],
        [inTime, 40],
      ])
        await api.db.query(
          `insert into postmortems (ticket_id, created_at) values ($1, clock_timestamp() - make_interval(hours => $2))`,
          [id, hours],
        );
      const figures = await part('ops-metrics', 'postmortem_sla');
      expect(figures).to.include({
        ...{ tickets_requiring_postmortem: 6, tickets_with_postmortem: 2, within_sla: 1, total_postmortems: 2 },
        ...{ missing_postmortem: 4, breached_sla: 2, at_risk: 1, target_hours: 24 },
      });
      expect(figures['avg_postmortem_latency_seconds']).to.be.closeTo(((70 + 10) / 2) * 3600, 60);
    });
  });

  describe('at a glance', () => {
    it('count tickets by what became of them, and by the day on which they were filed', async () => {
      const tickets = await part('stats', 'tickets');
      const trend = tickets['trend'] as Fields[];
      expect(trend).to.have.length(7);
      expect(trend.at(-1)?.['date']).to.equal(new Date().toISOString().slice(0, 10));
      expect(tickets['total']).to.be.greaterThan(10);
      expect(tickets['new']).to.be.greaterThan(3);
      const chart = await read('ticket-chart?days=2');
      expect(chart['days']).to.equal(2);
      for (const { date } of chart['data'] as Fields[]) expect(date).to.match(/^\d{4}-\d\d-\d\d$/);
    });

    it('the trend goes over as many days as are asked for', async () => {
      await ticket({ filed: 24 * 20 });
      const trendOf = async (query: string): Promise<Fields[]> => {
        const { trend } = (await part(`stats${query}`, 'tickets')) as { trend: Fields[] };
        return trend;
      };
      const filed = (trend: Fields[]): number => trend.reduce((sum, { count }) => sum + Number(count), 0);
      const [week, month] = [await trendOf(''), await trendOf('?days=30')];
      expect([week.length, month.length, (await trendOf('?days=1')).length]).to.deep.equal([7, 30, 1]);
      expect(month.slice(-7)).to.deep.equal(week);
      expect(filed(month)).to.be.greaterThan(filed(week));
      expect((await api.call('admin', 'GET', '/api/dashboard/stats?days=366')).status).to.equal(422);
    });

    it('count agents by what they do, and gates and tools', async () => {
      const task = await startTask(api, await fileTicket(api, 'ana'));
      await api.call('admin', 'POST', `/api/tickets/${await fileTicket(api, 'ana')}/assign-agent`, {
        harness: 'codex',
      });
      await api.call({ token: task.token }, 'POST', '/api/changes/request', {
        ...{ ticket_id: task.ticketId, action: 'Clean up', target: 'web-1', risk_level: 'low', command: 'true' },
      });
      const body = await read('stats');
      const agents = body['agents'] as Fields;
      expect(agents).to.include({ queued: 1, total: 2, history: 0 });
      expect(Number(agents['active']) + Number(agents['waiting'])).to.equal(1);
      expect(agents['open']).to.equal(2);
      expect(body['changes']).to.deep.equal({ pending: 1 });
      expect((body['tools'] as Fields)['total']).to.be.greaterThan(5);
      expect((body['recent_activity'] as Fields[]).length).to.equal(30);
      expect(await part('ops-metrics', 'approval_gates')).to.include({ total: 1, pending: 1, avg_wait_seconds: null });
      expect(await part('ops-metrics', 'agent_summary')).to.include({ tasks: 2, completed: 0 });
      const performance = (await read('agent-performance'))['agents'] as Fields[];
      expect(performance.map(({ harness }) => harness)).to.deep.equal(['codex', 'codex']);
    });

    it('agents are the last fifty, or those of them that were started within the days', async () => {
      const idsOf = async (query: string): Promise<unknown[]> =>
        ((await read(`agent-performance${query}`))['agents'] as Fields[]).map(({ id }) => id);
      const all = await idsOf('');
      expect(all).to.have.length(2);
      await api.db.query(
        `update agents set started_at = clock_timestamp() - interval '3 days', created_at = clock_timestamp() - interval '3 days' where id = $1`,
        [all[1]],
      );
      expect(await idsOf('')).to.deep.equal(all);
      expect(await idsOf('?days=1')).to.deep.equal([all[0]]);
      expect(await idsOf('?days=30')).to.deep.equal(all);
    });

    it('say how often each tool was found well, and nothing of one that was never looked at', async () => {
      const { rows } = await api.db.query<{ id: number; name: string }>(
        'select id, name from tools order by id limit 2',
      );
      await api.db.query(
        `insert into tool_checks (tool_id, status, timestamp) select $1, case when n <= 3 then 'healthy' else 'down' end,
           clock_timestamp() - make_interval(hours => n) from generate_series(1, 4) n`,
        [rows[0]?.id],
      );
      await api.db.query(
        `insert into tool_checks (tool_id, status, timestamp) values ($1, 'down', clock_timestamp() - interval '9 days')`,
        [rows[0]?.id],
      );
      const tools = (await read('tool-uptime'))['tools'] as Fields[];
      const named = (name: string | undefined) => tools.find((one) => one['name'] === name);
      expect(named(rows[0]?.name)).to.include({ total_checks: 4, healthy_checks: 3, uptime_pct: 75 });
      expect(named(rows[1]?.name)).to.include({ total_checks: 0, healthy_checks: 0, uptime_pct: null });
    });
  });

  describe('are of what the caller may see', () => {
    it('27.7: tickets and agents of other groups are in none of them', async () => {
      await becomes(api, 'cy', { roles: ['auditor'], groups: ['Endpoint Support'] });
      expect(await part('stats', 'tickets', 'cy')).to.include({ total: 0 });
      expect(await part('stats', 'agents', 'cy')).to.include({ total: 0 });
      expect(await part('stats', 'changes', 'cy')).to.deep.equal({ pending: 0 });
      expect(await part('ops-metrics', 'sla', 'cy')).to.include({ tickets: 0, compliance_pct: null });
      expect((await read('agent-performance', 'cy'))['agents']).to.deep.equal([]);
      await fileTicket(api, 'admin', { owning_group: 'Endpoint Support' });
      expect(await part('stats', 'tickets', 'cy')).to.include({ total: 1 });
    });

    it('without the trail for who may not read it, and not at all without the permission', async () => {
      await becomes(api, 'bo', { roles: ['analyst'], groups: ['Endpoint Support'] });
      expect((await read('stats', 'bo'))['recent_activity']).to.deep.equal([]);
      await becomes(api, 'bo', { roles: ['requester'], groups: [] });
      for (const name of ['stats', 'ticket-chart', 'agent-performance', 'tool-uptime', 'ops-metrics'])
        expect((await api.call('bo', 'GET', `/api/dashboard/${name}`)).status, name).to.equal(403);
    });

    it('over a year of days at most', async () => {
      for (const days of ['0', '366', 'x', '-1'])
        expect((await api.call('admin', 'GET', `/api/dashboard/ticket-chart?days=${days}`)).status, days).to.equal(422);
    });
  });
});
