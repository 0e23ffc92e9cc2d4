import { expect } from 'chai';
import { startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { becomes, officePeople } from './officePeople.js';

describe('the contacts of a ticket', () => {
  let api: TestApi;
  let id: number;
  before(async () => {
    api = await startTestApi({ config: officePeople });
    await becomes(api, 'cy', { roles: ['soc-manager'] });
  });
  after(() => api?.stop());
  beforeEach(async () => {
    id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations', requester_email: 'ana@example.org' });
  });

  const set = (fields: Fields, as: Who = 'admin'): Promise<Called> =>
    api.call(as, 'POST', `/api/tickets/${id}/contacts`, fields);
  const lastNote = async (): Promise<Fields> =>
    (
      await api.db.query<Fields>(
        'select source, author, audience, body from ticket_notes where ticket_id = $1 order by id desc limit 1',
        [id],
      )
    ).rows[0] ?? {};

  it('are set field by field, and the note has a line for each that changed', async () => {
    const { status, body } = await set({
      ...{ requester_name: 'Rui', affected_user_email: 'eva@example.org', requester_email: 'ana@example.org' },
      reason: 'Rui called',
    });
    expect(status).to.equal(200);
    expect(body).to.include({ status: 'updated' });
    expect(body['ticket']).to.include({
      ...{ requester_name: 'Rui', requester_email: 'ana@example.org', affected_user_email: 'eva@example.org' },
    });
    const note = await lastNote();
    expect(note).to.include({ source: 'ticket-contact', author: 'admin', audience: 'internal' });
    expect(String(note['body']).split('\n')).to.deep.equal([
      ...[
        'requester_name: ana -> Rui',
        'affected_user_email: ana@example.org -> eva@example.org',
        'reason: Rui called',
      ],
    ]);
    expect(body['note']).to.deep.include({ ticket_id: id, status: 'created' });
    expect((body['note'] as Fields)['steering']).to.include({ status: 'skipped' });
  });

  it('leave an event and an audit row, without the addresses', async () => {
    await set({ affected_user_email: 'secret.person@example.org' });
    for (const table of ['event_log', 'audit_log']) {
      const { rows } = await api.db.query<{ details: Fields }>(
        `select details from ${table} where action = 'ticket_contacts_updated' and target = $1`,
        [`ticket_${id}`],
      );
      expect(rows[0]?.details['fields'], table).to.deep.equal(['affected_user_email']);
    }
    const { rows } = await api.db.query(`select from audit_log where canonical like '%secret.person%'`);
    expect(rows).to.have.length(0);
  });

  it('are skipped when there are none, and the ticket stays as it was', async () => {
    const before = await api.call('admin', 'GET', `/api/tickets/${id}`);
    for (const nothing of [{}, { requester_name: '', affected_user_name: null }, { reason: 'because' }, { name: 'x' }])
      expect((await set(nothing)).body).to.deep.equal({ status: 'skipped', reason: 'no_contact_fields' });
    expect((await api.call('admin', 'GET', `/api/tickets/${id}`)).body).to.deep.equal(before.body);
  });

  it('say whom it is about; whose it is they do not change', async () => {
    await set({ requester_name: 'Cy', requester_email: 'cy@example.org' });
    expect((await api.call('ana', 'GET', `/api/tickets/${id}`)).status).to.equal(200);
    const { rows } = await api.db.query<Fields>(
      'select p.name from tickets t join persons p on p.id = t.requester_person_id where t.id = $1',
      [id],
    );
    expect(rows).to.deep.equal([{ name: 'ana' }]);
  });

  it('are not longer than there is room for', async () => {
    for (const fields of [
      { requester_name: 'x'.repeat(241) },
      { opened_by_email: 'x'.repeat(301) },
      { requester_name: {} },
    ])
      expect((await set(fields)).status).to.equal(422);
  });

  it('are for who administers tickets: not for who only notes, asks or works for a program', async () => {
    expect((await set({ requester_name: 'x' }, 'cy')).status).to.equal(200);
    for (const as of ['bo', 'ana'] as const)
      expect((await set({ requester_name: 'x' }, as)).body).to.include({ required_permission: 'tickets:update' });
    const { token } = await startTask(api, id);
    expect((await set({ requester_name: 'x' }, { token })).status).to.equal(403);
  });
});
