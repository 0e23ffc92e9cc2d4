import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { openPeople } from '../../../api/access/index.js';
import { loadRoles } from '../../../config/index.js';
import { idOf, newPerson, signInAs, toldAbout } from '../../api/access/newPerson.js';
import { onePostgres } from '../../api/rooms/onePostgres.js';
import { startTestApi, type TestApi } from '../../support/api.js';
import { typeLine, type Shown } from './terminal.js';

describe('people and groups, changed at the terminal beside a running API', () => {
  let api: TestApi;
  let folder: string;
  let env: NodeJS.ProcessEnv;
  const people = openPeople(loadRoles());
  before(async () => {
    const database = await (await onePostgres()).freshDatabase();
    api = await startTestApi({ database });
    folder = await mkdtemp('/tmp/opsroom-test-operator-');
    env = { DATABASE_URL: database.reveal() };
  });
  after(async () => {
    await api?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const at = (line: string, piped?: string): Promise<Shown> =>
    typeLine(line.match(/"[^"]*"|\S+/g)?.map((word) => word.replaceAll('"', '')) ?? [], {
      ...{ env, cwd: folder },
      ...(piped !== undefined && { piped }),
    });
  async function done(line: string, piped?: string): Promise<string> {
    const { code, out, err } = await at(line, piped);
    expect([code, err], line).to.deep.equal([0, '']);
    return out;
  }
  async function refused(line: string, piped?: string): Promise<string> {
    const { code, out, err } = await at(line, piped);
    expect([code, out], line).to.deep.equal([1, '']);
    return err;
  }
  const shownOnce = (out: string, what: 'Password' | 'Token'): string =>
    new RegExp(`^${what}, shown this once: (\\S+)$`, 'm').exec(out)?.[1] ?? '';
  const nameBehind = async (account: string): Promise<string | undefined> =>
    (await people.byMatrixId(api.db, account, 'matrix-message'))?.name;

  describe('person add', () => {
    it('shows a password once, with which the new person signs in and has the roles', async () => {
      const out = await done(
        'person add dana --roles approver,requester --email dana@example.org --display-name "Dana D."',
      );
      expect(out).to.match(/^dana was added as approver, requester\.\nPassword, shown this once: \S{24}$/);
      const token = await signInAs(api, 'dana', shownOnce(out, 'Password'));
      const me = await api.call({ token }, 'GET', '/api/access/me');
      expect(me.body).to.deep.include({ username: 'dana', display_name: 'Dana D.', email: 'dana@example.org' });
      expect(me.body['roles']).to.deep.equal(['approver', 'requester']);
      const { rows } = await api.db.query(
        `select actor, channel, action from audit_log where target = $1 order by id`,
        [`person_${await idOf(api, 'dana')}`],
      );
      expect(rows.slice(0, 3)).to.deep.equal(
        ['access_user_upserted', 'access_roles_updated', 'password_reset'].map((action) => ({
          ...{ actor: 'operator:tester', channel: 'cli', action },
        })),
      );
    });

    it('without roles makes a requester, who is the operator’s and stays over the next start', async () => {
      expect(await done('person add REX')).to.contain('rex was added as requester.');
      const { body } = await api.call('admin', 'GET', `/api/access/users/${await idOf(api, 'rex')}`);
      expect(body).to.deep.include({ source: 'operator', roles: ['requester'], has_password: true });
      expect(await done('person add noa --roles ""')).to.contain('noa was added without a role.');
    });

    it('takes a password from standard input, without its line feed, and shows none', async () => {
      const out = await done('person add sam --password-stdin', 'correct horse battery\r\n');
      expect(out).to.equal('sam was added as requester.');
      await signInAs(api, 'sam', 'correct horse battery');
      expect(await refused('person add weak --password-stdin', 'short\n')).to.equal(
        'The password has 5 characters, and at least 12 are needed.',
      );
    });

    it('adds nobody twice, nor whom the configuration names, nor with a role that is not there', async () => {
      expect(await refused('person add sam')).to.contain('There is a person sam already.');
      expect(await refused('person add bo --roles platform-admin')).to.contain('change people: in opsroom.yaml');
      expect(await refused('person add tom --roles requester,king')).to.equal(
        '--roles: there is no role king. config/data/roles.yaml has all of them.',
      );
      expect(await refused('person password tom')).to.contain('There is no person tom.');
    });
  });

  describe('person password', () => {
    it('ends every sign-in and lets in with the new one alone', async () => {
      const eve = await newPerson(api, 'eve', ['requester']);
      expect((await api.call({ token: eve.token }, 'GET', '/api/access/me')).status).to.equal(200);
      const out = await done('person password eve');
      expect(out).to.contain('The password of eve was changed; 1 sign-in ended.');
      expect((await api.call({ token: eve.token }, 'GET', '/api/access/me')).status).to.equal(401);
      const password = shownOnce(out, 'Password');
      await signInAs(api, 'eve', password);
      expect(await done('person password eve --password-stdin', 'another long one')).to.not.contain('shown this once');
      const old = await api.call('nobody', 'POST', '/api/auth/login', { username: 'eve', password });
      expect(old.status).to.equal(401);
    });

    it('is also the operator’s for people of the configuration', async () => {
      const out = await done('person password cy');
      const token = await signInAs(api, 'cy', shownOnce(out, 'Password'));
      expect((await api.call({ token }, 'GET', '/api/access/me')).body['roles']).to.include('approver');
      expect((await api.call('cy', 'GET', '/api/access/me')).status).to.equal(401);
    });

    it('of somebody who is switched off says that they still do not come in', async () => {
      await done('person add off1');
      await done('person disable off1');
      expect(await done('person password off1')).to.contain('"person enable off1"');
    });
  });

  describe('person token', () => {
    it('shows a token once that may what its person may, under its name and until its day', async () => {
      const out = await done('person token dana --name "backup script" --expires 30');
      const token = shownOnce(out, 'Token');
      expect(token).to.match(/^opt_/);
      expect((await api.call({ token }, 'GET', '/api/access/me')).body['username']).to.equal('dana');
      const listed = await api.call({ token }, 'GET', '/api/auth/tokens');
      const [first] = listed.body['tokens'] as Record<string, unknown>[];
      expect(first?.['name']).to.equal('backup script');
      const days = (Date.parse(String(first?.['expires_at'])) - Date.now()) / 86_400_000;
      expect(days).to.be.within(29.9, 30.1);
      const { rows } = await api.db.query(`select created_by from tokens where name = 'backup script'`);
      expect(rows).to.deep.equal([{ created_by: null }]);
      expect((await toldAbout(api, await idOf(api, 'dana'))).at(-1)).to.equal('operator:tester personal_token_created');
    });

    it('is made for nobody who is switched off', async () => {
      expect(await refused('person token off1')).to.equal('off1 is switched off: "person enable off1" first.');
    });

    it('and no password stand in any record', async () => {
      const secrets = [
        shownOnce(await done('person token dana'), 'Token'),
        shownOnce(await done('person password dana'), 'Password'),
      ];
      const { rows } = await api.db.query<{ kept: string }>(
        `select string_agg(a::text, '') || (select string_agg(e::text, '') from event_log e)
           || (select string_agg(t::text, '') from tokens t) || (select string_agg(w::text, '') from passwords w) as kept
         from audit_log a`,
      );
      for (const secret of secrets) expect(rows[0]?.kept).to.not.contain(secret);
    });
  });

  describe('person link and unlink', () => {
    it('let an account speak for a person, and for nobody', async () => {
      expect(await done('person link dana @dana:example.org')).to.contain('speaks and votes for dana');
      expect(await nameBehind('@dana:example.org')).to.equal('dana');
      expect(await done('person link dana @dana:example.org')).to.contain('already');
      expect(await done('person unlink dana @dana:example.org')).to.contain('speaks for nobody');
      expect(await nameBehind('@dana:example.org')).to.equal(undefined);
      expect((await toldAbout(api, await idOf(api, 'dana'))).slice(-2)).to.deep.equal([
        'operator:tester matrix_account_linked',
        'operator:tester matrix_account_unlinked',
      ]);
    });

    it('take no account from somebody else, and not the one that the configuration gives', async () => {
      expect(await refused('person link dana @bo:localhost')).to.equal(
        '@bo:localhost belongs to bo: "person unlink bo @bo:localhost" first.',
      );
      expect(await refused('person unlink dana @bo:localhost')).to.contain('is not linked to dana');
      expect(await refused('person unlink bo @bo:localhost')).to.contain('Change matrix_id of bo');
      expect(await nameBehind('@bo:localhost')).to.equal('bo');
    });
  });

  describe('person disable and enable', () => {
    it('switch somebody off at once and on again, with nothing of before', async () => {
      const fay = await newPerson(api, 'fay', ['requester']);
      expect(await done('person disable fay')).to.contain('fay is switched off');
      expect((await api.call({ token: fay.token }, 'GET', '/api/access/me')).status).to.equal(401);
      expect(await done('person enable fay')).to.contain('fay may come in again');
      expect((await api.call({ token: fay.token }, 'GET', '/api/access/me')).status).to.equal(401);
      expect((await toldAbout(api, fay.id)).slice(-2)).to.deep.equal([
        'operator:tester access_user_disabled',
        'operator:tester access_user_enabled',
      ]);
    });

    it('leave the last administrator where they are, whoever asks', async () => {
      expect(await refused('person disable admin')).to.contain('admin is the last one who may do everything');
      expect((await people.byName(api.db, 'admin', 'cli'))?.capabilities).to.deep.equal(['*']);
      await done('person add root2 --roles platform-admin');
      await done('person disable root2');
      expect(await refused('person disable admin')).to.contain('admin is the last one');
    });
  });

  describe('group', () => {
    it('add, join, members and leave are what they say, from the next request on', async () => {
      expect(await done('group add "Print Services"')).to.contain('Policies name it as group:Print Services.');
      expect(await done('group members "Print Services"')).to.equal('Nobody is in "Print Services".');
      expect(await done('group join "Print Services" dana')).to.equal('dana is in "Print Services" from now on.');
      expect(await done('group join "Print Services" dana')).to.contain('already');
      expect(await done('group members "Print Services"')).to.match(/^NAME .*\ndana +Dana D\. +on +operator$/);
      expect((await people.byName(api.db, 'dana', 'cli'))?.view.groups).to.deep.equal(['Print Services']);
      expect(await done('group leave "Print Services" dana')).to.contain('not in "Print Services" any more');
      expect(await refused('group leave "Print Services" dana')).to.contain('dana is not in "Print Services".');
      const { rows } = await api.db.query(`select actor, channel from audit_log where action = 'raci_group_saved'`);
      expect(rows).to.deep.equal([{ actor: 'operator:tester', channel: 'cli' }]);
    });

    it('joins approvers of the configuration, whom the next vote finds there', async () => {
      await done('group join ops dana');
      expect((await people.byName(api.db, 'dana', 'cli'))?.view.groups).to.deep.equal(['ops']);
    });

    it('add makes none twice, also not of approvers', async () => {
      expect(await refused('group add "Print Services"')).to.equal('There is a group Print Services already.');
      expect(await refused('group add ops')).to.contain('There is a group ops already');
    });

    it('that is not there is named with the one that was probably meant', async () => {
      for (const line of ['group join "network operations" dana', 'group members "Netwerk Operations"'])
        expect(await refused(line)).to.match(/^There is no group "[^"]+"\. Did you mean "Network Operations"\?$/);
      expect(await refused('group leave zzzzzzzz dana')).to.contain('"group list" shows all of them.');
      expect(await refused('group join ops nobody9')).to.contain('There is no person nobody9.');
    });

    it('membership of people whom the configuration names stays the configuration’s', async () => {
      for (const line of ['group join admins bo', 'group leave ops bo'])
        expect(await refused(line))
          .to.contain('bo is named in the configuration')
          .and.contain('the groups');
      expect((await people.byName(api.db, 'bo', 'cli'))?.view.groups)
        .to.include('ops')
        .and.not.include('admins');
    });
  });

  describe('lists', () => {
    it('show everybody with roles, accounts and groups, one line each', async () => {
      const lines = (await done('person list')).split('\n');
      expect(lines[0]).to.match(/^NAME +SHOWN AS +STATE +FROM +ROLES +MATRIX +GROUPS$/);
      expect(lines.find((line) => line.startsWith('bo '))).to.match(
        /^bo +Bo +on +configuration +agent-operator,approver +@bo:localhost +.*Network Operations/,
      );
      expect(lines.find((line) => line.startsWith('off1 '))).to.match(/^off1 +off1 +off +operator +requester +- +-$/);
    });

    it('show every group with its members', async () => {
      const lines = (await done('group list')).split('\n');
      expect(lines.find((line) => line.startsWith('ops '))).to.match(/^ops +approvers +on +admin,bo,cy,dana$/);
      expect(lines.find((line) => line.startsWith('Print Services '))).to.match(/ service +on +-$/);
    });

    it('let no name move the cursor, colour the terminal or begin a line of its own', async () => {
      await newPerson(api, 'trick', ['requester']);
      await api.db.query(`update persons set display_name = $1 where name = 'trick'`, [
        'Evil\u001b[2J\u202e\nadmin  Admin  on\r',
      ]);
      const out = await done('person list');
      expect(out).to.not.match(/[\u001b\u202e\r]/);
      expect(out.split('\n').find((line) => line.startsWith('trick '))).to.match(
        /^trick +Evil\[2J admin Admin on +on /,
      );
    });
  });

  it('a configuration that would stop a start stops it, before anything is changed', async () => {
    const file = path.join(folder, 'wrong.yaml');
    await writeFile(file, 'server:\n  port: 99999999\n');
    const { code, err } = await typeLine(['person', 'add', 'ugo'], {
      env: { ...env, OPSROOM_CONFIG: file },
      cwd: folder,
    });
    expect([code, err.includes('server.port')]).to.deep.equal([1, true]);
    expect(await people.byName(api.db, 'ugo', 'cli')).to.equal(undefined);
  });

  it('people whom the operator’s own file names are that file’s, and those of the first start are not any more', async () => {
    const file = path.join(folder, 'own.yaml');
    await writeFile(file, 'people:\n  vic: { roles: [platform-admin] }\n', { mode: 0o600 });
    const own = { env: { ...env, OPSROOM_CONFIG: file }, cwd: folder };
    const { code, err } = await typeLine(['person', 'add', 'vic'], own);
    expect([code, err.includes('vic is named in the configuration')]).to.deep.equal([1, true]);
    expect((await typeLine(['person', 'list'], own)).code).to.equal(0);
  });
});
