import { expect } from 'chai';
import { startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { officePeople } from './officePeople.js';

for (const method of ['POST', 'PUT', 'PATCH'])
  describe(`${method} of a ticket itself`, () => {
    let api: TestApi;
    let id: number;
    before(async () => {
      api = await startTestApi({ config: officePeople });
      id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    });
    after(() => api?.stop());
    const update = (fields: unknown, as: Who = 'bo', ticket: number | string = id): Promise<Called> =>
      api.call(as, method, `/api/tickets/${ticket}`, fields);
    const read = async (): Promise<Fields> => (await api.call('admin', 'GET', `/api/tickets/${id}`)).body;

    it('sets the status as /status does, with its note and its audit row', async () => {
      const { status, body } = await update({ status: ' Blocked ', reason: 'No power', actor: 'the CEO' });
      expect(status).to.equal(200);
      expect(body).to.deep.include({
        ...{ status: 'blocked', ticket_id: id, provider_result: { status: 'skipped', reason: 'not_requested' } },
      });
      const { rows } = await api.db.query<Fields>(
        'select source, author, audience, external_ref, body from ticket_notes where id = $1',
        [body['note_id']],
      );
      expect(rows[0]).to.deep.equal({
        ...{ source: 'ticket-status', author: 'bo', audience: 'internal', external_ref: `status:blocked:${id}` },
        body: 'Status: new -> blocked. No power',
      });
      expect((await read())['status']).to.equal('blocked');
    });

    it('without a status says which field is missing, and changes nothing', async () => {
      const before = await read();
      for (const fields of [{}, { status: null }, { status: '  ' }, { priority: 'P1', title: 'x' }]) {
        const { status, body } = await update(fields);
        expect([status, body['error'], body['detail']]).to.deep.equal([400, 'missing_status', 'Missing status.']);
        expect(body['errors']).to.deep.equal([{ path: 'body.status', message: 'missing' }]);
      }
      expect(await read()).to.deep.equal(before);
    });

    it('refuses a status that nobody knows, and a body that is no object', async () => {
      const unknown = await update({ status: 'gone' });
      expect(unknown.status).to.equal(422);
      expect(unknown.text).to.contain('Unsupported ticket status: gone');
      for (const body of ['"closed"', '["closed"]', '7', 'null'])
        expect((await update(body)).status, body).to.be.oneOf([400, 422]);
      expect((await update({ status: { is: 'closed' } })).status).to.equal(422);
    });

    it('27.10: is open to whoever may write notes, agents on their own ticket among them', async () => {
      const own = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
      const { token, agentId } = await startTask(api, own);
      expect((await update({ status: 'in_progress' }, { token }, own)).status).to.equal(200);
      expect((await update({ status: 'in_progress' }, { token })).status).to.equal(404);
      expect((await update({ status: 'closed' }, 'ana')).body).to.include({ required_permission: 'tickets:note' });
      expect((await update({ status: 'closed' }, 'cy')).status).to.equal(404);
      expect((await update({ status: 'closed' }, 'nobody')).status).to.equal(401);
      const { rows } = await api.db.query<Fields>(
        `select actor from audit_log where action = 'ticket_status_updated' and target = $1 order by id desc limit 1`,
        [`ticket_${own}`],
      );
      expect(rows).to.deep.equal([{ actor: `agent-${agentId}` }]);
    });

    it('does not take words for numbers: sync-all and its like are addresses of their own', async () => {
      for (const word of ['sync-all', 'abc', '0x10', '1.5', '-1'])
        expect((await update({ status: 'closed' }, 'admin', word)).body['error'], word).to.not.equal('missing_status');
    });
  });
