import { expect } from 'chai';
import { numberIn, startTestApi, textIn, type Called, type TestApi, type Who } from '../../support/api.js';
import { idOf, newPerson, newPersonWithPassword, rowsIn, signInAs, toldAbout } from './newPerson.js';

describe('the people, as administrators see and change them', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());
  const users = '/api/access/users';
  const list = (as: Who, query = ''): Promise<Called> => api.call(as, 'GET', users + query);
  const write = (body: unknown, as: Who = 'admin'): Promise<Called> => api.call(as, 'POST', users, body);
  const one = async (id: number): Promise<Called['body']> => (await api.call('admin', 'GET', `${users}/${id}`)).body;
  const me = (token: string): Promise<Called> => api.call({ token }, 'GET', '/api/access/me');

  describe('reading', () => {
    it('27.8: nobody is shown a password hash, a token or a hash of one', async () => {
      await api.call('bo', 'POST', '/api/auth/tokens', { name: 'script' });
      const { text, body } = await list('admin');
      expect(rowsIn(body, 'users')).to.have.length.of.at.least(4);
      expect(text).to.not.match(/scrypt\$|hash|opt_|ops_|secret/);
      expect((await api.call('admin', 'GET', `${users}/${await idOf(api, 'bo')}`)).text).to.not.match(/scrypt\$|hash/);
    });

    it('is by name, with roles and groups, a page at a time, and says how many there are', async () => {
      const { body } = await list('admin', '?limit=2&offset=1');
      expect(rowsIn(body, 'users').map(({ username }) => username)).to.deep.equal(['ana', 'bo']);
      expect([body['count'], body['total']]).to.deep.equal([2, 4]);
      const bo = rowsIn(body, 'users')[1];
      expect(bo).to.deep.include({
        ...{ display_name: 'Bo', provider: 'local', enabled: true, source: 'configuration', has_password: true },
        ...{ roles: ['agent-operator', 'approver'], matrix_user_ids: ['@bo:localhost'], switched_off_at: null },
      });
      expect(bo?.['groups']).to.include('Network Operations');
      expect(bo?.['created_at']).to.match(/^\d{4}-.*Z$/);
    });

    it('finds by a part of the name, by role and by whether they may come in', async () => {
      const names = async (query: string): Promise<unknown[]> =>
        rowsIn((await list('admin', query)).body, 'users').map(({ username }) => username);
      expect(await names('?q=DMI')).to.deep.equal(['admin']);
      expect(await names('?q=%25')).to.deep.equal([]);
      expect(await names('?role=approver')).to.deep.equal(['bo', 'cy']);
      expect(await names('?enabled=false')).to.deep.equal([]);
      for (const wrong of ['?limit=0', '?limit=501', '?offset=-1', '?enabled=perhaps'])
        expect((await list('admin', wrong)).status, wrong).to.equal(422);
    });

    it('is for those who may read access, and never for an agent or somebody who only asks', async () => {
      const ivy = await newPerson(api, 'ivy', ['auditor']);
      for (const path of [users, '/api/access/roles', `${users}/${ivy.id}/scopes`, '/api/access/policies']) {
        expect((await api.call({ token: ivy.token }, 'GET', path)).status, path).to.equal(200);
        expect((await api.call('ana', 'GET', path)).body['required_permission'], path).to.equal('access:read');
        expect((await api.call('nobody', 'GET', path)).status, path).to.equal(401);
      }
      for (const id of ['999999', '0', '-1', 'bo', '1e3', '99999999999999999999'])
        expect((await api.call('admin', 'GET', `${users}/${id}`)).status, id).to.equal(404);
    });

    it('the roles are all there, with what they allow', async () => {
      const roles = rowsIn((await api.call('admin', 'GET', '/api/access/roles')).body, 'roles');
      const names = roles.map(({ name }) => name);
      expect(names).to.include.members(['platform-admin', 'soc-manager', 'analyst', 'auditor', 'agent-operator']);
      expect(names).to.deep.equal([...names].sort());
      expect(roles.find(({ name }) => name === 'platform-admin')).to.deep.include({ capabilities: ['*'] });
      expect(new Set(roles.map(({ id }) => id)).size).to.equal(roles.length);
    });
  });

  describe('writing', () => {
    it('adds somebody, who is the operator’s, and changes only what is named', async () => {
      const made = await write({ username: ' Dora ', display_name: 'Dora D.', email: 'dora@example.org' });
      expect([made.status, made.body['status'], made.body['created']]).to.deep.equal([200, 'upserted', true]);
      const id = numberIn(made.body, 'id');
      const again = await write({ username: 'dora', provider: 'ldap', provider_ref: 'uid=dora' });
      expect(again.body).to.deep.equal({ id, status: 'upserted', created: false });
      expect(await one(id)).to.deep.include({
        ...{ username: 'dora', display_name: 'Dora D.', email: 'dora@example.org', provider: 'ldap' },
        ...{ provider_ref: 'uid=dora', enabled: true, source: 'operator', roles: [], has_password: false },
      });
      await write({ username: 'dora', email: null, display_name: '' });
      expect(await one(id)).to.deep.include({ email: null, display_name: 'dora', provider: 'ldap' });
      expect((await toldAbout(api, id)).slice(0, 2)).to.deep.equal([
        'admin access_user_upserted',
        'admin access_user_upserted',
      ]);
    });

    it('names every wrong field, and writes nothing of it', async () => {
      const wrong: readonly [unknown, string][] = [
        [{}, 'body.username'],
        [{ username: '' }, 'body.username'],
        [{ username: '1dora' }, 'body.username'],
        [{ username: 'Dora Díaz' }, 'body.username'],
        [{ username: 'x'.repeat(64) }, 'body.username'],
        [{ username: ['dora'] }, 'body.username'],
        [{ username: 'eve', email: 'no address' }, 'body.email'],
        [{ username: 'eve', display_name: 'x'.repeat(201) }, 'body.display_name'],
        [{ username: 'eve', enabled: 'perhaps' }, 'body.enabled'],
        [{ username: 'eve', provider_ref: { a: 1 } }, 'body.provider_ref'],
      ];
      for (const [body, path] of wrong) {
        const answer = await write(body);
        expect(answer.status, JSON.stringify(body)).to.equal(422);
        expect(rowsIn(answer.body, 'errors')[0]?.['path'], JSON.stringify(body)).to.equal(path);
      }
      expect((await list('admin', '?q=eve')).body['total']).to.equal(0);
    });

    it('of hostile text ends in a field or a refusal, never in a fault', async () => {
      for (const display of ['a\u0000b', '\ud800', "'; drop table persons; --", '<script>', '\u202e']) {
        const { status } = await write({ username: 'mallory', display_name: display });
        expect(status, JSON.stringify(display)).to.equal(200);
      }
      expect(
        (await api.call('admin', 'POST', users, '{"username":"mallory","display_name":"\\ud800"}')).status,
      ).to.equal(200);
    });

    it('leaves to the configuration what the configuration says, and tells where to change it', async () => {
      for (const body of [
        { display_name: 'Bobby' },
        { email: 'bo@elsewhere.org' },
        { provider_ref: 'emp-7' },
        { provider: 'oidc', provider_ref: 'sub-of-mine' },
      ]) {
        const answer = await write({ username: 'bo', ...body });
        expect([answer.status, answer.body['error']]).to.deep.equal([409, 'person_is_configured']);
        expect(answer.body['detail']).to.match(/^bo is named in the configuration, .*under people: in opsroom\.yaml/);
      }
      const roles = await api.call('admin', 'POST', `${users}/${await idOf(api, 'bo')}/roles`, ['auditor']);
      expect([roles.status, roles.body['error']]).to.deep.equal([409, 'person_is_configured']);
      expect(await one(await idOf(api, 'bo'))).to.deep.include({ display_name: 'Bo', email: null, provider_ref: null });
      expect((await write({ username: 'bo', display_name: 'Bo', provider: 'local' })).status).to.equal(200);
    });

    it('another account of the provider ends sign-ins and tokens of the person, and stands in the trail', async () => {
      const tess = await newPerson(api, 'tess', ['requester']);
      const { body } = await api.call({ token: tess.token }, 'POST', '/api/auth/tokens', { name: 'script' });
      expect((await write({ username: 'tess', display_name: 'Tess' })).status).to.equal(200);
      expect((await me(tess.token)).status).to.equal(200);
      const bound = await write({ username: 'tess', provider: 'oidc', provider_ref: 'sub-of-tess' });
      expect(bound.status, bound.text).to.equal(200);
      for (const token of [tess.token, textIn(body, 'token')]) expect((await me(token)).status).to.equal(401);
      const { rows } = await api.db.query(
        `select details ->> 'access_ended' as ended, details -> 'account' as before, details -> 'account_now' as now
         from audit_log where target = 'person_' || $1::bigint order by id desc limit 1`,
        [tess.id],
      );
      const now = { provider: 'oidc', provider_ref: 'sub-of-tess' };
      expect(rows).to.deep.equal([{ ended: 'true', before: { provider: 'local', provider_ref: null }, now }]);
    });

    it('an account is given by who may not do everything only to people who may no more than they do', async () => {
      const manager = await newPerson(api, 'mona', ['soc-manager']);
      const as = { token: manager.token };
      const bind = (username: string): Promise<Called> =>
        write({ username, provider: 'oidc', provider_ref: `mine-as-${username}` }, as);
      await newPerson(api, 'paul', ['requester']);
      expect((await bind('paul')).status).to.equal(200);
      const pia = await newPerson(api, 'pia', ['requester']);
      await api.db.query(
        `insert into group_members (group_id, person_id) select id, $1 from groups where name = 'Network Operations'`,
        [pia.id],
      );
      const ada = await newPerson(api, 'adam', ['platform-admin']);
      for (const name of [pia.name, ada.name]) {
        const answer = await bind(name);
        expect([answer.status, answer.body['required_permission']], name).to.deep.equal([403, '*']);
      }
      expect((await bind('bo')).status).to.be.oneOf([403, 409]);
      const { rowCount } = await api.db.query(`select from persons where provider_ref like 'mine-as-%'`);
      expect(rowCount).to.equal(1);
      await api.call('admin', 'POST', `${users}/${ada.id}/roles`, []);
    });

    it('needs access:admin; no agent, auditor or requester adds anybody', async () => {
      const ivy = await newPerson(api, 'iris', ['auditor']);
      for (const as of ['ana', 'bo', { token: ivy.token }] as const) {
        const answer = await write({ username: 'friend' }, as);
        expect([answer.status, answer.body['required_permission']]).to.deep.equal([403, 'access:admin']);
      }
      expect((await list('admin', '?q=friend')).body['total']).to.equal(0);
    });

    it('of one name by fifty at once makes one person', async () => {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => write({ username: 'racer', display_name: `Racer ${index}` })),
      );
      expect(answers.map(({ status }) => status)).to.deep.equal(Array.from({ length: 50 }, () => 200));
      expect(answers.filter(({ body }) => body['created'] === true)).to.have.length(1);
      expect(new Set(answers.map(({ body }) => body['id'])).size).to.equal(1);
    });

    it('gives one reference at the provider to one person', async () => {
      await write({ username: 'otto', provider: 'oidc', provider_ref: 'sub-1' });
      const taken = await write({ username: 'olga', provider: 'oidc', provider_ref: 'sub-1' });
      expect([taken.status, taken.body['error']]).to.deep.equal([409, 'provider_ref_taken']);
      const later = await write({ username: 'olga', provider_ref: 'sub-1' });
      expect(later.status).to.equal(200);
      expect((await write({ username: 'olga', provider: 'oidc' })).body['error']).to.equal('provider_ref_taken');
    });
  });

  describe('switching somebody off', () => {
    it('27.57: ends sign-ins and tokens at the next request, and brings none back', async () => {
      const eva = await newPersonWithPassword(api, 'eva', ['requester']);
      const made = await api.call({ token: eva.token }, 'POST', '/api/auth/tokens', { name: 'script' });
      const script = textIn(made.body, 'token');
      expect([(await me(eva.token)).status, (await me(script)).status]).to.deep.equal([200, 200]);
      const off = await api.call('admin', 'POST', `${users}/${eva.id}/disable`);
      expect(off.body).to.deep.equal({ id: eva.id, enabled: false });
      expect([(await me(eva.token)).status, (await me(script)).status]).to.deep.equal([401, 401]);
      const refused = { username: 'eva', password: eva.password };
      expect((await api.call('nobody', 'POST', '/api/auth/login', refused)).status).to.equal(401);
      expect((await one(eva.id))['switched_off_at']).to.be.a('string');
      await api.call('admin', 'POST', `${users}/${eva.id}/enable`);
      expect([(await me(eva.token)).status, (await me(script)).status]).to.deep.equal([401, 401]);
      expect((await me(await signInAs(api, 'eva', eva.password))).body['roles']).to.deep.equal(['requester']);
      expect((await toldAbout(api, eva.id)).slice(-2)).to.deep.equal([
        'admin access_user_disabled',
        'admin access_user_enabled',
      ]);
    });

    it('is also done by naming enabled, and holds for people of the configuration', async () => {
      expect((await write({ username: 'cy', enabled: false })).status).to.equal(200);
      expect((await api.call('cy', 'GET', '/api/access/me')).status).to.equal(401);
      expect((await write({ username: 'cy', enabled: 'true' })).status).to.equal(200);
      expect((await one(await idOf(api, 'cy'))).enabled).to.equal(true);
    });

    it('twice is told once, and of nobody is 404', async () => {
      const fay = await newPerson(api, 'fay', ['requester']);
      for (let turn = 0; turn < 2; turn += 1) await api.call('admin', 'POST', `${users}/${fay.id}/disable`);
      const told = await toldAbout(api, fay.id);
      expect(told.filter((line) => line.endsWith('access_user_disabled'))).to.have.length(1);
      expect((await api.call('admin', 'POST', `${users}/999999/disable`)).body['error']).to.equal('person_not_found');
    });
  });
});
