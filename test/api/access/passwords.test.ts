import { expect } from 'chai';
import { passwordFault } from '../../../api/access/passwordRule.js';
import { prepareInstallation } from '../../../api/index.js';
import { loadRaci, loadRoles, loadWorkflows, Secret } from '../../../config/index.js';
import { startTestApi, testPeople, textIn, type Called, type TestApi, type TestPerson } from '../../support/api.js';
import { idOf, newPersonWithPassword, rowsIn, signInAs, toldAbout } from './newPerson.js';

describe('what is taken as a password', () => {
  it('is twelve characters or more of at least five different ones, and not just the own name', () => {
    for (const good of ['correct horse battery', 'pässwörter sind lang', '123456 und mehr', 'dora wohnt in Bern'])
      expect(passwordFault(good, 'dora'), good).to.equal(undefined);
    expect(passwordFault('short', 'dora')).to.equal('has 5 characters, and at least 12 are needed');
    expect(passwordFault('x'.repeat(201), 'dora')).to.equal('has 201 characters, and at most 200 are taken');
    expect(passwordFault('aaaaaaaaaaaab', 'dora')).to.equal('is the same few characters again and again');
    expect(passwordFault('DoraDoraDora1', 'dora')).to.equal('is little more than the name of its person');
  });

  it('is counted in characters, as a person counts them', () => {
    expect(passwordFault('🐎🐴🦓🦄🐮🐷🐗🐏🐑🐐🐫', 'dora')).to.equal('has 11 characters, and at least 12 are needed');
    expect(passwordFault('🐎🐴🦓🦄🐮🐷🐗🐏🐑🐐🐫🦙', 'dora')).to.equal(undefined);
  });
});

