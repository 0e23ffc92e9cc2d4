import { openProviders, type Providers } from '../../../api/providers/index.js';
import { takeInChanges, type Taken } from '../../../api/providers/takeInChanges.js';
import { workPushes } from '../../../api/providers/workPushes.js';
import { startTestApi, type Fields, type TestApi } from '../../support/api.js';
import { account, startFakeItop, type FakeItop } from './fakeItop/index.js';

export type House = {
  readonly api: TestApi;
  readonly itop: FakeItop;
  readonly providers: Providers;
  /** One round of telling: what is due is sent, as one process does it. */
  tell(): Promise<number>;
  /** Lets every waiting try be due now, as if its pause were over. */
  letPausesEnd(): Promise<void>;
  /** One look at what changed in iTop. */
  look(): Promise<Taken>;
  ticket(id: number): Promise<Fields>;
  notes(id: number): Promise<Fields[]>;
  pushes(id: number): Promise<Fields[]>;
  events(action: string, id: number): Promise<Fields[]>;
  /** Nothing to tell and nothing seen, as at the first start; tickets of before are somebody else's. */
  fresh(): Promise<void>;
  /** Tickets since then. */
  newTickets(): Promise<Fields[]>;
  stop(): Promise<void>;
};

/** Everybody and everything that iTop has before the first test. */
export type Furniture = { readonly org: number; readonly caller: number; readonly agent: number; readonly ana: number };

export async function startHouse(settings: Fields = {}): Promise<House & Furniture> {
  const itop = await startFakeItop();
  const { objects } = itop;
  const org = objects.add('Organization', { name: 'Demo' }).id;
  const caller = objects.add('Person', {
    name: 'Desk',
    first_name: 'Service',
    friendlyname: 'Service Desk',
    org_id: String(org),
  }).id;
  const agent = objects.add('Person', {
    name: 'Agent',
    first_name: 'Al',
    friendlyname: 'Al Agent',
    org_id: String(org),
  }).id;
  const ana = objects.add('Person', {
    name: 'Ana',
    first_name: '',
    friendlyname: 'Ana',
    email: 'ana@example.org',
    org_id: String(org),
  }).id;
  objects.add('Team', { name: 'Infrastructure Operations', org_id: String(org) });
  const api = await startTestApi({
    config: {
      server: { environment: 'test', public_url: 'https://ops.example.org' },
      providers: {
        ...{ itop_url: itop.url, itop_user: account.user, itop_password: account.password },
        ...{ itop_default_org_id: org, itop_default_caller_id: caller, itop_default_agent_id: agent },
        ...settings,
      },
    },
  });
  const providers = openProviders(api.config.providers);
  const { signal } = new AbortController();
  const { db } = api;
  const rows = async (sql: string, params: unknown[]): Promise<Fields[]> => (await db.query<Fields>(sql, params)).rows;
  return {
    ...{ api, itop, providers, org, caller, agent, ana },
    tell: () => workPushes({ db, providers, owner: 'test', signal, publicUrl: 'https://ops.example.org' }),
    async letPausesEnd() {
      await db.query(`update ticket_providers set paused_until = null`);
      await db.query(
        `update provider_pushes set not_before = clock_timestamp() where status = 'queued' and not_before <> 'infinity'`,
      );
    },
    async look() {
      const provider = providers.get('itop');
      if (!provider) throw new Error('no iTop');
      return takeInChanges({ db, owner: 'test', signal, every: 0, autoAssignment: { maxPerRule: 1 } }, provider);
    },
    async ticket(id) {
      const [row] = await rows('select * from tickets where id = $1', [id]);
      if (!row) throw new Error(`no ticket ${id}`);
      return row;
    },
    notes: (id) => rows('select * from ticket_notes where ticket_id = $1 order by id', [id]),
    pushes: (id) => rows('select * from provider_pushes where ticket_id = $1 order by id', [id]),
    events: (action, id) =>
      rows('select * from event_log where action = $1 and target = $2 order by id', [action, `ticket_${id}`]),
    async fresh() {
      await itop.fresh();
      await db.query(`update provider_pushes set status = 'skipped' where status <> 'done'`);
      await db.query('update ticket_providers set paused_until = null');
      await db.query('delete from provider_cursors');
      await db.query('delete from provider_objects');
      await db.query(
        `update tickets set itop_ref = 'gone-' || id, provider_ref = 'gone-' || id, created_by = 'before'`,
      );
    },
    newTickets: () => rows(`select * from tickets where created_by <> 'before' order by id`, []),
    async stop() {
      await api.stop();
      await itop.stop();
    },
  };
}
