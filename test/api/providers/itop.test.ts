import { expect } from 'chai';
import { itopClient, type ItopSettings } from '../../../api/providers/itop/client.js';
import { itopProvider } from '../../../api/providers/itop/index.js';
import type { Outgoing, Provider } from '../../../api/providers/port.js';
import { send } from '../../../api/providers/send.js';
import { Secret } from '../../../config/index.js';
import { account, startFakeItop, type FakeItop } from './fakeItop/index.js';

const nobody = { name: null, email: null };

describe('the adapter of iTop', () => {
  let itop: FakeItop;
  let org: number;
  let desk: number;
  before(async () => {
    itop = await startFakeItop();
    const { objects } = itop;
    org = objects.add('Organization', { name: 'Demo' }).id;
    desk = objects.add('Person', { name: 'Desk', friendlyname: 'Service Desk', org_id: String(org) }).id;
  });
  beforeEach(() => itop.fresh());
  after(() => itop?.stop());

  const settings = (more: Partial<ItopSettings> = {}): ItopSettings => ({
    ...{ url: itop.url, user: account.user, password: new Secret(account.password), webBase: 'https://itop.example' },
    ...{
      orgId: org,
      callerId: desk,
      agentId: null,
      teamId: null,
      createTeams: false,
      firstSync: 86_400,
      stimulusWait: 1,
    },
    ...more,
  });
  const adapter = (more: Partial<ItopSettings> = {}): Provider => itopProvider(settings(more), 15);
  const ticket = (more: Partial<Outgoing> = {}): Outgoing => ({
    ...{
      ticketId: 12,
      reference: 'opsroom-0a1b2c3d-12-deadbeef',
      ticketClass: 'Incident',
      title: 'Disk',
      description: 'It is full.',
    },
    ...{
      priority: 'P2',
      team: null,
      createdBy: 'ana',
      openedBy: nobody,
      requester: nobody,
      affectedUser: nobody,
      attachments: [],
    },
    ...more,
  });
  const { signal } = new AbortController();
  const create = (provider: Provider, more: Partial<Outgoing> = {}, again = false) =>
    provider.create(ticket(more), again, signal);
  const fieldsOf = (ref: string, itopClass = 'Incident') => itop.objects.get(itopClass, ref).fields;

  describe('signs in', () => {
    it('with what the operator set, in every request', async () => {
      expect((await create(adapter())).kind).to.equal('done');
      expect(JSON.stringify(itop.seen)).to.not.contain(account.password);
    });
    it('and says so when that is wrong, without saying what it was', async () => {
      const outcome = await create(adapter({ password: new Secret('another-password') }));
      expect(outcome).to.deep.equal({ kind: 'unauthorised', message: 'iTop: Error: Invalid login' });
      expect(itop.seen).to.deep.equal([]);
    });
  });

  describe('tells apart', () => {
    const call = (operation: string, more: Record<string, unknown> = {}) =>
      itopClient(settings())({ operation, class: 'Incident', ...more }, signal);

    it('what iTop refuses, with its own words', async () => {
      for (const [operation, more, words] of [
        ['core/nonsense', {}, 'Unknown verb'],
        ['core/get', { class: 'Server', key: 1 }, 'not a valid class'],
        ['core/get', { key: 'SELECT Incident WHERE title SOUNDS LIKE "x"' }, 'Query failed'],
        ['core/get', { key: 1, output_fields: 'id, colour' }, 'Unknown attribute'],
        ['core/update', { key: 999, comment: 'x', fields: {} }, 'Invalid object'],
        ['core/create', { comment: 'x', fields: { title: 'x' } }, 'null not allowed'],
        ['core/get', { key: 1, colour: 'red' }, 'Unknown parameter'],
      ] as const) {
        const answer = await call(operation, more);
        expect(answer.kind, operation).to.equal('refused');
        expect(answer.kind === 'refused' && answer.message).to.contain(words);
      }
    });
    it('what is no answer of iTop’s at all', async () => {
      itop.trouble('*', 'html', 'http_500', 'cut');
      const kinds = [
        await call('core/get', { key: 1 }),
        await call('core/get', { key: 1 }),
        await call('core/get', { key: 1 }),
      ];
      expect(kinds.map(({ kind }) => kind)).to.deep.equal(['broken', 'broken', 'unreachable']);
    });
    it('what takes too long, from what says no', async () => {
      itop.trouble('*', 'silence');
      const form = new URLSearchParams({
        version: '1.4',
        auth_user: account.user,
        auth_pwd: account.password,
        json_data: '{}',
      });
      const sent = {
        url: `${itop.url}/webservices/rest.php`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
      };
      expect(await send('iTop', sent, signal, 50)).to.deep.equal({
        kind: 'unreachable',
        message: 'iTop could not be reached: no answer within 0.05 seconds.',
      });
    });
    it('an address where there is something else', async () => {
      const elsewhere = itopProvider(settings({ url: `${itop.url}/elsewhere` }), 15);
      expect((await create(elsewhere)).kind).to.equal('broken');
    });
  });

  describe('makes a ticket', () => {
    it('for the one person who has the address of the requester', async () => {
      const ana = itop.objects.add('Person', {
        friendlyname: 'Ana Lee',
        email: 'ana.lee@example.org',
        org_id: String(org),
      }).id;
      const made = await create(adapter(), { requester: { name: 'Somebody', email: 'ana.lee@example.org' } });
      expect(made.kind === 'done' && fieldsOf(made.value.ref)['caller_id']).to.equal(String(ana));
    });
    it('for nobody of two with the same name', async () => {
      for (const count of [1, 2])
        itop.objects.add('Person', { friendlyname: 'Kim Kim', email: `kim${count}@example.org`, org_id: String(org) });
      const made = await create(adapter(), { requester: { name: 'Kim Kim', email: null } });
      expect(made.kind === 'done' && fieldsOf(made.value.ref)['caller_id']).to.equal(String(desk));
    });
    it('for nobody who only happens to come first: without a caller it says what to set', async () => {
      const refused = await create(adapter({ callerId: null }), { requester: { name: 'Nobody Knows', email: null } });
      expect(refused.kind === 'refused' && refused.message).to.contain('Set ITOP_DEFAULT_CALLER_ID.');
      expect(itop.objects.all('Incident')).to.deep.equal([]);
    });
    it('without a caller where a class has none', async () => {
      const made = await create(adapter({ callerId: null }), { ticketClass: 'RoutineChange' });
      expect(made).to.deep.include({ kind: 'done' });
      expect(made.kind === 'done' && fieldsOf(made.value.ref, 'RoutineChange')).to.not.have.any.keys(
        'impact',
        'urgency',
      );
    });
    it('in the organisation of its caller, else in the first, when none is set', async () => {
      const other = itop.objects.add('Organization', { name: 'Other' }).id;
      itop.objects.add('Person', { friendlyname: 'Of Other', email: 'of@other.example', org_id: String(other) });
      const theirs = await create(adapter({ orgId: null }), { requester: { name: null, email: 'of@other.example' } });
      const first = await create(adapter({ orgId: null }));
      expect(theirs.kind === 'done' && fieldsOf(theirs.value.ref)['org_id']).to.equal(String(other));
      expect(first.kind === 'done' && fieldsOf(first.value.ref)['org_id']).to.equal(String(org));
    });
    it('27.43: with the team of that name; else the configured one; made only where the operator says so', async () => {
      const known = itop.objects.add('Team', { name: 'Network', org_id: String(org) }).id;
      const fallback = itop.objects.add('Team', { name: 'Desk', org_id: String(org) }).id;
      const teamOf = async (more: Partial<ItopSettings>, team: string): Promise<unknown> => {
        const made = await create(adapter(more), { team });
        return made.kind === 'done' ? fieldsOf(made.value.ref)['team_id'] : made;
      };
      expect(await teamOf({}, 'Network')).to.equal(String(known));
      expect(await teamOf({ teamId: fallback }, 'Nobody Has')).to.equal(String(fallback));
      expect(itop.objects.all('Team').map(({ fields }) => fields['name'])).to.not.include('Nobody Has');
      const made = await teamOf({ createTeams: true }, 'Brand New');
      expect(itop.objects.get('Team', String(made)).fields).to.include({ name: 'Brand New', org_id: String(org) });
    });
    it('whatever the names hold: they are values, and never a part of a query', async () => {
      for (const name of [`' OR 1=1 --`, '" OR "a"="a', 'x\\', 'SELECT Person', '😀'.repeat(50)]) {
        const made = await create(adapter(), { requester: { name, email: name }, team: name, title: name });
        expect(made.kind, name).to.equal('done');
        expect(made.kind === 'done' && fieldsOf(made.value.ref)['caller_id'], name).to.equal(String(desk));
      }
      const queries = itop.seen.filter(({ sent }) => typeof sent['key'] === 'string');
      expect(queries.map(({ sent }) => sent['key'])).to.deep.equal([]);
    });
    it('once: the second try finds the first one’s ticket, and only that', async () => {
      const provider = adapter();
      const other = await create(provider, { ticketId: 1, reference: 'opsroom-0a1b2c3d-1-deadbeef' });
      const first = await create(provider);
      const second = await create(provider, {}, true);
      expect(second).to.deep.equal(first);
      expect(other.kind === 'done' && first.kind === 'done' && other.value.ref !== first.value.ref).to.equal(true);
      expect(itop.objects.all('Incident')).to.have.length(2);
    });
    it('does not make it while it cannot look for it', async () => {
      itop.trouble('core/get', 'http_500');
      expect((await create(adapter(), {}, true)).kind).to.equal('broken');
      expect(itop.objects.all('Incident')).to.deep.equal([]);
    });
  });

  describe('reads tickets', () => {
    it('by their ids alone, in pages, and leaves out those that are gone', async () => {
      const refs = Array.from({ length: 30 }, (_, n) => String(itop.objects.add('Incident', { title: `T${n}` }).id));
      itop.objects.remove('Incident', refs[3] ?? '');
      const read = await adapter().fetch('Incident', [...refs, '1 OR 1=1', '', '-1'], signal);
      expect(read.kind === 'done' && read.value).to.have.length(29);
      expect(itop.seen.map(({ sent }) => String(sent['key']).replaceAll(/[\d,]+/g, 'N'))).to.deep.equal([
        'SELECT Incident WHERE id IN (N)',
        'SELECT Incident WHERE id IN (N)',
      ]);
    });
    it('in our words, whatever is missing', async () => {
      const ref = String(
        itop.objects.add('Incident', { title: 'Bare', impact: 'much', urgency: '2', priority: '9', public_log: 'text' })
          .id,
      );
      const read = await adapter().fetch('Incident', [ref], signal);
      const [one] = read.kind === 'done' ? read.value : [];
      expect(one).to.deep.include({
        ...{
          title: 'Bare',
          description: '',
          status: 'new',
          priority: null,
          impact: null,
          urgency: 2,
          assignee: null,
          team: null,
        },
        ...{ requester: { name: null, email: null }, solution: null, log: [] },
        url: `https://itop.example/pages/UI.php?operation=details&class=Incident&id=${ref}`,
      });
    });
    it('with the newest hundred entries of a log, oldest first, each of four thousand characters at most', async () => {
      const { id } = itop.objects.add('Incident', { title: 'Long' });
      for (let count = 0; count < 120; count += 1)
        itop.objects.write('Incident', id, 'public_log', 'Ana', `${count} ${'x'.repeat(5_000)}`);
      const read = await adapter().fetch('Incident', [String(id)], signal);
      const log = read.kind === 'done' ? (read.value[0]?.log ?? []) : [];
      expect(log).to.have.length(100);
      expect([log[0]?.text.split(' ')[0], log.at(-1)?.text.split(' ')[0]]).to.deep.equal(['20', '119']);
      expect(Math.max(...log.map(({ text }) => text.length))).to.equal(4_000);
    });
    it('and keeps of the object what is short and plain: no log, no list', async () => {
      const { id } = itop.objects.add('Incident', { title: 'x'.repeat(9_000) });
      itop.objects.write('Incident', id, 'private_log', 'Agent', 'Between us.');
      const read = await adapter().fetch('Incident', [String(id)], signal);
      const payload = JSON.stringify(read.kind === 'done' && read.value[0]?.payload);
      expect(payload).to.not.contain('Between us.');
      expect(payload.length).to.be.below(6_000);
    });
    it('that changed, oldest change first, from an hour before the cursor on', async () => {
      const { objects } = itop;
      const first = objects.add('Incident', { title: 'First' }).id;
      objects.tick(7_200);
      const second = objects.add('Incident', { title: 'Second' }).id;
      objects.tick(60);
      const third = objects.add('Incident', { title: 'Third' }).id;
      const all = await adapter().changesSince('Incident', null, signal);
      expect(all.kind === 'done' && all.value.map(({ ref }) => Number(ref))).to.deep.equal([first, second, third]);
      const later = await adapter().changesSince('Incident', objects.now(), signal);
      expect(later.kind === 'done' && later.value.map(({ ref }) => Number(ref))).to.deep.equal([second, third]);
    });
    it('and begins anew, rather than with a broken query, when the cursor is none', async () => {
      const { id } = itop.objects.add('Incident', { title: 'x' });
      const read = await adapter().changesSince('Incident', `' OR 1=1`, signal);
      expect(read.kind === 'done' && read.value.map(({ ref }) => ref)).to.deep.equal([String(id)]);
    });
  });

  describe('changes a ticket', () => {
    it('only in what it is told, and not at all when that says nothing', async () => {
      const { id } = itop.objects.add('Incident', { title: 'x', impact: '3', urgency: '3' });
      const place = { ticketClass: 'Incident', ref: String(id) };
      for (const nothing of [{}, { priority: null }, { priority: 'urgent' }, { team: null }, { team: 'Nobody Has' }])
        expect((await adapter({ teamId: 1 }).update(place, nothing, signal)).kind).to.equal('done');
      expect(itop.seen.filter(({ operation }) => operation === 'core/update')).to.deep.equal([]);
      await adapter().update(place, { priority: 'P1' }, signal);
      expect(fieldsOf(String(id))).to.include({ impact: '1', urgency: '1', title: 'x' });
    });
    it('that is gone is refused, and a close of it is not taken for done', async () => {
      const place = { ticketClass: 'Incident', ref: '4711' };
      expect((await adapter().update(place, { priority: 'P1' }, signal)).kind).to.equal('refused');
      expect((await adapter().close(place, { status: 'resolved', reason: '' }, signal)).kind).to.equal('not_there');
    });
    it('which has to have an agent says so, when none is configured', async () => {
      const { id } = itop.objects.add('Incident', { title: 'x' });
      const closed = await adapter().close(
        { ticketClass: 'Incident', ref: String(id) },
        { status: 'resolved', reason: 'Done.' },
        signal,
      );
      expect(closed.kind === 'refused' && closed.message)
        .to.contain('Missing mandatory attribute(s)')
        .and.contain('agent_id');
      expect(fieldsOf(String(id))['status']).to.equal('new');
    });
    it('is resolved with a solution that its field holds', async () => {
      const { id } = itop.objects.add('Incident', { title: 'x', status: 'assigned' });
      const reason = 'y'.repeat(1_000);
      await adapter().close({ ticketClass: 'Incident', ref: String(id) }, { status: 'resolved', reason }, signal);
      expect(fieldsOf(String(id))).to.include({ status: 'resolved', solution: 'y'.repeat(240) });
    });
  });
});
