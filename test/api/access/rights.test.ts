import { expect } from 'chai';
import { numberIn, startTestApi, type Called, type TestApi, type Who } from '../../support/api.js';
import { idOf, newPerson, rowsIn, toldAbout, type NewPerson } from './newPerson.js';

describe('roles and scopes of a person', () => {
  let api: TestApi;
  let gus: NewPerson;
  before(async () => {
    api = await startTestApi();
    gus = await newPerson(api, 'gus', ['requester']);
  });
  after(() => api?.stop());
  const path = (id: number, what: string): string => `/api/access/users/${id}/${what}`;
  const give = (id: number, roles: unknown, as: Who = 'admin'): Promise<Called> =>
    api.call(as, 'POST', path(id, 'roles'), roles);
  const rolesOf = async (token: string): Promise<unknown> =>
    (await api.call({ token }, 'GET', '/api/access/me')).body['roles'];

  describe('roles', () => {
    it('are replaced as a whole by a bare array, and count from the next request on', async () => {
      const given = await give(gus.id, ['auditor', 'approver', 'auditor']);
      expect(given.body).to.deep.equal({ id: gus.id, roles: ['approver', 'auditor'] });
      expect(await rolesOf(gus.token)).to.deep.equal(['approver', 'auditor']);
      expect((await give(gus.id, [])).body['roles']).to.deep.equal([]);
      expect((await api.call({ token: gus.token }, 'GET', '/api/access/me')).status).to.equal(403);
      await give(gus.id, ['requester']);
      expect(await toldAbout(api, gus.id)).to.include('admin access_roles_updated');
    });

    it('that are not there are named, and nothing is changed', async () => {
      const answer = await give(gus.id, ['approver', 'king', 'queen']);
      expect([answer.status, answer.body['error']]).to.deep.equal([422, 'invalid_fields']);
      expect(answer.body['detail']).to.equal('There is no role "king", "queen". GET /api/access/roles lists them.');
      expect(rowsIn(answer.body, 'errors').map((error) => error['path'])).to.deep.equal(['body.1', 'body.2']);
      expect(await rolesOf(gus.token)).to.deep.equal(['requester']);
    });

    it('are an array of names and nothing else', async () => {
      for (const body of [{}, { roles: ['approver'] }, 'approver', [['approver']], [null], Array(51).fill('approver')])
        expect((await give(gus.id, typeof body === 'string' ? JSON.stringify(body) : body)).status).to.equal(422);
      expect((await give(999_999, ['approver'])).body['error']).to.equal('person_not_found');
    });

    it('nobody changes their own, an administrator included', async () => {
      const own = await give(await idOf(api, 'admin'), ['requester']);
      expect([own.status, own.body['detail']]).to.deep.equal([
        403,
        'Nobody changes their own roles or scopes. Ask another administrator.',
      ]);
      const manager = await newPerson(api, 'mia', ['soc-manager']);
      const more = await give(manager.id, ['platform-admin'], { token: manager.token });
      expect([more.status, await rolesOf(manager.token)]).to.deep.equal([403, ['soc-manager']]);
      const scope = { scope_type: 'classification', scope_value: 'secret' };
      expect((await api.call({ token: manager.token }, 'POST', path(manager.id, 'scopes'), scope)).status).to.equal(
        403,
      );
    });

    it('of an administrator are given and taken by administrators alone', async () => {
      const manager = await newPerson(api, 'max', ['soc-manager']);
      const as = { token: manager.token };
      expect((await give(gus.id, ['analyst'], as)).status).to.equal(200);
      const making = await give(gus.id, ['platform-admin'], as);
      expect([making.status, making.body['required_permission']]).to.deep.equal([403, '*']);
      const ada = await newPerson(api, 'ada', ['platform-admin']);
      for (const [method, what, body] of [
        ['POST', 'roles', ['requester']],
        ['POST', 'password', { password: 'a new one of somebody' }],
        ['POST', 'disable', undefined],
        ['POST', 'scopes', { scope_type: 'group', scope_value: 'x' }],
      ] as const) {
        const answer = await api.call(as, method, path(ada.id, what), body);
        expect([answer.status, answer.body['required_permission']], what).to.deep.equal([403, '*']);
      }
      const upsert = await api.call(as, 'POST', '/api/access/users', { username: 'ada', enabled: false });
      expect(upsert.status).to.equal(403);
      expect(await rolesOf(ada.token)).to.deep.equal(['platform-admin']);
      await give(ada.id, []);
    });

    it('of the last administrator stay, and so does the administrator', async () => {
      const ada = await newPerson(api, 'abe', ['platform-admin']);
      const as = { token: ada.token };
      await api.db.query(`update persons set active = false where name = 'admin'`);
      for (const last of [
        await api.call(as, 'POST', path(ada.id, 'disable')),
        await api.call(as, 'POST', '/api/access/users', { username: 'abe', enabled: false }),
      ])
        expect([last.status, last.body['error']]).to.deep.equal([409, 'last_administrator']);
      expect(await rolesOf(ada.token)).to.deep.equal(['platform-admin']);
      await api.db.query(`update persons set active = true where name = 'admin'`);
      expect((await give(ada.id, ['requester'])).status).to.equal(200);
    });

    it('are given by people: no service adds or changes anybody, whatever it may', async () => {
      const scope = { scope_type: 'group', scope_value: 'x', permissions: [{ kind: 'credential', ref: 'root' }] };
      const { body } = await api.call('admin', 'POST', path(gus.id, 'scopes'), scope);
      const before = await rolesOf(gus.token);
      for (const [method, url, sent] of [
        ['POST', '/api/access/users', { username: 'mole', provider: 'oidc', provider_ref: 'sub-of-mole' }],
        ['POST', path(gus.id, 'roles'), ['approver']],
        ['POST', path(gus.id, 'scopes'), { ...scope, scope_value: 'y' }],
        ['DELETE', path(gus.id, `scopes/${numberIn(body, 'id')}`), undefined],
        ['POST', path(gus.id, 'disable'), undefined],
        ['POST', path(gus.id, 'enable'), undefined],
      ] as const) {
        const answer = await api.call('service', method, url, sent);
        expect([answer.status, answer.body['error']], url).to.deep.equal([403, 'people_only']);
      }
      expect(await rolesOf(gus.token)).to.deep.equal(before);
      const kept = `scopes/${numberIn(body, 'id')}`;
      expect((await api.call('admin', 'DELETE', path(gus.id, kept))).status).to.equal(204);
      const { rowCount } = await api.db.query(`select from persons where name = 'mole'`);
      expect(rowCount).to.equal(0);
    });

    it('two administrators who strip each other at once leave one of them', async () => {
      const [one, other] = [
        await newPerson(api, 'tick', ['platform-admin']),
        await newPerson(api, 'tock', ['platform-admin']),
      ];
      await api.db.query(`update persons set active = name in ('tick', 'tock')`);
      const answers = await Promise.all([
        give(other.id, ['requester'], { token: one.token }),
        give(one.id, ['requester'], { token: other.token }),
      ]);
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 409]);
      await api.db.query(`update persons set active = switched_off_at is null`);
    });

    it('given to somebody do not show to whom a ticket is closed, until they are given', async () => {
      const filed = await api.call('ana', 'POST', '/api/tickets', { title: 'Only for those who see all' });
      const ticket = `/api/tickets/${numberIn(filed.body, 'id')}`;
      await give(gus.id, ['requester']);
      expect((await api.call({ token: gus.token }, 'GET', ticket)).status).to.equal(404);
      await give(gus.id, ['soc-manager']);
      expect((await api.call({ token: gus.token }, 'GET', ticket)).status).to.equal(200);
      await give(gus.id, ['requester']);
    });
  });

  describe('scopes', () => {
    const scope = (body: unknown, id = gus.id, as: Who = 'admin'): Promise<Called> =>
      api.call(as, 'POST', path(id, 'scopes'), body);
    const scopes = async (id: number): Promise<Called['body']> =>
      (await api.call('admin', 'GET', path(id, 'scopes'))).body;

    it('are one for each kind and value, with the permissions that were named last', async () => {
      const first = await scope({ scope_type: 'Owning_Group', scope_value: ' Network Operations ' });
      expect(first.body).to.deep.include({
        ...{ user_id: gus.id, scope_type: 'owning_group', scope_value: 'Network Operations' },
      });
      const leases = [{ system: 'firewall', credential_ref: '<vault:fw>' }];
      const again = await scope({ scope_type: 'owning_group', scope_value: 'Network Operations', permissions: leases });
      expect(again.body['id']).to.equal(first.body['id']);
      const read = await scopes(gus.id);
      expect([read['user_id'], read['username']]).to.deep.equal([gus.id, 'gus']);
      expect(rowsIn(read, 'scopes')).to.have.length(1);
      expect(rowsIn(read, 'scopes')[0]?.['permissions']).to.deep.equal(leases);
    });

    it('widen what the person sees, and taken away narrow it again', async () => {
      await give(gus.id, ['analyst']);
      const filed = await api.call('ana', 'POST', '/api/tickets', { title: 'For one analyst' });
      const id = numberIn(filed.body, 'id');
      const see = async (): Promise<number> =>
        (await api.call({ token: gus.token }, 'GET', `/api/tickets/${id}`)).status;
      expect(await see()).to.equal(404);
      const made = await scope({ scope_type: 'ticket', scope_value: id });
      expect(await see()).to.equal(200);
      const gone = await api.call('admin', 'DELETE', `${path(gus.id, 'scopes')}/${numberIn(made.body, 'id')}`);
      expect([gone.status, await see()]).to.deep.equal([204, 404]);
      expect(await toldAbout(api, gus.id)).to.include.members([
        'admin access_scope_upserted',
        'admin access_scope_deleted',
      ]);
    });

    it('that could never hold are refused with their field', async () => {
      const wrong: readonly [unknown, string][] = [
        [{ scope_value: 'x' }, 'body.scope_type'],
        [{ scope_type: 'group' }, 'body.scope_value'],
        [{ scope_type: 'group', scope_value: '  ' }, 'body.scope_value'],
        [{ scope_type: 'no such; type', scope_value: 'x' }, 'body.scope_type'],
        [{ scope_type: 'classification', scope_value: 'cosmic' }, 'body.scope_value'],
        [{ scope_type: 'ticket', scope_value: 'twelve' }, 'body.scope_value'],
        [{ scope_type: 'ticket_id', scope_value: '0x10' }, 'body.scope_value'],
        [{ scope_type: 'group', scope_value: 'x'.repeat(201) }, 'body.scope_value'],
        [{ scope_type: 'group', scope_value: 'x', permissions: 'all' }, 'body.permissions'],
        [{ scope_type: 'group', scope_value: 'x', permissions: ['all'] }, 'body.permissions.0'],
      ];
      for (const [body, field] of wrong) {
        const answer = await scope(body);
        expect(answer.status, JSON.stringify(body)).to.equal(422);
        expect(
          rowsIn(answer.body, 'errors').map((error) => error['path']),
          JSON.stringify(body),
        ).to.include(field);
      }
    });

    it('of another person are not deleted by guessing, and a second time there is nothing', async () => {
      const hal = await newPerson(api, 'hal', ['analyst']);
      const made = await scope({ scope_type: 'team', scope_value: 'Cloud Operations' }, hal.id);
      const id = numberIn(made.body, 'id');
      const wrong = await api.call('admin', 'DELETE', `${path(gus.id, 'scopes')}/${id}`);
      expect([wrong.status, wrong.body['error']]).to.deep.equal([404, 'scope_not_found']);
      expect((await api.call('admin', 'DELETE', `${path(hal.id, 'scopes')}/${id}`)).status).to.equal(204);
      expect((await api.call('admin', 'DELETE', `${path(hal.id, 'scopes')}/${id}`)).status).to.equal(404);
      expect((await scope({ scope_type: 'team', scope_value: 'x' }, 999_999)).status).to.equal(404);
    });

    it('are an operator’s also for people of the configuration, and not for those who only ask', async () => {
      const bo = await idOf(api, 'bo');
      expect((await scope({ scope_type: 'team', scope_value: 'x' }, bo)).status).to.equal(200);
      for (const as of ['ana', 'bo'] as const) {
        const answer = await scope({ scope_type: 'team', scope_value: 'y' }, bo, as);
        expect([answer.status, answer.body['required_permission']]).to.deep.equal([403, 'access:admin']);
      }
    });

    it('of fifty at once are all there, one for each value', async () => {
      const ida = await newPerson(api, 'ida', ['analyst']);
      const values = Array.from({ length: 50 }, (_, index) => `Group ${index % 25}`);
      const answers = await Promise.all(
        values.map((value) => scope({ scope_type: 'group', scope_value: value }, ida.id)),
      );
      expect(answers.every(({ status }) => status === 200)).to.equal(true);
      expect(rowsIn(await scopes(ida.id), 'scopes')).to.have.length(25);
    });
  });
});