describe('changing a password', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());
  const change = (token: string, body: unknown): Promise<Called> =>
    api.call({ token }, 'POST', '/api/auth/password', body);
  const status = async (token: string): Promise<number> => (await api.call({ token }, 'GET', '/api/access/me')).status;
  const login = async (username: string, password: string): Promise<number> =>
    (await api.call('nobody', 'POST', '/api/auth/login', { username, password })).status;

  it('27.57: with the old one, ends every other sign-in and keeps the own and the tokens', async () => {
    const ann = await newPersonWithPassword(api, 'ann', ['requester']);
    const other = await signInAs(api, 'ann', ann.password);
    const made = await api.call({ token: ann.token }, 'POST', '/api/auth/tokens', { name: 'script' });
    const done = await change(ann.token, { old_password: ann.password, new_password: 'a whole new sentence' });
    expect(done.body).to.deep.equal({ status: 'changed', sessions_ended: 1 });
    expect([await status(ann.token), await status(other)]).to.deep.equal([200, 401]);
    expect(await status(textIn(made.body, 'token'))).to.equal(200);
    expect([await login('ann', ann.password), await login('ann', 'a whole new sentence')]).to.deep.equal([401, 200]);
    expect((await toldAbout(api, ann.id)).at(-1)).to.equal('ann password_changed');
  });

  it('needs the old one: a wrong one is refused, counted and in the end locks like a failed sign-in', async () => {
    const ben = await newPersonWithPassword(api, 'ben', ['requester']);
    const wrong = { old_password: 'not this one', new_password: 'a whole new sentence' };
    for (let turn = 0; turn < 5; turn += 1)
      expect((await change(ben.token, wrong)).body['error']).to.equal('wrong_password');
    const locked = await change(ben.token, { ...wrong, old_password: ben.password });
    expect([locked.status, locked.body['error']]).to.deep.equal([429, 'account_locked']);
    expect(Number(locked.headers.get('retry-after'))).to.be.within(1, 900);
    expect(await login('ben', ben.password)).to.equal(429);
    const { rows } = await api.db.query<{ text: string }>(
      `select string_agg(details::text, ' ') as text from event_log where action = 'password_change_failed'`,
    );
    expect(rows[0]?.text).to.contain('ben').and.not.contain('not this one');
  });

  it('takes no weak one and not the same again, and counts nothing for it', async () => {
    const bea = await newPersonWithPassword(api, 'bea', ['requester']);
    for (const [wanted, why] of [
      ['short', /has 5 characters/],
      [bea.password, /is the old password/],
      ['x'.repeat(500), /at most 200/],
    ] as const)
      for (let turn = 0; turn < 3; turn += 1) {
        const answer = await change(bea.token, { old_password: bea.password, new_password: wanted });
        expect([answer.status, rowsIn(answer.body, 'errors')[0]?.['path']]).to.deep.equal([422, 'body.new_password']);
        expect(answer.body['detail']).to.match(why);
      }
    expect(await login('bea', bea.password)).to.equal(200);
    for (const body of [{}, { old_password: 'x' }, { old_password: null, new_password: 'a whole new sentence' }])
      expect((await change(bea.token, body)).status).to.equal(422);
  });

  it('of two at once, one counts and the other is told that the old one is wrong', async () => {
    const bob = await newPersonWithPassword(api, 'bob', ['requester']);
    const answers = await Promise.all(
      ['a first new sentence', 'a second new sentence'].map((wanted) =>
        change(bob.token, { old_password: bob.password, new_password: wanted }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).to.deep.equal([200, 403]);
  });

  it('keeps neither password anywhere, also with an Idempotency-Key', async () => {
    const cat = await newPersonWithPassword(api, 'cat', ['requester']);
    const body = { old_password: cat.password, new_password: 'a sentence to look for' };
    await api.call({ token: cat.token }, 'POST', '/api/auth/password', body, { 'idempotency-key': 'once' });
    const { rows } = await api.db.query<{ kept: string }>(
      `select coalesce((select string_agg(details::text || canonical, '') from audit_log), '') ||
         coalesce((select string_agg(details::text, '') from event_log), '') ||
         coalesce((select string_agg(hash || coalesce(seeded_hash, ''), '') from passwords), '') as kept`,
    );
    expect(rows[0]?.kept).to.not.contain('a sentence to look for').and.not.contain(cat.password);
    const keys = await api.db.query(`select from idempotency_keys where key = 'once'`);
    expect(keys.rowCount).to.equal(0);
  });

  it('is for people, and for those who have one', async () => {
    const words = { old_password: 'x', new_password: 'a whole new sentence' };
    expect((await api.call('service', 'POST', '/api/auth/password', words)).body['error']).to.equal('people_only');
    const dan = await newPersonWithPassword(api, 'dan', ['requester']);
    await api.db.query('delete from passwords where person_id = $1', [dan.id]);
    expect((await change(dan.token, words)).body['error']).to.equal('no_password');
  });

  describe('by an administrator', () => {
    const reset = (id: number, body: unknown = {}): Promise<Called> =>
      api.call('admin', 'POST', `/api/access/users/${id}/password`, body);

    it('makes one that is shown once, ends every sign-in and lets in whoever was locked out', async () => {
      const eli = await newPersonWithPassword(api, 'eli', ['requester']);
      for (let turn = 0; turn < 5; turn += 1) await login('eli', 'wrong');
      expect(await login('eli', eli.password)).to.equal(429);
      const done = await reset(eli.id);
      const made = textIn(done.body, 'password');
      expect([done.status, done.body['sessions_ended'], made.length]).to.deep.equal([200, 1, 24]);
      expect([await status(eli.token), await login('eli', eli.password), await login('eli', made)]).to.deep.equal([
        401, 401, 200,
      ]);
      expect((await toldAbout(api, eli.id)).at(-1)).to.equal('admin password_reset');
      expect((await reset(eli.id, { password: 'given by somebody' })).body).to.deep.equal({
        ...{ status: 'changed', sessions_ended: 1 },
      });
    });

    it('is not for the own password, nor for nobody, nor a weak one', async () => {
      const own = await reset(await idOf(api, 'admin'));
      expect([own.status, own.body['error']]).to.deep.equal([403, 'own_password']);
      expect((await reset(999_999)).body['error']).to.equal('person_not_found');
      const weak = await reset(await idOf(api, 'cy'), { password: 'weak' });
      expect(rowsIn(weak.body, 'errors')[0]?.['path']).to.equal('body.password');
      expect(await login('cy', api.passwordOf('cy'))).to.equal(200);
    });

    it('is for administrators', async () => {
      for (const as of ['ana', 'bo'] as const) {
        const answer = await api.call(as, 'POST', `/api/access/users/${await idOf(api, 'cy')}/password`, {});
        expect([answer.status, answer.body['required_permission']]).to.deep.equal([403, 'access:admin']);
      }
    });
  });

  describe('and starting again', () => {
    const startAgain = (passwords: Partial<Record<TestPerson, string>> = {}): Promise<void> =>
      prepareInstallation(api.db, {
        ...{ config: api.config, instanceId: 'test', roles: loadRoles(), raci: loadRaci(), workflows: loadWorkflows() },
        people: testPeople.map((name) => ({
          ...{ name, matrixId: `@${name}:localhost` },
          password: new Secret(passwords[name] ?? api.passwordOf(name)),
        })),
      });

    it('a password that was changed here is not undone by the one of credentials.json', async () => {
      const token = await signInAs(api, 'bo', api.passwordOf('bo'));
      await change(token, { old_password: api.passwordOf('bo'), new_password: 'what bo says now' });
      await startAgain();
      expect([await login('bo', api.passwordOf('bo')), await login('bo', 'what bo says now')]).to.deep.equal([
        401, 200,
      ]);
      expect(await status(token)).to.equal(200);
    });

    it('a new one in credentials.json counts, as the way back in', async () => {
      await startAgain({ bo: 'written by hand' });
      expect([await login('bo', 'what bo says now'), await login('bo', 'written by hand')]).to.deep.equal([401, 200]);
    });

    it('people that were added here stay, with roles, scopes and password', async () => {
      const flo = await newPersonWithPassword(api, 'flo', ['auditor']);
      const scope = { scope_type: 'group', scope_value: 'ops' };
      await api.call('admin', 'POST', `/api/access/users/${flo.id}/scopes`, scope);
      await startAgain();
      const { body } = await api.call({ token: flo.token }, 'GET', '/api/access/me');
      expect([body['roles'], body['groups']]).to.deep.equal([['auditor'], ['ops']]);
      expect(await login('flo', flo.password)).to.equal(200);
    });

    it('whom an operator switched off stays off, also when the configuration names them', async () => {
      const cy = await idOf(api, 'cy');
      await api.call('admin', 'POST', `/api/access/users/${cy}/disable`);
      await startAgain();
      expect(await login('cy', api.passwordOf('cy'))).to.equal(401);
      await api.call('admin', 'POST', `/api/access/users/${cy}/enable`);
      await startAgain();
      expect(await login('cy', api.passwordOf('cy'))).to.equal(200);
    });

    it('whom the configuration names no more is out, and an operator may let them in as their own', async () => {
      const token = await signInAs(api, 'cy', api.passwordOf('cy'));
      const { cy, ...others } = api.config.people;
      expect(cy?.roles).to.include('approver');
      const without = { ...api.config, people: others };
      const parts = {
        instanceId: 'test',
        roles: loadRoles(),
        raci: loadRaci(),
        workflows: loadWorkflows(),
        people: [],
      };
      await prepareInstallation(api.db, { ...parts, config: without });
      expect(await status(token)).to.equal(401);
      const id = await idOf(api, 'cy');
      expect((await api.call('admin', 'POST', `/api/access/users/${id}/roles`, ['requester'])).status).to.equal(200);
      expect((await api.call('admin', 'POST', `/api/access/users/${id}/enable`)).status).to.equal(200);
      await prepareInstallation(api.db, { ...parts, config: without });
      expect(await status(token)).to.equal(401);
      const { body } = await api.call(
        { token: await signInAs(api, 'cy', api.passwordOf('cy')) },
        'GET',
        '/api/access/me',
      );
      expect(body['roles']).to.deep.equal(['requester']);
      await startAgain();
      const back = await api.call('admin', 'GET', `/api/access/users/${id}`);
      expect(back.body).to.deep.include({ source: 'configuration', roles: ['agent-operator', 'approver'] });
    });
  });
});
