import { expect } from 'chai';
import { linkMatrixAccount, openPeople, type Linked } from '../../../api/access/index.js';
import { transaction } from '../../../api/db/index.js';
import { loadRoles } from '../../../config/index.js';
import { startTestApi, textIn, type Called, type TestApi, type Who } from '../../support/api.js';
import { idOf, newPerson, rowsIn, toldAbout } from './newPerson.js';

describe('linking a Matrix account to a person', () => {
  let api: TestApi;
  const people = openPeople(loadRoles());
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());
  const ask = (as: Who, id: unknown): Promise<Called> =>
    api.call(as, 'POST', '/api/access/me/matrix-link', { matrix_user_id: id });
  const codeFor = async (as: Who, id: string): Promise<string> => textIn((await ask(as, id)).body, 'code');
  const say = (id: string, code: string): Promise<Linked> => transaction(api.db, (q) => linkMatrixAccount(q, id, code));
  const personBehind = async (id: string): Promise<string | undefined> =>
    (await people.byMatrixId(api.db, id, 'matrix-message'))?.name;

  it('is a code over REST, said from the account; from then on the account speaks for the person', async () => {
    const made = await ask('ana', ' @ana.phone:example.org ');
    expect(made.status).to.equal(201);
    const code = textIn(made.body, 'code');
    expect(code).to.match(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/);
    expect(made.body['say']).to.equal(`!link ${code}`);
    const left = Date.parse(textIn(made.body, 'expires_at')) - Date.now();
    expect(left).to.be.within(9 * 60_000, 10 * 60_000 + 5_000);
    expect(await personBehind('@ana.phone:example.org')).to.equal(undefined);
    expect(await say('@ana.phone:example.org', code)).to.deep.equal({ kind: 'linked', name: 'Ana' });
    expect(await personBehind('@ana.phone:example.org')).to.equal('ana');
    const told = await toldAbout(api, await idOf(api, 'ana'));
    expect(told.slice(-2)).to.deep.equal(['ana matrix_link_requested', 'ana matrix_account_linked']);
    const { rows } = await api.db.query<{ channel: string }>(
      `select channel from audit_log where action = 'matrix_account_linked'`,
    );
    expect(rows[0]?.channel).to.equal('matrix-command');
  });

  it('takes the code in any case, with or without its dash, and once', async () => {
    const code = await codeFor('ana', '@ana.tablet:example.org');
    expect((await say('@ana.tablet:example.org', code.toLowerCase().replace('-', ''))).kind).to.equal('linked');
    expect((await say('@ana.tablet:example.org', code)).kind).to.equal('wrong');
  });

  it('a code that somebody else reads in the room is worth nothing to them', async () => {
    const code = await codeFor('ana', '@ana.desk:example.org');
    expect((await say('@mallory:example.org', code)).kind).to.equal('wrong');
    expect(await personBehind('@mallory:example.org')).to.equal(undefined);
    expect((await say('@ana.desk:example.org', code)).kind).to.equal('linked');
  });

  it('is over after five wrong tries, however many codes there are for the account', async () => {
    const id = '@guessed:example.org';
    const codes = [await codeFor('ana', id), await codeFor('bo', id)];
    for (let turn = 0; turn < 5; turn += 1) expect((await say(id, 'AAAA-AAAA')).kind).to.equal('wrong');
    for (const code of codes) expect((await say(id, code)).kind).to.equal('wrong');
    expect(await personBehind(id)).to.equal(undefined);
    expect((await say(id, await codeFor('bo', id))).kind).to.equal('linked');
  });

  it('is over after ten minutes, and a new code ends the one before', async () => {
    const id = '@late:example.org';
    const [first, second] = [await codeFor('cy', id), await codeFor('cy', id)];
    expect((await say(id, first)).kind).to.equal('wrong');
    await api.db.query(`update matrix_links set expires_at = clock_timestamp()`);
    expect((await say(id, second)).kind).to.equal('wrong');
  });

  it('an account that is somebody’s stays theirs: 409 where it is asked for, and where it was too late', async () => {
    const taken = await ask('ana', '@bo:localhost');
    expect([taken.status, taken.body['error']]).to.deep.equal([409, 'matrix_id_taken']);
    expect((await ask('bo', '@bo:localhost')).body['error']).to.equal('matrix_id_linked');
    const id = '@both:example.org';
    const [ana, bo] = [await codeFor('ana', id), await codeFor('bo', id)];
    expect((await say(id, ana)).kind).to.equal('linked');
    expect((await say(id, bo)).kind).to.equal('taken');
    expect(await personBehind(id)).to.equal('ana');
  });

  it('of fifty sayings at once counts once', async () => {
    const id = '@racer:example.org';
    const code = await codeFor('ana', id);
    const said = await Promise.all(Array.from({ length: 50 }, () => say(id, code)));
    expect(said.filter(({ kind }) => kind === 'linked')).to.have.length(1);
  });

  it('somebody who was switched off between is not linked any more', async () => {
    const hugo = await newPerson(api, 'hugo', ['requester']);
    const code = await codeFor({ token: hugo.token }, '@hugo:example.org');
    await api.call('admin', 'POST', `/api/access/users/${hugo.id}/disable`);
    expect((await say('@hugo:example.org', code)).kind).to.equal('wrong');
  });

  it('keeps no code that could be read, nor repeats one for an Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'link' };
    const body = { matrix_user_id: '@kept:example.org' };
    const made = await api.call('ana', 'POST', '/api/access/me/matrix-link', body, key);
    const code = textIn(made.body, 'code').replace('-', '');
    const { rows } = await api.db.query<{ kept: string }>(
      `select coalesce(string_agg(encode(hash, 'escape'), ''), '') || (select string_agg(details::text, '') from audit_log) ||
         coalesce((select string_agg(response::text, '') from idempotency_keys), '') as kept from matrix_links`,
    );
    expect(rows[0]?.kept).to.not.contain(code).and.not.contain(textIn(made.body, 'code'));
  });

  it('needs a Matrix id, and a person', async () => {
    for (const wrong of ['', 'bo', '@bo', 'bo:example.org', '@bo:', '@b o:x', `@${'x'.repeat(300)}:x`, 7, null]) {
      const answer = await ask('ana', wrong);
      expect(answer.status, String(wrong)).to.equal(422);
      expect(rowsIn(answer.body, 'errors')[0]?.['path']).to.equal('body.matrix_user_id');
    }
    expect((await ask('service', '@x:example.org')).body['error']).to.equal('people_only');
    expect((await ask('nobody', '@x:example.org')).status).to.equal(401);
  });
});
