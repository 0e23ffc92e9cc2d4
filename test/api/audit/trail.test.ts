import { expect } from 'chai';
import { record, recordEvent } from '../../../api/audit/index.js';
import { digestOf, type Json } from '../../../api/audit/canonical.js';
import type { Actor } from '../../../api/http/caller.js';
import { numberIn, startTestApi, textIn, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { becomes, officePeople } from '../tickets/officePeople.js';

describe('the audit trail', () => {
  let api: TestApi;
  let first: number;
  let tenth: number;
  before(async () => {
    api = await startTestApi({ config: officePeople });
    for (let n = 0; n < 12; n += 1)
      await fileTicket(api, 'ana', { title: `Ticket ${n}`, owning_group: 'Cloud Operations' });
    [first, tenth] = [1, 10];
    for (const id of [first, tenth])
      await api.call('bo', 'POST', `/api/tickets/${id}/status`, { status: 'blocked', reason: `Reason of ${id}` });
    await api.call('bo', 'POST', `/api/tickets/${first}/notes`, { body: 'Only for the house: 50% of a_b' });
    await api.call('bo', 'POST', `/api/tickets/${first}/notes`, { body: 'For the requester', visibility: 'user' });
  });
  after(() => api?.stop());

  const read = (query: string, as: Who = 'admin'): Promise<Called> =>
    api.call(as, 'GET', `/api/dashboard/audit?limit=500&${query}`);
  const rows = async (query: string, as: Who = 'admin'): Promise<Fields[]> => {
    const { status, body, text } = await read(query, as);
    expect(status, text).to.equal(200);
    const audit = body['audit'] as Fields[];
    expect(body).to.include({ count: audit.length, next_cursor: null });
    return audit;
  };
  const targets = async (query: string): Promise<Set<unknown>> =>
    new Set((await rows(query)).map(({ target }) => target));

  it('has one row for each thing that happened, in the words of the contract', async () => {
    const [row, ...others] = await rows(
      `source=audit&action=ticket_status_updated&target=ticket_${first}&ticket_id=${first}`,
    );
    expect(others).to.deep.equal([]);
    expect(Object.keys(row ?? {})).to.have.members([
      ...['id', 'actor', 'action', 'target', 'result', 'details', 'channel', 'source', 'category', 'level'],
      ...['summary', 'ticket_id', 'agent_id', 'created_at'],
    ]);
    expect(row).to.deep.include({
      ...{ actor: 'bo', action: 'ticket_status_updated', target: 'ticket_1', result: 'blocked', channel: 'rest' },
      ...{ source: 'audit', category: 'audit', level: 'info', ticket_id: 1, agent_id: null },
      ...{ details: { from: 'new', to: 'blocked', reason: 'Reason of 1' } },
      summary: 'bo ticket status updated on ticket_1',
    });
  });

  it('tells notes apart from events and shows who may read them', async () => {
    const notes = await rows(`source=note&ticket_id=${first}`);
    expect(notes.map(({ details }) => (details as Fields)['visibility'])).to.deep.equal([
      'user',
      'internal',
      'internal',
    ]);
    expect(notes[0]).to.include({
      ...{ action: 'ticket_note_added', target: 'ticket_1', category: 'ticket-note', level: 'info', actor: 'bo' },
      summary: 'bo wrote at ticket_1: For the requester',
    });
  });

  describe('is filtered', () => {
    it('by a ticket, and ticket 1 is not ticket 10', async () => {
      expect(await targets(`ticket_id=${first}`)).to.deep.equal(new Set(['ticket_1']));
      expect(await targets(`ticket_id=${tenth}`)).to.deep.equal(new Set(['ticket_10']));
      expect(await targets('q=ticket_1')).to.deep.equal(new Set(['ticket_1']));
      expect(await targets('q=ticket_10')).to.deep.equal(new Set(['ticket_10']));
      expect(await rows('ticket_id=999')).to.deep.equal([]);
    });

    it('by an agent, wherever it is named', async () => {
      const { agentId, ticketId } = await startTask(api, 2);
      const found = await rows(`agent_id=${agentId}`);
      expect(found.map(({ action }) => action)).to.include.members([
        'agent_assigned',
        'spawn_requested',
        'agent_running',
      ]);
      expect(new Set(found.map((row) => row['agent_id']))).to.deep.equal(new Set([agentId]));
      expect((await rows(`q=agent_${agentId}`)).length).to.be.at.least(3);
      expect(found.some((row) => row['ticket_id'] === ticketId)).to.equal(true);
    });

    it('by who, what and which, in any case and by a part', async () => {
      expect(new Set((await rows('actor=BO&source=audit')).map(({ actor }) => actor))).to.deep.equal(new Set(['bo']));
      expect((await rows('action=CREATED&source=audit')).length).to.equal(12);
      expect((await rows('target=ticket_12&source=audit')).length).to.equal(1);
      expect(await rows('category=ticket-note&source=audit')).to.deep.equal([]);
    });

    it('by source, by level and by category of an event', async () => {
      await recordEvent(api.db, { category: 'disk-watch', level: 'warning', actor: 'watcher', action: 'disk_is_full' });
      const [row, ...others] = await rows('level=warning&category=disk');
      expect(others).to.deep.equal([]);
      expect(row).to.include({ source: 'event', category: 'disk-watch', level: 'warning', target: null, result: null });
      expect(row?.['summary']).to.equal('watcher disk is full');
      expect(await rows('level=warn')).to.deep.equal([]);
      for (const source of ['audit', 'event', 'note'])
        expect(new Set((await rows(`source=${source}`)).map((one) => one['source']))).to.deep.equal(new Set([source]));
      expect((await read('source=all')).status).to.equal(422);
    });

    it('by words anywhere, with %, _ and \\ taken for what they are', async () => {
      expect((await rows('source=note&q=50%25')).length).to.equal(1);
      expect((await rows('source=note&q=a_b')).length).to.equal(1);
      expect(await rows('source=note&q=a%25b')).to.deep.equal([]);
      expect(await rows('source=note&q=%5C')).to.deep.equal([]);
      expect((await rows('q=Reason%20of%2010&source=audit')).map(({ target }) => target)).to.deep.equal(['ticket_10']);
    });

    it('by several at once', async () => {
      expect(await rows(`ticket_id=${first}&source=audit&actor=ana&action=status`)).to.deep.equal([]);
      expect((await rows(`ticket_id=${first}&source=audit&actor=ana`)).length).to.equal(1);
    });

    it('only by what can be one', async () => {
      for (const wrong of [
        'ticket_id=x',
        'ticket_id=0',
        'agent_id=-1',
        'limit=0',
        'limit=501',
        'cursor=x',
        'cursor=WzFd',
      ]) {
        const { status } = await api.call('admin', 'GET', `/api/dashboard/audit?${wrong}`);
        expect(status, wrong).to.equal(422);
      }
    });
  });

  describe('comes page by page', () => {
    const page = async (query: string): Promise<Fields> =>
      (await api.call('admin', 'GET', `/api/dashboard/audit?source=audit&action=ticket_created&${query}`)).body;

    it('newest first, every row once, whatever is written in between', async () => {
      const seen: string[] = [];
      for (let cursor = ''; ;) {
        const body = await page(`limit=5${cursor}`);
        seen.push(...(body['audit'] as Fields[]).map(({ target }) => String(target)));
        expect(body['count']).to.equal(Math.min(5, 12 - (seen.length - Number(body['count']))));
        if (body['next_cursor'] === null) break;
        cursor = `&cursor=${textIn(body, 'next_cursor')}`;
        await fileTicket(api, 'ana');
      }
      expect(seen).to.deep.equal(Array.from({ length: 12 }, (_, n) => `ticket_${12 - n}`));
    });

    it('through rows of one moment in all three sources', async () => {
      const at = '2026-01-02T03:04:05.678901Z';
      await api.db.query(
        `insert into event_log (category, level, actor, action, created_at)
         select 'moment', 'info', 'clock', 'one_of_a_moment', $1::timestamptz from generate_series(1, 7)`,
        [at],
      );
      await api.db.query(
        `insert into ticket_notes (ticket_id, author, body, audience, created_at)
         select 1, 'clock', 'one of a moment', 'internal', $1::timestamptz from generate_series(1, 4)`,
        [at],
      );
      const seen: string[] = [];
      for (let cursor = ''; ;) {
        const { body } = await api.call('admin', 'GET', `/api/dashboard/audit?actor=clock&limit=2${cursor}`);
        seen.push(...(body['audit'] as Fields[]).map(({ source, id }) => `${String(source)} ${String(id)}`));
        if (body['next_cursor'] === null) break;
        cursor = `&cursor=${textIn(body, 'next_cursor')}`;
      }
      expect(seen.length).to.equal(11);
      expect(new Set(seen).size).to.equal(11);
    });

    it('fifty at a time unless told', async () => {
      await api.db.query(
        `insert into event_log (category, level, actor, action) select 'many', 'info', 'test', 'one_of_many' from generate_series(1, 60)`,
      );
      const { body } = await api.call('admin', 'GET', '/api/dashboard/audit');
      expect(body['count']).to.equal(50);
      expect(body['next_cursor']).to.be.a('string');
    });
  });

  describe('is read', () => {
    it('with the permission for it and not without: notes of the house are in it', async () => {
      for (const as of ['ana', 'bo'] as const)
        expect((await read('', as)).body).to.include({ status: 403, required_permission: 'audit:read' });
      expect((await read('', 'nobody')).status).to.equal(401);
      const { token } = await startTask(api, 3);
      await api.db.query(
        `update agent_permission_context set allowed_permissions = '{audit:read,*}' where ticket_id = 3`,
      );
      expect((await read('', { token })).status, 'by no agent').to.equal(403);
    });

    it('by an auditor for the tickets that they see', async () => {
      await becomes(api, 'cy', { roles: ['auditor'], groups: ['Network Operations'] });
      const theirs = await fileTicket(api, 'admin', { owning_group: 'Network Operations' });
      const seen = await rows('source=audit&action=ticket_created', 'cy');
      expect(seen.map(({ target }) => target)).to.deep.equal([`ticket_${theirs}`]);
      expect(await rows('source=note', 'cy')).to.deep.equal([]);
      await becomes(api, 'cy', { roles: ['auditor'], groups: ['Cloud Operations'] });
      expect((await rows('source=note&q=Only%20for%20the%20house', 'cy')).length).to.equal(1);
    });

    it('and a refusal is in it itself', async () => {
      await read('', 'ana');
      const [row] = await rows('source=audit&action=access_denied&actor=ana');
      expect(row).to.include({ target: 'GET /api/dashboard/audit', result: 'missing_required_permission' });
    });
  });

  describe('is kept', () => {
    const actor: Actor = { type: 'system', principalId: 0, name: 'test', personId: null, channel: 'system' };

    it('with the bytes that its digest is over, which the database does not reorder', async () => {
      const details = { z: 1, a: { d: [1, 2, { y: null, b: '😀' }], c: 'ção' }, num: 1e21 };
      await record(api.db, { actor, action: 'made_for_a_test', target: 't', result: 'r', details });
      const { rows: kept } = await api.db.query<{ canonical: string; digest: string; details: Fields }>(
        `select canonical, digest, details from audit_log where action = 'made_for_a_test'`,
      );
      const facts = { actor: 'test', channel: 'system', action: 'made_for_a_test', target: 't', result: 'r', details };
      expect(kept[0]?.digest).to.equal(digestOf(facts));
      expect(JSON.parse(String(kept[0]?.canonical))).to.deep.equal(facts);
      expect(digestOf(JSON.parse(String(kept[0]?.canonical)) as Json)).to.equal(kept[0]?.digest);
      expect(kept[0]?.details).to.deep.equal(details);
    });

    it('as it was written: nobody changes or removes a row', async () => {
      for (const sql of ["update audit_log set actor = 'nobody'", 'delete from audit_log', 'truncate audit_log']) {
        const failed = await api.db.query(sql).then(
          () => 'done',
          (error: unknown) => String(error),
        );
        expect(failed, sql).to.match(/append-only|permission denied/);
      }
    });

    it('cut to what there is room for, rather than lost', async () => {
      const long = 'x'.repeat(400);
      await record(api.db, { actor: { ...actor, name: long }, action: `cut_${long}`, target: long });
      await recordEvent(api.db, { category: 'test', actor: long, action: `cut_${long}`, target: long });
      const found = await rows('action=cut_xxx');
      expect(found.map(({ actor: name, action, target }) => [name, action, target].map((one) => String(one).length)))
        .to.deep.include([100, 200, 255])
        .and.deep.include([100, 200, 200]);
    });

    it('with whom a service says that it acts for, as what it is told', async () => {
      const { body } = await api.call(
        'service',
        'POST',
        '/api/tickets',
        { title: 'For Rui' },
        {
          'x-dashboard-service-user': 'rui',
        },
      );
      const [row] = await rows(`source=audit&action=ticket_created&ticket_id=${numberIn(body, 'id')}`);
      expect(row).to.include({ actor: 'platform-service' });
      expect((row?.['details'] as Fields)['submitted_by']).to.equal('rui');
    });
  });
});
