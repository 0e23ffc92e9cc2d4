import { expect } from 'chai';
import { numberIn, startTestApi, textIn, type Called, type TestApi, type Who } from '../../support/api.js';
import { idOf, newPerson, rowsIn } from './newPerson.js';

describe('tokens that people and services have', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());
  const me = (token: string): Promise<Called> => api.call({ token }, 'GET', '/api/access/me');
  const told = async (action: string): Promise<string | undefined> =>
    (
      await api.db.query<{ line: string }>(
        `select actor || ' ' || target || ' ' || details::text as line from audit_log where action = $1 order by id desc limit 1`,
        [action],
      )
    ).rows[0]?.line;

  describe('of a person', () => {
    const tokens = '/api/auth/tokens';
    const make = (as: Who, name = 'script'): Promise<Called> => api.call(as, 'POST', tokens, { name });
    const list = async (as: Who, query = ''): Promise<Called['body'][]> =>
      rowsIn((await api.call(as, 'GET', tokens + query)).body, 'tokens');

    it('27.57: are listed by name with their end and last use, and never with what they are', async () => {
      const made = await make('ana', 'nightly report');
      const token = textIn(made.body, 'token');
      expect((await list('ana'))[0]).to.deep.include({ name: 'nightly report', last_used_at: null });
      await me(token);
      const answer = await api.call('ana', 'GET', tokens);
      const [row] = rowsIn(answer.body, 'tokens');
      expect(row?.['last_used_at']).to.be.a('string');
      expect(row?.['expires_at']).to.equal(made.body['expires_at']);
      expect(answer.text).to.not.contain('opt_').and.not.contain('hash');
      expect(await told('personal_token_created'))
        .to.contain('nightly report')
        .and.not.contain('opt_');
    });

    it('are revoked by their person, and fail at the next request', async () => {
      const { body } = await make('ana');
      const [id, token] = [numberIn(body, 'id'), textIn(body, 'token')];
      expect((await me(token)).status).to.equal(200);
      expect((await api.call('ana', 'DELETE', `${tokens}/${id}`)).status).to.equal(204);
      expect((await me(token)).body['error']).to.equal('invalid_token');
      expect((await list('ana')).map((row) => row['id'])).to.not.include(id);
      expect((await api.call('ana', 'DELETE', `${tokens}/${id}`)).status).to.equal(404);
    });

    it('of somebody else are not there, but for administrators', async () => {
      const { body } = await make('bo');
      const id = numberIn(body, 'id');
      expect((await api.call('ana', 'DELETE', `${tokens}/${id}`)).body['error']).to.equal('token_not_found');
      const bo = await idOf(api, 'bo');
      expect((await api.call('ana', 'GET', `${tokens}?user_id=${bo}`)).status).to.equal(403);
      expect((await list('admin', `?user_id=${bo}`)).map((row) => row['id'])).to.include(id);
      expect((await api.call('admin', 'DELETE', `${tokens}/${id}`)).status).to.equal(204);
      expect((await me(textIn(body, 'token'))).status).to.equal(401);
    });

    it('make no other tokens and link no account: a leaked one ends with its time', async () => {
      const token = textIn((await make('ana')).body, 'token');
      for (const [path, body] of [
        [tokens, { name: 'child' }],
        ['/api/access/me/matrix-link', { matrix_user_id: '@a:example.org' }],
      ] as const) {
        const answer = await api.call({ token }, 'POST', path, body);
        expect([answer.status, answer.body['error']], path).to.deep.equal([403, 'sign_in_needed']);
      }
    });

    it('are written as used once a minute at most', async () => {
      const token = textIn((await make('ana')).body, 'token');
      const version = async (): Promise<string | undefined> =>
        (await api.db.query<{ v: string }>('select xmin::text as v from tokens order by id desc limit 1')).rows[0]?.v;
      await me(token);
      const first = await version();
      for (let turn = 0; turn < 5; turn += 1) await me(token);
      expect(await version()).to.equal(first);
    });

    it('end for all of fifty requests at once that come after they are revoked', async () => {
      const { body } = await make('ana');
      const token = textIn(body, 'token');
      await api.call('ana', 'DELETE', `${tokens}/${numberIn(body, 'id')}`);
      const answers = await Promise.all(Array.from({ length: 50 }, () => me(token)));
      expect(answers.every(({ status }) => status === 401)).to.equal(true);
    });
  });

  describe('of a service', () => {
    const tokens = '/api/access/service-tokens';
    const make = (body: unknown, as: Who = 'admin'): Promise<Called> => api.call(as, 'POST', tokens, body);

    it('are shown once, may what their roles allow, and are nobody', async () => {
      const made = await make({ name: 'bridge', roles: ['requester'], expires_in_days: 7 });
      const token = textIn(made.body, 'token');
      expect([made.status, token]).to.satisfy(
        ([status, value]: [number, string]) => status === 201 && /^opv_/.test(value),
      );
      const { body } = await me(token);
      expect(body).to.deep.include({ type: 'service', username: 'bridge', roles: ['requester'] });
      expect(body['identity']).to.deep.include({ auth_mode: 'service-token', auth_strength: 'service-token' });
      expect((await api.call({ token }, 'GET', '/api/access/users')).status).to.equal(403);
      expect(await told('service_token_created'))
        .to.contain('service_bridge')
        .and.not.contain('opv_');
    });

    it('act for somebody by name, as the one of credentials.json does', async () => {
      const token = textIn((await make({ name: 'bridge', roles: ['soc-manager'] })).body, 'token');
      const filed = await api.call(
        { token },
        'POST',
        '/api/tickets',
        { title: 'By a bridge' },
        {
          'x-dashboard-service-user': 'zoe',
        },
      );
      expect(filed.body['created_by']).to.equal('bridge');
      const { rows } = await api.db.query<{ who: string }>(
        `select details ->> 'submitted_by' as who from audit_log where action = 'ticket_created' order by id desc limit 1`,
      );
      expect(rows[0]?.who).to.equal('zoe');
    });

    it('never vote, whatever their roles are', async () => {
      const token = textIn((await make({ name: 'robot', roles: ['platform-admin'] })).body, 'token');
      const filed = await api.call('ana', 'POST', '/api/tickets', { title: 'Restart it' });
      const asked = await api.call('bo', 'POST', '/api/changes/request', {
        ...{ ticket_id: filed.body['id'], action: 'Restart', target: 'web-1', risk_level: 'low' },
      });
      const vote = await api.call({ token }, 'POST', `/api/changes/${numberIn(asked.body, 'change_id')}/approve`, {});
      expect([vote.status, vote.body['reason']]).to.deep.equal([403, 'not_a_person']);
    });

    it('neither make tokens nor set passwords: who had one of those could vote', async () => {
      const token = textIn((await make({ name: 'robot', roles: ['platform-admin'] })).body, 'token');
      for (const as of [{ token }, 'service'] as const) {
        expect((await make({ name: 'child', roles: ['requester'] }, as)).body['error']).to.equal('people_only');
        const reset = await api.call(as, 'POST', `/api/access/users/${await idOf(api, 'bo')}/password`, {});
        expect([reset.status, reset.body['error']]).to.deep.equal([403, 'people_only']);
      }
    });

    it('are listed with who made them, and revoked', async () => {
      const made = await make({ name: 'scanner', roles: ['auditor'] });
      const [id, token] = [numberIn(made.body, 'id'), textIn(made.body, 'token')];
      await me(token);
      const answer = await api.call('admin', 'GET', tokens);
      const row = rowsIn(answer.body, 'tokens').find((one) => one['id'] === id);
      expect(row).to.deep.include({ name: 'scanner', roles: ['auditor'], created_by: 'admin' });
      expect(row?.['last_used_at']).to.be.a('string');
      expect(answer.text).to.not.match(/op[vt]_/);
      expect((await api.call('admin', 'DELETE', `/api/auth/tokens/${id}`)).status).to.equal(404);
      expect((await api.call('admin', 'DELETE', `${tokens}/${id}`)).status).to.equal(204);
      expect((await me(token)).body['error']).to.equal('invalid_token');
      expect((await api.call('admin', 'DELETE', `${tokens}/${id}`)).body['error']).to.equal('token_not_found');
    });

    it('are for administrators to make, and those that may everything for those who may', async () => {
      for (const as of ['ana', 'bo'] as const)
        expect((await make({ name: 'x', roles: ['requester'] }, as)).body['required_permission']).to.equal(
          'access:admin',
        );
      const manager = await newPerson(api, 'mona', ['soc-manager']);
      const as = { token: manager.token };
      expect((await make({ name: 'small', roles: ['requester'] }, as)).status).to.equal(201);
      const all = await make({ name: 'big', roles: ['platform-admin'] }, as);
      expect([all.status, all.body['required_permission']]).to.deep.equal([403, '*']);
      const big = await make({ name: 'big', roles: ['platform-admin'] });
      expect((await api.call(as, 'DELETE', `${tokens}/${numberIn(big.body, 'id')}`)).status).to.equal(403);
    });

    it('with a wrong name, role or time are refused with the field', async () => {
      const wrong: readonly [unknown, string][] = [
        [{ roles: ['requester'] }, 'body.name'],
        [{ name: 'Two words', roles: ['requester'] }, 'body.name'],
        [{ name: 'x' }, 'body.roles'],
        [{ name: 'x', roles: [] }, 'body.roles'],
        [{ name: 'x', roles: ['king'] }, 'body.roles'],
        [{ name: 'x', roles: ['requester'], expires_in_days: 400 }, 'body.expires_in_days'],
      ];
      for (const [body, field] of wrong) {
        const answer = await make(body);
        expect(answer.status, JSON.stringify(body)).to.equal(422);
        expect(rowsIn(answer.body, 'errors')[0]?.['path']).to.equal(field);
      }
      const reserved = await make({ name: 'platform-service', roles: ['requester'] });
      expect([reserved.status, reserved.body['error']]).to.deep.equal([409, 'service_is_configured']);
    });

    it('end by themselves', async () => {
      const made = await make({ name: 'brief', roles: ['requester'] });
      await api.db.query('update tokens set expires_at = clock_timestamp() where id = $1', [made.body['id']]);
      expect((await me(textIn(made.body, 'token'))).body['error']).to.equal('invalid_token');
    });
  });
});
