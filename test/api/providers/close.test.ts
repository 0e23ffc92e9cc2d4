import { expect } from 'chai';
import { numberIn, textIn, type Called, type Fields } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { startHouse, type Furniture, type House } from './house.js';

describe('closing a ticket also in iTop', () => {
  let house: House & Furniture;
  before(async () => {
    house = await startHouse({ itop_stimulus_wait: 1 });
  });
  after(() => house?.stop());

  const inItop = async (fields: Fields = {}): Promise<{ id: number; ref: string }> => {
    const id = await fileTicket(house.api, 'admin', fields);
    await house.tell();
    return { id, ref: textIn(await house.ticket(id), 'provider_ref') };
  };
  const close = (id: number, more: Fields = {}): Promise<Called> =>
    house.api.call('admin', 'POST', `/api/tickets/${id}/status`, {
      status: 'resolved',
      reason: 'Cleaned up.',
      close_provider: true,
      ...more,
    });
  const resultOf = ({ body }: Called): Fields => body['provider_result'] as Fields;
  const there = (ref: string, itopClass = 'UserRequest'): Fields => house.itop.objects.get(itopClass, ref).fields;

  it('assigns what nobody was assigned to, and resolves it with the reason', async () => {
    const { id, ref } = await inItop();
    const answer = await close(id);
    expect(answer.body).to.include({ status: 'resolved', ticket_id: id });
    expect(resultOf(answer)).to.include({ status: 'resolved', provider: 'itop' });
    expect(there(ref)).to.include({
      status: 'resolved',
      solution: 'Cleaned up.',
      resolution_code: 'assistance',
      agent_id: String(house.agent),
    });
    expect(await house.events('provider_close_complete', id)).to.have.length(1);
  });

  it('resolves what is assigned with one stimulus', async () => {
    const { id, ref } = await inItop();
    house.itop.objects.edit('UserRequest', ref, { status: 'assigned' });
    const before = house.itop.seen.length;
    await close(id);
    const stimuli = house.itop.seen
      .slice(before)
      .map(({ sent }) => sent['stimulus'])
      .filter((stimulus) => stimulus !== undefined);
    expect(stimuli).to.deep.equal(['ev_resolve']);
    expect(there(ref)['status']).to.equal('resolved');
  });

  it('does without the attributes of a resolution where there are none', async () => {
    const { id, ref } = await inItop();
    house.itop.objects.edit('UserRequest', ref, { status: 'assigned' });
    house.itop.objects.lacks.add('solution');
    await close(id);
    house.itop.objects.lacks.clear();
    expect(there(ref)).to.include({ status: 'resolved' });
    expect(there(ref)['solution']).to.equal(undefined);
  });

  it('leaves alone what is closed there already', async () => {
    const { id, ref } = await inItop();
    house.itop.objects.edit('UserRequest', ref, { status: 'closed' });
    expect(resultOf(await close(id))).to.include({ status: 'closed' });
    expect(there(ref)['status']).to.equal('closed');
  });

  it('that iTop refuses changes nothing here, and says why', async () => {
    const { id, ref } = await inItop();
    house.itop.trouble('core/apply_stimulus', {
      code: 100,
      message: 'Error: Missing mandatory attribute(s): service_id.',
    });
    const answer = await close(id);
    expect(answer.body['error']).to.equal('provider_close_failed');
    expect(answer.status).to.be.oneOf([409, 503]);
    expect(textIn(answer.body, 'detail')).to.contain('service_id');
    expect(await house.ticket(id)).to.include({ status: 'new', provider_sync_status: 'close_failed' });
    expect((await house.events('provider_close_failed', id)).length).to.be.at.least(1);
    const again = await close(id);
    expect(again.status).to.equal(200);
    expect([(await house.ticket(id))['provider_sync_status'], there(ref)['status']]).to.deep.equal([
      'synced',
      'resolved',
    ]);
  });

  it('that nobody becomes assigned to is refused after the wait, and not forced', async () => {
    const { id, ref } = await inItop();
    house.itop.trouble(
      'core/apply_stimulus',
      { code: 100, message: "Invalid stimulus: 'ev_resolve'" },
      { code: 100, message: "Invalid stimulus: 'ev_assign'" },
    );
    const answer = await close(id);
    expect(textIn(answer.body, 'detail')).to.contain('did not become assigned');
    expect(there(ref)['status']).to.equal('new');
  }).timeout(10_000);

  it('waits for an iTop that is down, and the ticket is resolved here meanwhile', async () => {
    const { id, ref } = await inItop();
    await house.itop.goDown();
    const answer = await close(id);
    expect([answer.status, resultOf(answer)['status']]).to.deep.equal([200, 'queued']);
    expect((await house.ticket(id))['status']).to.equal('resolved');
    await house.itop.start();
    await house.letPausesEnd();
    await house.tell();
    expect(there(ref)['status']).to.equal('resolved');
  });

  it('of a ticket that is still on its way there follows right after it', async () => {
    const id = await fileTicket(house.api, 'admin');
    const answer = await close(id);
    expect(resultOf(answer)).to.include({ reason: 'provider_not_synced', provider_sync_status: 'pending_create' });
    expect(await house.tell()).to.equal(2);
    expect(there(textIn(await house.ticket(id), 'provider_ref'))['status']).to.equal('resolved');
  });

  it('is not asked for by itself', async () => {
    const { id, ref } = await inItop();
    const answer = await close(id, { close_provider: false });
    expect(resultOf(answer)).to.include({ status: 'skipped', reason: 'not_requested' });
    await house.tell();
    expect(there(ref)['status']).to.equal('new');
    const open = await close((await inItop()).id, { status: 'in_progress' });
    expect(resultOf(open)['status']).to.equal('skipped');
  });

  it('of a ticket that is only here is skipped, with the reason', async () => {
    const made = await house.api.call('admin', 'POST', '/api/tickets', { title: 'Local', provider: 'local' });
    const answer = await close(numberIn(made.body, 'id'));
    expect(resultOf(answer)).to.deep.equal({
      status: 'skipped',
      reason: 'provider_not_synced',
      provider: 'local',
      provider_sync_status: 'local_only',
    });
  });

  it('of a change goes the way of changes, and says where it stands when that is not yet', async () => {
    const { id, ref } = await inItop({ ticket_class: 'RoutineChange' });
    const early = await close(id, { status: 'implemented' });
    expect(textIn(early.body, 'detail')).to.contain("Invalid stimulus: 'ev_finish'").and.contain("in state 'new'");
    house.itop.objects.edit('RoutineChange', ref, { status: 'implemented' });
    await close(id, { status: 'implemented' });
    expect(there(ref, 'RoutineChange')['status']).to.equal('closed');
  });
});
