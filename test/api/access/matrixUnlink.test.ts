import { expect } from 'chai';
import { openPeople } from '../../../api/access/index.js';
import { recordVote, retractVote } from '../../../api/changes/index.js';
import type { Actor } from '../../../api/http/caller.js';
import { loadRoles } from '../../../config/index.js';
import { numberIn, startTestApi, type Called, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn } from '../../support/runs.js';
import { idOf, newPerson, toldAbout } from './newPerson.js';

/** Two of operations decide it. */
const restart = {
  ...{ action: 'Restart', target: 'web-1', risk_level: 'high' },
  plan: { kind: 'argv', argv: ['systemctl', 'restart', 'web'] },
};

describe('taking a Matrix account away from a person', () => {
  let api: TestApi;
  const people = openPeople(loadRoles());
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());

  const own = (as: Who, account: string): Promise<Called> =>
    api.call(as, 'DELETE', `/api/access/me/matrix-link/${encodeURIComponent(account)}`);
  const of = (as: Who, id: number, account: string): Promise<Called> =>
    api.call(as, 'DELETE', `/api/access/users/${id}/matrix-link/${encodeURIComponent(account)}`);
  const personBehind = async (account: string): Promise<string | undefined> =>
    (await people.byMatrixId(api.db, account, 'matrix-message'))?.name;
  async function linked(name: string, account: string, source = 'operator'): Promise<string> {
    await api.db.query(
      `insert into identities (person_id, kind, subject, source) select id, 'matrix', $2, $3 from persons where name = $1`,
      [name, account, source],
    );
    return account;
  }

  it('by themselves: the account speaks for nobody from then on, and it is on record', async () => {
    const account = await linked('ana', '@ana.lost:example.org');
    expect(await personBehind(account)).to.equal('ana');
    const { status, text } = await own('ana', account);
    expect([status, text]).to.deep.equal([204, '']);
    expect(await personBehind(account)).to.equal(undefined);
    expect((await toldAbout(api, await idOf(api, 'ana'))).at(-1)).to.equal('ana matrix_account_unlinked');
    const { rows } = await api.db.query(
      `select actor, category, details from event_log where action = 'matrix_account_unlinked' order by id desc limit 1`,
    );
    expect(rows).to.deep.equal([
      { actor: 'ana', category: 'access', details: { username: 'ana', matrix_user_id: account } },
    ]);
  });

  it('by an administrator, of everybody, and the person is free to link it again', async () => {
    const account = await linked('bo', '@bo.stolen:example.org');
    expect((await of('admin', await idOf(api, 'bo'), account)).status).to.equal(204);
    expect(await personBehind(account)).to.equal(undefined);
    const asked = await api.call('bo', 'POST', '/api/access/me/matrix-link', { matrix_user_id: account });
    expect(asked.status).to.equal(201);
  });

  it('an account of somebody else is not there: neither for who calls it their own nor at another person', async () => {
    const account = await linked('cy', '@cy.desk:example.org');
    const bo = await idOf(api, 'bo');
    for (const answer of [await own('ana', account), await of('admin', bo, account)])
      expect([answer.status, answer.body['error']]).to.deep.equal([404, 'matrix_account_not_found']);
    expect(await personBehind(account)).to.equal('cy');
    expect((await of('admin', 999_999, account)).body['error']).to.equal('person_not_found');
  });

  it('what could be no account is not there either, and never a fault of ours', async () => {
    const ana = await idOf(api, 'ana');
    for (const account of [
      'bo',
      '@bo',
      '@\u0000:example.org',
      '@a b:example.org',
      `@${'x'.repeat(300)}:x`,
      '%',
      "@'--:x",
    ])
      for (const answer of [await own('ana', account), await of('admin', ana, account)])
        expect(answer.status, account).to.equal(404);
    for (const path of ['/api/access/me/matrix-link/%ff', '/api/access/me/matrix-link/%00'])
      expect((await api.call('ana', 'DELETE', path)).status, path).to.be.oneOf([400, 404]);
  });

  it('a second time there is nothing to take away, and of fifty at once one is told that it was', async () => {
    const account = await linked('ana', '@ana.often:example.org');
    const answers = await Promise.all(Array.from({ length: 50 }, () => own('ana', account)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).to.have.length(1);
    expect(statuses.filter((status) => status === 404)).to.have.length(49);
    const { rows } = await api.db.query(
      `select from audit_log where action = 'matrix_account_unlinked' and details ->> 'matrix_user_id' = $1`,
      [account],
    );
    expect(rows).to.have.length(1);
  });

  it('the account that the configuration gives stays, as the next start would link it again; the answer says what to do', async () => {
    const bo = await idOf(api, 'bo');
    for (const answer of [await own('bo', '@bo:localhost'), await of('admin', bo, '@bo:localhost')]) {
      expect([answer.status, answer.body['error']]).to.deep.equal([409, 'account_is_configured']);
      expect(answer.body).to.include({ username: 'bo', source: 'configuration' });
      expect(answer.body['detail']).to.contain('matrix_id of bo').and.contain('switch bo off');
    }
    expect(await personBehind('@bo:localhost')).to.equal('bo');
  });

  it('of somebody whom the configuration names no more it can be taken away', async () => {
    const gone = await newPerson(api, 'gone', ['requester']);
    await api.db.query(`update persons set source = 'configuration', active = false where id = $1`, [gone.id]);
    const account = await linked('gone', '@gone:localhost', 'configuration');
    expect((await of('admin', gone.id, account)).status).to.equal(204);
  });

  it('of an administrator only who may everything takes it away', async () => {
    const account = await linked('admin', '@admin.phone:example.org');
    const manager = await newPerson(api, 'mona', ['soc-manager']);
    const admin = await idOf(api, 'admin');
    const refused = await of({ token: manager.token }, admin, account);
    expect([refused.status, refused.body['required_permission']]).to.deep.equal([403, '*']);
    expect((await of({ token: manager.token }, await idOf(api, 'ana'), '@nobody:x')).status).to.equal(404);
    expect((await own('admin', account)).status).to.equal(204);
  });

  describe('is nothing for', () => {
    let account: string;
    before(async () => {
      account = await linked('ana', '@ana.kept:example.org');
    });
    afterEach(async () => {
      expect(await personBehind(account)).to.equal('ana');
    });

    it('who administers nobody, or is not signed in', async () => {
      const ana = await idOf(api, 'ana');
      const auditor = await newPerson(api, 'odo', ['auditor', 'requester']);
      for (const as of ['bo', { token: auditor.token }] as const)
        expect((await of(as, ana, account)).body['required_permission']).to.equal('access:admin');
      expect((await of('nobody', ana, account)).status).to.equal(401);
      expect((await own('nobody', account)).status).to.equal(401);
    });

    it('a service, for whomever it says that it acts', async () => {
      const path = `/api/access/users/${await idOf(api, 'ana')}/matrix-link/${account}`;
      const as = { 'x-dashboard-service-user': 'ana' };
      for (const at of [path, `/api/access/me/matrix-link/${account}`]) {
        const answer = await api.call('service', 'DELETE', at, undefined, as);
        expect([answer.status, answer.body['error']]).to.deep.equal([403, 'people_only']);
      }
    });

    it('an agent, whatever its permissions are', async () => {
      const task = await startTask(api, await fileTicket(api, 'ana'));
      const turn = await startTurn(api, 'ana');
      for (const { token } of [task, turn])
        for (const answer of [await own({ token }, account), await of({ token }, await idOf(api, 'ana'), account)]) {
          expect([answer.status, answer.body['error']]).to.deep.equal([403, 'access_denied']);
          expect(answer.body['detail']).to.contain('whatever their permissions are');
        }
    });

    it('a personal token of the own, which may have leaked', async () => {
      const made = await api.call('ana', 'POST', '/api/auth/tokens', { name: 'script' });
      const answer = await own({ token: String(made.body['token']) }, account);
      expect([answer.status, answer.body['error']]).to.deep.equal([403, 'sign_in_needed']);
    });
  });

  describe('and its votes', () => {
    async function gate(): Promise<number> {
      const ticket = await fileTicket(api, 'ana');
      const run = await startTask(api, ticket);
      const asked = await api.call({ token: run.token }, 'POST', '/api/changes/request', {
        ...{ ...restart, ticket_id: ticket },
      });
      return numberIn(asked.body, 'change_id');
    }
    /** As the inbox sees the sender of an event. */
    const voter = async (account: string): Promise<Actor> =>
      (await people.byMatrixId(api.db, account, 'matrix-reaction')) ??
      ({ type: 'person', principalId: 0, name: account, personId: null, channel: 'matrix-reaction' } as const);
    const approve = async (changeId: number, account: string, eventId: string) =>
      recordVote(api.db, { changeId, voter: await voter(account), verb: 'approve', reason: null, eventId });
    const stateOf = async (id: number): Promise<unknown> =>
      (await api.call('admin', 'GET', `/api/changes/${id}`)).body['state'];

    it('one that was applied stays its person’s, and counts when others decide', async () => {
      const account = await linked('bo', '@bo.phone:example.org');
      const id = await gate();
      expect(await approve(id, account, '$tap-1')).to.include({ kind: 'applied', state: 'pending' });
      expect((await own('bo', account)).status).to.equal(204);
      expect(await approve(id, '@cy:localhost', '$tap-2')).to.include({ kind: 'applied', state: 'approved' });
      expect(await stateOf(id)).to.equal('approved');
    });

    it('its taps and withdrawals from then on count for nothing; the person may still change the vote elsewhere', async () => {
      const account = await linked('bo', '@bo.old:example.org');
      const id = await gate();
      await approve(id, account, '$tap-3');
      await own('bo', account);
      const back = { eventId: '$tap-3', redactionId: '$back-3', voter: await voter(account) };
      expect(await retractVote(api.db, back)).to.equal('not_theirs');
      expect(await approve(id, account, '$tap-4')).to.include({ kind: 'not_allowed', why: 'unlinked' });
      const { rows } = await api.db.query<{ count: number }>('select count(*) from votes where change_id = $1', [id]);
      expect(rows[0]?.count).to.equal(1);
      const other = await api.call('bo', 'POST', `/api/changes/${id}/reject`, { reason: 'My phone was stolen' });
      expect([other.status, await stateOf(id)]).to.deep.equal([200, 'rejected']);
    });

    it('linked to somebody else, it votes for them: two people, two votes, and no vote moved along', async () => {
      const account = await linked('bo', '@shared:example.org');
      const id = await gate();
      await approve(id, account, '$tap-5');
      await own('bo', account);
      await linked('ana', account);
      // The ticket is hers.
      expect(await approve(id, account, '$tap-6')).to.include({ kind: 'not_allowed', why: 'requester' });
      const { rows } = await api.db.query<{ name: string }>(
        'select p.name from votes v join persons p on p.id = v.person_id where v.change_id = $1',
        [id],
      );
      expect(rows).to.deep.equal([{ name: 'bo' }]);
    });
  });
});
