import { expect } from 'chai';
import {
  addPerson,
  giveMatrixAccount,
  joinGroup,
  leaveGroup,
  listGroupMembers,
  openPeople,
  operatorCaller,
  readGroupNamed,
} from '../../../api/access/index.js';
import { recordVote } from '../../../api/changes/index.js';
import type { Caller } from '../../../api/http/caller.js';
import { loadRoles } from '../../../config/index.js';
import { numberIn, startTestApi, type TestApi } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { idOf, newPerson, signInAs, toldAbout } from './newPerson.js';

const group = 'Network Operations';

describe('what an operator at the terminal changes', () => {
  let api: TestApi;
  let operator: Caller;
  const people = openPeople(loadRoles());
  before(async () => {
    api = await startTestApi();
    operator = await operatorCaller(api.db, { name: 'root', behind: 'dana' });
  });
  after(() => api?.stop());
  const caller = async (name: string): Promise<Caller> => {
    const found = await people.byName(api.db, name, 'rest');
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  };
  const fields = (username: string) => ({ username, display_name: null, email: null });

  it('is the system’s by name, type and door, so that it never decides a gate', async () => {
    expect(operator).to.include({ type: 'system', name: 'operator:root', personId: null, channel: 'cli' });
    const ticket = await fileTicket(api, 'ana');
    const run = await startTask(api, ticket);
    const asked = await api.call({ token: run.token }, 'POST', '/api/changes/request', {
      ...{ ticket_id: ticket, action: 'Clean', target: 'web-1', risk_level: 'low', command: 'journalctl --vacuum' },
    });
    const changeId = numberIn(asked.body, 'change_id');
    const outcome = await recordVote(api.db, { changeId, verb: 'approve', reason: null, voter: operator });
    expect(outcome).to.include({ kind: 'not_allowed', why: 'not_a_person' });
    expect((await api.call('admin', 'GET', `/api/changes/${changeId}`)).body['state']).to.equal('pending');
  });

  it('is on record with the account of the system and who became it', async () => {
    const made = await addPerson(api.db, operator, {
      fields: fields('ida'),
      roles: ['requester'],
      password: undefined,
    });
    expect(made.kind).to.equal('added');
    const { rows } = await api.db.query(
      `select a.actor, a.channel, a.person_id, p.type, a.details ->> 'submitted_by' as behind from audit_log a
       join principals p on p.id = a.principal_id where a.actor like 'operator:%' and a.action = 'access_user_upserted'`,
    );
    expect(rows).to.deep.equal([
      { actor: 'operator:root', channel: 'cli', person_id: null, type: 'system', behind: 'dana' },
    ]);
  });

  describe('a new person', () => {
    it('signs in with the password that was made, has the roles, and the record is as over REST', async () => {
      const made = await addPerson(api.db, operator, {
        ...{ fields: { ...fields('nora'), display_name: 'Nora N.', email: 'nora@example.org' } },
        ...{ roles: ['approver', 'requester', 'approver'], password: undefined },
      });
      if (made.kind !== 'added') throw new Error(made.kind);
      expect(made.made).to.match(/^[\w-]{24}$/);
      const token = await signInAs(api, 'nora', made.made ?? '');
      const me = await api.call({ token }, 'GET', '/api/access/me');
      expect(me.body).to.deep.include({ display_name: 'Nora N.', roles: ['approver', 'requester'] });
      expect(await toldAbout(api, made.id)).to.deep.equal([
        'operator:root access_user_upserted',
        'operator:root access_roles_updated',
        'operator:root password_reset',
      ]);
      const { rows } = await api.db.query<{ kept: string }>(
        `select (select string_agg(details::text, '') from audit_log) || (select string_agg(details::text, '') from event_log) as kept`,
      );
      expect(rows[0]?.kept).to.not.contain(made.made);
    });

    it('is there whole or not at all: an unknown role or a weak password leaves nobody', async () => {
      const tried = await addPerson(api.db, operator, { fields: fields('half'), roles: ['king'], password: undefined });
      expect(tried).to.deep.equal({ kind: 'unknown_roles', names: ['king'] });
      const weak = await addPerson(api.db, operator, { fields: fields('half'), roles: [], password: 'short' });
      expect(weak).to.deep.include({ kind: 'weak', fault: 'has 5 characters, and at least 12 are needed' });
      expect(await people.byName(api.db, 'half', 'cli')).to.equal(undefined);
    });

    it('of ten terminals at once is added by one, and by none a second time', async () => {
      const tries = await Promise.all(
        Array.from({ length: 10 }, () =>
          addPerson(api.db, operator, {
            fields: fields('twin'),
            roles: ['requester'],
            password: 'correct horse battery',
          }),
        ),
      );
      expect(tries.filter(({ kind }) => kind === 'added')).to.have.length(1);
      expect(tries.filter(({ kind }) => kind === 'there_already')).to.have.length(9);
      const bo = await addPerson(api.db, operator, { fields: fields('bo'), roles: [], password: undefined });
      expect(bo.kind).to.equal('there_already');
      expect((await caller('bo')).roles).to.include('approver');
    });
  });

  describe('a group', () => {
    it('gains a member, who works what it works from the next request on, and loses them as soon', async () => {
      const gil = await newPerson(api, 'gil', ['approver']);
      expect((await caller('gil')).view.groups).to.deep.equal([]);
      const membership = { group, personId: gil.id };
      expect(await joinGroup(api.db, operator, membership)).to.deep.equal({ kind: 'joined' });
      expect(await joinGroup(api.db, operator, membership)).to.deep.equal({ kind: 'member_already' });
      const me = await api.call({ token: gil.token }, 'GET', '/api/access/me');
      expect(me.body['groups']).to.deep.equal([group]);
      expect(await leaveGroup(api.db, operator, membership)).to.deep.equal({ kind: 'left' });
      expect(await leaveGroup(api.db, operator, membership)).to.deep.equal({ kind: 'not_a_member' });
      expect((await caller('gil')).view.groups).to.deep.equal([]);
      expect((await toldAbout(api, gil.id)).slice(-2)).to.deep.equal([
        'operator:root access_group_joined',
        'operator:root access_group_left',
      ]);
    });

    it('has the members that the file says of those it names, and keeps the others over a change of theirs', async () => {
      const bo = await idOf(api, 'bo');
      for (const change of [joinGroup, leaveGroup]) {
        const result = await change(api.db, operator, { group, personId: bo });
        expect(result).to.deep.include({ kind: 'refused', obstacle: 'configured' });
      }
      expect((await readGroupNamed(api.db, group))?.members).to.include('bo');
    });

    it('that is switched off takes nobody in, and one that is not there is said so', async () => {
      const hal = await newPerson(api, 'hal', ['requester']);
      await api.db.query(`insert into groups (name, kind, enabled) values ('Old desk', 'service', false)`);
      expect(await joinGroup(api.db, operator, { group: 'Old desk', personId: hal.id })).to.deep.equal({
        kind: 'group_is_off',
      });
      for (const change of [joinGroup, leaveGroup]) {
        expect((await change(api.db, operator, { group: 'nobody', personId: hal.id })).kind).to.equal('no_such_group');
        expect((await change(api.db, operator, { group, personId: 999_999 })).kind).to.equal('missing');
      }
    });

    it('lists whom it has, also those who are switched off, who count for nothing', async () => {
      const kim = await newPerson(api, 'kim', ['requester']);
      await joinGroup(api.db, operator, { group: 'Cloud Operations', personId: kim.id });
      await api.call('admin', 'POST', `/api/access/users/${kim.id}/disable`);
      const cloud = await readGroupNamed(api.db, 'Cloud Operations');
      expect(cloud?.members).to.deep.equal(['bo']);
      const members = await listGroupMembers(api.db, cloud?.id ?? 0);
      expect(members.map(({ username, enabled }) => [username, enabled])).to.deep.equal([
        ['bo', true],
        ['kim', false],
      ]);
    });

    it('is nothing that people give themselves, nor what a manager gives an administrator', async () => {
      const lou = await newPerson(api, 'lou', ['soc-manager']);
      const manager = await caller('lou');
      const self = await joinGroup(api.db, manager, { group, personId: lou.id });
      expect(self).to.deep.include({ kind: 'refused', obstacle: 'own_rights' });
      const ada = await newPerson(api, 'ada', ['platform-admin']);
      const above = await joinGroup(api.db, manager, { group, personId: ada.id });
      expect(above).to.deep.include({ kind: 'refused', obstacle: 'administrator_only' });
    });
  });

  describe('a Matrix account', () => {
    it('is linked on the operator’s word, also to people of the configuration, and is somebody’s once', async () => {
      const [ana, cy] = [await idOf(api, 'ana'), await idOf(api, 'cy')];
      const desk = '@ana.desk:example.org';
      expect(await giveMatrixAccount(api.db, operator, ana, desk)).to.deep.equal({ kind: 'linked' });
      expect((await people.byMatrixId(api.db, desk, 'matrix-message'))?.name).to.equal('ana');
      expect(await giveMatrixAccount(api.db, operator, ana, desk)).to.deep.equal({ kind: 'linked_already' });
      expect(await giveMatrixAccount(api.db, operator, cy, desk)).to.deep.equal({ kind: 'taken', by: 'ana' });
      expect(await giveMatrixAccount(api.db, operator, 999_999, '@x:y')).to.deep.equal({ kind: 'missing' });
      expect((await toldAbout(api, ana)).at(-1)).to.equal('operator:root matrix_account_linked');
    });

    it('is not what a manager gives somebody who may more: it would vote for them', async () => {
      await newPerson(api, 'moe', ['soc-manager']);
      const result = await giveMatrixAccount(api.db, await caller('moe'), await idOf(api, 'cy'), '@moe:example.org');
      expect(result).to.deep.include({ kind: 'refused', obstacle: 'more_rights' });
      expect(await people.byMatrixId(api.db, '@moe:example.org', 'matrix-message')).to.equal(undefined);
    });
  });
});
