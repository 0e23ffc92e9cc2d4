import { expect } from 'chai';
import { setWaiting } from '../../../api/tickets/index.js';
import { ticketStatuses } from '../../../api/tickets/contract.js';
import { numberIn, startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn } from '../../support/runs.js';
import { officePeople } from './officePeople.js';

const final = ['resolved', 'closed', 'closed/resolved', 'implemented', 'rejected', 'cancelled', 'canceled'];

describe('the status of a ticket', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi({ config: officePeople });
  });
  after(() => api?.stop());

  const file = (fields: Fields = {}): Promise<number> =>
    fileTicket(api, 'ana', { owning_group: 'Cloud Operations', ...fields });
  const set = (id: number, fields: Fields, as: Who = 'bo'): Promise<Called> =>
    api.call(as, 'POST', `/api/tickets/${id}/status`, fields);
  const read = async (id: number, as: Who = 'admin'): Promise<Fields> =>
    (await api.call(as, 'GET', `/api/tickets/${id}`)).body;
  const versionOf = async (id: number): Promise<number> => numberIn(await read(id), 'version');
  const lastNote = async (id: number): Promise<Fields> => {
    const { rows } = await api.db.query<Fields>(
      'select source, author, audience, body, external_ref from ticket_notes where ticket_id = $1 order by id desc limit 1',
      [id],
    );
    return rows[0] ?? {};
  };

  it('may be any of the fourteen after any other, each noted in the house', async () => {
    const id = await file();
    let before = 'new';
    for (const status of [...ticketStatuses, ...[...ticketStatuses].reverse()]) {
      const { body } = await set(id, { status });
      expect(body).to.include({ status, ticket_id: id });
      expect(body['provider_result']).to.deep.equal({ status: 'skipped', reason: 'not_requested' });
      expect(await lastNote(id)).to.deep.equal({
        ...{ source: 'ticket-status', author: 'bo', audience: 'internal', external_ref: `status:${status}:${id}` },
        body: `Status: ${before} -> ${status}.`,
      });
      before = status;
    }
    expect((await read(id))['status']).to.equal('new');
  });

  it('is read without regard to case and blanks', async () => {
    const id = await file();
    expect((await set(id, { status: '  In_Progress\n' })).body['status']).to.equal('in_progress');
    expect((await set(id, { status: 'CLOSED/RESOLVED' })).body['status']).to.equal('closed/resolved');
  });

  it('that nobody knows is refused, and the ticket stays as it was', async () => {
    const id = await file();
    const version = await versionOf(id);
    for (const status of ['pending', 'done', 'closed resolved', '', ' ', null, undefined, {}, ['closed']]) {
      const refused = await set(id, { status, reason: 'x' });
      expect([refused.status, refused.body['error']], JSON.stringify(status)).to.deep.equal([422, 'invalid_fields']);
    }
    expect((await set(id, { status: 'gone' })).text).to.contain('Unsupported ticket status: gone');
    expect(await read(id)).to.include({ status: 'new', version });
  });

  it('is audited with what it was and why', async () => {
    const id = await file();
    await set(id, { status: 'blocked', reason: 'No power' });
    const { rows } = await api.db.query<Fields>(
      `select actor, result, details from audit_log where action = 'ticket_status_updated' and target = $1`,
      [`ticket_${id}`],
    );
    expect(rows).to.deep.equal([
      { actor: 'bo', result: 'blocked', details: { from: 'new', to: 'blocked', reason: 'No power' } },
    ]);
  });

  for (const status of final)
    it(`${status} keeps its reason as the resolution and ends the wait`, async () => {
      const id = await file();
      await setWaiting(api.db, id, { waitingFor: 'a person of Cloud Operations', workedBy: 'person' });
      await set(id, { status, reason: 'Cleaned up' });
      expect(await read(id)).to.include({ status, resolution: 'Cleaned up', waiting_for: null });
    });

  it('that is open again forgets the resolution and whether it helped, and waits for nobody by that', async () => {
    const id = await file();
    await set(id, { status: 'resolved', reason: 'Fixed' });
    await api.db.query('update tickets set helped = false where id = $1', [id]);
    await set(id, { status: 'closed', reason: 'Fixed twice' });
    expect(await read(id)).to.include({ resolution: 'Fixed twice', helped: false });
    await set(id, { status: 'assigned', reason: 'It is back' });
    expect(await read(id)).to.include({ status: 'assigned', resolution: null, helped: null, waiting_for: null });
  });

  it('between two open ones leaves a wait as it is', async () => {
    const id = await file();
    await setWaiting(api.db, id, { waitingFor: 'a person of Cloud Operations', workedBy: 'person' });
    await set(id, { status: 'assigned' });
    expect((await read(id))['waiting_for']).to.equal('a person of Cloud Operations');
  });

  it('counts every change of the ticket once, also when many come at once', async () => {
    const id = await file();
    const version = await versionOf(id);
    await Promise.all(Array.from({ length: 8 }, (_, n) => set(id, { status: n % 2 === 0 ? 'blocked' : 'assigned' })));
    expect(await versionOf(id)).to.equal(version + 8);
    const { rows } = await api.db.query<{ body: string }>(
      `select body from ticket_notes where ticket_id = $1 and source = 'ticket-status' order by id`,
      [id],
    );
    expect(rows).to.have.length(8);
    let status = 'new';
    for (const { body } of rows) {
      const [, from, to = ''] = /^Status: (\w+) -> (\w+)\.$/.exec(body) ?? [];
      expect(from, body).to.equal(status);
      status = to;
    }
  });

  it('is set by an agent on its own ticket only', async () => {
    const [own, other] = [await file(), await file()];
    const { token } = await startTask(api, own);
    expect((await set(own, { status: 'resolved', reason: 'Freed 3 GB' }, { token })).status).to.equal(200);
    expect((await set(other, { status: 'resolved' }, { token })).status).to.equal(404);
    expect((await set(own, { status: 'resolved' }, 'ana')).status).to.equal(403);
    expect((await set(own, { status: 'resolved' }, 'cy')).status).to.equal(404);
  });

  describe('assignment', () => {
    const assign = (id: number, fields: Fields, as: Who = 'admin'): Promise<Called> =>
      api.call(as, 'POST', `/api/tickets/${id}/assignment`, fields);

    it('writes one line a field that changed, and none for one that did not', async () => {
      const id = await file({ priority: 'P3' });
      const { body } = await assign(id, {
        ...{ assignee: 'Carla', priority: 'p2', escalation_tier: 'tier 2', reason: 'VIP' },
        owning_group: 'Cloud Operations',
      });
      expect(body).to.include({ status: 'updated' });
      expect(body['ticket']).to.include({ assignee: 'Carla', priority: 'P2', owning_group: 'Cloud Operations' });
      const note = await lastNote(id);
      expect(note).to.include({ source: 'ticket-assignment', author: 'admin', audience: 'internal' });
      expect(String(note['body']).split('\n')).to.deep.equal([
        ...['assignee: none -> Carla', 'priority: P3 -> P2', 'escalation tier: tier 2', 'reason: VIP'],
      ]);
      expect(note['external_ref']).to.match(new RegExp(`^assignment:${id}:\\d+$`));
    });

    it('that changes nothing says so', async () => {
      const id = await file();
      await assign(id, { owning_group: 'Cloud Operations' });
      expect((await lastNote(id))['body']).to.equal('Nothing changed.');
    });

    for (const [given, wanted] of [
      ['P1', 'P1'],
      ['p4', 'P4'],
      ['3', 'P3'],
      [2, 'P2'],
    ] as const)
      it(`takes the priority ${String(given)} for ${wanted}`, async () => {
        const id = await file();
        expect((await assign(id, { priority: given })).body['ticket']).to.include({ priority: wanted });
      });

    it('refuses other priorities and an empty request, and says what it takes', async () => {
      const id = await file();
      const version = await versionOf(id);
      for (const priority of ['P0', 'P5', 'high', '0', 'P11'])
        expect((await assign(id, { priority })).text, priority).to.contain('Unsupported priority. Use P1 to P4');
      for (const nothing of [{}, { priority: '', assignee: ' ' }, { reason: 'because' }])
        expect((await assign(id, nothing)).text).to.contain('No assignment or escalation fields supplied');
      expect(await versionOf(id)).to.equal(version);
    });

    it('to another group moves the team with it, and the wait, and asks the people of the new group', async () => {
      const id = await file();
      await api.db.query(
        `with thread as (insert into threads (kind, room_id, root_event_id) values ('ticket', '!ops', '$root') returning id)
         update tickets set thread_id = thread.id from thread where tickets.id = $1`,
        [id],
      );
      await setWaiting(api.db, id, { waitingFor: 'a person of Cloud Operations', workedBy: 'person' });
      const { body } = await assign(id, { owning_group: 'Network Operations' });
      expect(body['ticket']).to.include({
        ...{ owning_group: 'Network Operations', assignee_team: 'Network Operations' },
        waiting_for: 'a person of Network Operations',
      });
      const { rows } = await api.db.query<{ payload: Fields }>(
        `select payload from outbox where ticket_id = $1 and kind = 'reply'`,
        [id],
      );
      expect(rows.map(({ payload }) => payload['text'])).to.deep.equal([
        `Ticket ${id} waits for a person of Network Operations. Can one of you take it? \`!take ${id}\``,
      ]);
    });

    it('to another group does not touch the wait for a decision', async () => {
      const id = await file();
      await setWaiting(api.db, id, { waitingFor: 'the decision of change 4' });
      await assign(id, { owning_group: 'Network Operations' });
      expect((await read(id))['waiting_for']).to.equal('the decision of change 4');
    });
  });

  describe("the requester's answer", () => {
    const respond = (id: number, fields: Fields, as: Who = 'ana'): Promise<Called> =>
      api.call(as, 'POST', `/api/tickets/${id}/user-response`, fields);
    const asked = async (previous: string | null): Promise<number> => {
      const id = await file();
      const payload = previous === null ? {} : { awaiting_user_response: { previous_status: previous } };
      await api.db.query(`update tickets set status = 'awaiting_user_response', provider_payload = $2 where id = $1`, [
        id,
        { ...payload, key: 'kept' },
      ]);
      return id;
    };

    it('brings back the status from before the question, and forgets that', async () => {
      const id = await asked('blocked');
      const { body } = await respond(id, { response: 'The second floor' });
      expect(body).to.include({ status: 'user_response_recorded', ticket_id: id });
      expect(body['note_id']).to.be.a('number');
      expect(await read(id)).to.deep.include({ status: 'blocked', provider_payload_summary: { key: 'kept' } });
    });

    it('without a remembered status lets the work go on', async () => {
      const id = await asked(null);
      await respond(id, { response: 'The second floor' });
      expect((await read(id))['status']).to.equal('in_progress');
    });

    it('to a ticket that did not ask changes no status', async () => {
      const id = await file();
      const version = await versionOf(id);
      await respond(id, { response: 'By the way, it is the second floor' });
      expect(await read(id)).to.include({ status: 'new', version });
      expect(await lastNote(id)).to.include({ source: 'user-response', author: 'Ana', audience: 'user' });
    });

    it('given twice at once is noted twice and brings the status back once', async () => {
      const id = await asked('assigned');
      const version = await versionOf(id);
      await Promise.all([respond(id, { response: 'one' }), respond(id, { response: 'two' })]);
      expect(await read(id)).to.include({ status: 'assigned', version: version + 1 });
    });

    it('needs words, and is the words of whoever is signed in', async () => {
      const id = await file();
      for (const response of ['', '  \n', null, undefined])
        expect((await respond(id, { response })).status, String(response)).to.equal(422);
      await respond(id, { response: 'x', responder_name: 'The CEO' });
      expect((await lastNote(id))['author']).to.equal('Ana');
      await respond(id, { response: 'x', responder_name: 'Rui of Sales' }, 'service');
      expect((await lastNote(id))['author']).to.equal('Rui of Sales');
    });

    it("is not for another person's ticket, nor for who only works on it", async () => {
      const id = await fileTicket(api, 'admin', { owning_group: 'Cloud Operations' });
      expect((await respond(id, { response: 'x' })).status).to.equal(404);
      expect((await respond(id, { response: 'x' }, 'bo')).status).to.equal(403);
    });

    it('comes from a chat turn in the name of its person, for tickets of its conversation', async () => {
      const turn = await startTurn(api, 'ana', 'The door does not open');
      const filed = await api.call({ token: turn.token }, 'POST', '/api/tickets', { title: 'Door' });
      const id = numberIn(filed.body, 'id');
      expect((await respond(id, { response: 'The left one' }, { token: turn.token })).status).to.equal(200);
      expect(await lastNote(id)).to.include({ author: 'Ana', body: 'The left one' });
      expect((await respond(await file(), { response: 'x' }, { token: turn.token })).status).to.equal(404);
    });
  });
});
