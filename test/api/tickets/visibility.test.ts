import { expect } from 'chai';
import { classifications } from '../../../config/roles.js';
import { startTestApi, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { becomes, officePeople, type Standing } from './officePeople.js';

type Kind = 'own' | 'assigned' | 'ofGroup' | 'ofOther' | 'ofNobody';
type Level = (typeof classifications)[number];

/** Who sees which kinds of tickets, and up to which classification. */
const matrix: readonly (Standing & { who: string; sees: readonly Kind[]; upTo: Level })[] = [
  ...[
    { roles: ['platform-admin'], sees: ['own', 'assigned', 'ofGroup', 'ofOther', 'ofNobody'], upTo: 'secret' },
    { roles: ['soc-manager'], sees: ['own', 'assigned', 'ofGroup', 'ofOther', 'ofNobody'], upTo: 'restricted' },
    { roles: ['analyst'], sees: ['own', 'assigned', 'ofGroup'], upTo: 'confidential' },
    { roles: ['auditor'], sees: ['own', 'assigned', 'ofGroup'], upTo: 'restricted' },
    { roles: ['agent-operator'], sees: ['own', 'assigned', 'ofGroup'], upTo: 'confidential' },
    { roles: ['requester'], sees: ['own', 'assigned'], upTo: 'confidential' },
    { roles: ['approver'], sees: ['own', 'assigned'], upTo: 'confidential' },
    { roles: ['requester', 'auditor'], sees: ['own', 'assigned', 'ofGroup'], upTo: 'restricted' },
  ].map((row) => ({ ...row, who: row.roles.join(' and '), groups: ['Cloud Operations'] })),
  {
    ...{ who: 'analyst without a group', roles: ['analyst'], sees: ['own', 'assigned'], upTo: 'confidential' },
  },
  {
    ...{ who: 'analyst with a team scope', roles: ['analyst'], scopes: [['team', 'Network Operations']] },
    ...{ sees: ['own', 'assigned', 'ofOther'], upTo: 'confidential' },
  },
  {
    ...{ who: 'analyst of ops, who work every ticket', roles: ['analyst'], groups: ['ops'] },
    ...{ sees: ['own', 'assigned', 'ofGroup', 'ofOther', 'ofNobody'], upTo: 'confidential' },
  },
  {
    ...{ who: 'analyst who is cleared for secrets', roles: ['analyst'], groups: ['Cloud Operations'] },
    ...{ scopes: [['classification', 'secret']], sees: ['own', 'assigned', 'ofGroup'], upTo: 'secret' },
  },
  {
    ...{ who: 'analyst with a clearance that there is not', roles: ['analyst'], groups: ['Cloud Operations'] },
    ...{ scopes: [['classification', 'cosmic']], sees: ['own', 'assigned', 'ofGroup'], upTo: 'confidential' },
  },
] as readonly (Standing & { who: string; sees: readonly Kind[]; upTo: Level })[];

describe('which tickets one sees', () => {
  let api: TestApi;
  const ids = new Map<string, number>();
  const kinds: readonly Kind[] = ['own', 'assigned', 'ofGroup', 'ofOther', 'ofNobody'];
  before(async function () {
    this.timeout(60_000);
    api = await startTestApi({ config: officePeople });
    const groups: Record<Kind, string | null> = {
      ...{ own: 'Email Operations', assigned: 'Email Operations', ofGroup: 'Cloud Operations' },
      ...{ ofOther: 'Network Operations', ofNobody: null },
    };
    const { rows } = await api.db.query<{ id: number }>(`select id from persons where name = 'cy'`);
    for (const kind of kinds)
      for (const level of classifications) {
        const id = await fileTicket(api, 'service', {
          ...{ title: `${kind} ${level}`, owning_group: groups[kind], security_classification: level },
        });
        ids.set(`${kind} ${level}`, id);
        if (kind === 'own' || kind === 'assigned') {
          const column = kind === 'own' ? 'requester_person_id' : 'assignee_person_id';
          await api.db.query(`update tickets set ${column} = $2 where id = $1`, [id, rows[0]?.id]);
        }
      }
  });
  after(() => api?.stop());

  const titlesFor = async (): Promise<unknown[]> => {
    const { body } = await api.call('cy', 'GET', '/api/tickets?sort_by=id&sort_dir=asc&limit=100');
    expect(body['total']).to.equal((body['tickets'] as unknown[]).length);
    return (body['tickets'] as Fields[]).map(({ title }) => title);
  };

  for (const { who, sees, upTo, ...standing } of matrix)
    it(`${who}: ${sees.join(', ')}; up to ${upTo}`, async () => {
      await becomes(api, 'cy', standing);
      const levels = classifications.slice(0, classifications.indexOf(upTo) + 1);
      const expected = kinds
        .filter((kind) => sees.includes(kind))
        .flatMap((kind) => levels.map((level) => `${kind} ${level}`));
      expect(await titlesFor()).to.deep.equal(expected);
      for (const title of ['own secret', 'ofGroup restricted', 'ofOther internal', 'ofNobody public']) {
        const { status } = await api.call('cy', 'GET', `/api/tickets/${ids.get(title) ?? 0}`);
        expect(status, title).to.equal(expected.includes(title) ? 200 : 404);
      }
    });

  it('a role of the mission board sees no ticket, not even the permission for it', async () => {
    await becomes(api, 'cy', { roles: ['ops_lead'], groups: ['Cloud Operations'] });
    expect((await api.call('cy', 'GET', '/api/tickets')).status).to.equal(403);
  });

  it('a ticket that is named for a person is seen by them, within the classification', async () => {
    const named = [ids.get('ofNobody internal'), ids.get('ofNobody secret')].map(
      (id) => ['ticket', String(id)] as const,
    );
    await becomes(api, 'cy', { roles: ['analyst'], scopes: [...named, ['ticket', 'abc']] });
    expect(await titlesFor())
      .to.include('ofNobody internal')
      .and.not.include('ofNobody secret');
  });

  it('a classification that nobody knows counts as internal', async () => {
    await becomes(api, 'cy', { roles: ['analyst'], groups: ['Cloud Operations'] });
    await api.db.query(`update tickets set security_classification = 'cosmic' where title = 'ofGroup public'`);
    expect(await titlesFor()).to.include('ofGroup public');
    await api.db.query(`update tickets set security_classification = 'public' where title = 'ofGroup public'`);
  });

  it('a group that is switched off shows nothing', async () => {
    await becomes(api, 'cy', { roles: ['analyst'], groups: ['Cloud Operations'] });
    await api.db.query(`update groups set enabled = false where name = 'Cloud Operations'`);
    expect(await titlesFor()).to.not.include('ofGroup public');
    await api.db.query(`update groups set enabled = true where name = 'Cloud Operations'`);
  });

  it('a person who is switched off is not let in at all', async () => {
    await api.db.query(`update persons set active = false where name = 'cy'`);
    expect((await api.call('cy', 'GET', '/api/tickets')).status).to.equal(401);
    await api.db.query(`update persons set active = true where name = 'cy'`);
    expect((await api.call('cy', 'GET', '/api/tickets')).status).to.equal(200);
  });

  it('an agent sees its own ticket up to what whoever started it may see', async () => {
    const restricted = ids.get('ofGroup restricted') ?? 0;
    const { token } = await startTask(api, restricted);
    const seen = async (): Promise<number> => (await api.call({ token }, 'GET', `/api/tickets/${restricted}`)).status;
    expect(await seen(), 'started by the administrator').to.equal(200);
    await api.db.query(`update agent_permission_context set max_classification = 'confidential' where ticket_id = $1`, [
      restricted,
    ]);
    expect(await seen(), 'had an operator started it').to.equal(404);
    const { body } = await api.call({ token }, 'GET', '/api/tickets');
    expect(body).to.deep.include({ tickets: [], total: 0 });
  });
});
