import { expect } from 'chai';
import { finishTask } from '../../../api/agents/index.js';
import { textIn, type Fields } from '../../support/api.js';
import { fileTicket, startTask, type TaskRun } from '../../support/runs.js';
import { startHouse, type Furniture, type House } from './house.js';

describe('an answer that the requester writes in iTop', () => {
  let house: House & Furniture;
  let id: number;
  let ref: string;
  let run: TaskRun;
  before(async () => {
    house = await startHouse();
  });
  after(() => house?.stop());
  beforeEach(async () => {
    // What an earlier test left to be begun is not what this one claims.
    await house.api.db.query(`update agent_tasks set status = 'stopped' where status = 'queued'`);
    id = await fileTicket(house.api, 'admin', { requester_name: 'Ana', requester_email: 'ana@example.org' });
    await house.tell();
    ref = textIn(await house.ticket(id), 'provider_ref');
    run = await startTask(house.api, id);
  });

  const ask = async (question = 'Which floor?'): Promise<void> => {
    const path = `/api/tickets/${id}/request-info`;
    expect((await house.api.call({ token: run.token }, 'POST', path, { question })).status).to.equal(200);
    await house.tell();
    house.itop.objects.tick(10);
  };
  const write = async (author: string, text: string, log = 'public_log'): Promise<void> => {
    house.itop.objects.write('UserRequest', ref, log, author, text);
    await house.look();
    house.itop.objects.tick(10);
  };
  const status = async (): Promise<unknown> => (await house.ticket(id))['status'];
  const received = async (): Promise<Fields[]> => house.events('user_response_received', id);
  const agents = async (): Promise<Fields[]> =>
    (
      await house.api.db.query<Fields>(
        `select a.id, a.status, task.status as task from agents a join agent_tasks task on task.id = a.last_task_id
         where a.ticket_id = $1 order by a.id`,
        [id],
      )
    ).rows;
  const waits = (): Promise<unknown> =>
    house.api.db.query(
      `with task as (update agent_tasks set status = 'awaiting_user_response', lease_owner = null where id = $1)
       update agents set status = 'awaiting_user_response' where id = $2`,
      [run.lease.id, run.agentId],
    );

  it('brings the status from before the question back, and the agent that waits goes on with its own task', async () => {
    await ask();
    await waits();
    expect(await status()).to.equal('awaiting_user_response');
    await write('Ana', 'The second floor.');
    const ticket = await house.ticket(id);
    expect(ticket['status']).to.equal('in_progress');
    expect(ticket['provider_payload'], 'the question is answered').to.not.have.property('awaiting_user_response');
    expect(await agents()).to.deep.equal([{ id: run.agentId, status: 'spawned', task: 'queued' }]);
    const note = (await house.notes(id)).at(-1);
    expect(note).to.include({
      source: 'itop',
      author: 'itop_sync',
      audience: 'user',
      body: 'Ana:\n\nThe second floor.',
    });
    expect((await received()).map(({ actor, details }) => [actor, (details as Fields)['note_id']])).to.deep.equal([
      ['itop_sync', note?.['id']],
    ]);
  });

  it('is not sent back there, and is not taken twice', async () => {
    await ask();
    await write('Ana', 'The second floor.');
    await house.look();
    expect(await house.tell()).to.equal(0);
    expect(house.itop.objects.log('UserRequest', ref)).to.have.length(2);
    expect(await received()).to.have.length(1);
  });

  it('reaches an agent that still works as steering, and the ticket waits no longer', async () => {
    await ask();
    await write('Ana', 'The second floor.');
    expect(await status()).to.equal('in_progress');
    const { rows } = await house.api.db.query<Fields>('select body from agent_steering_events where agent_id = $1', [
      run.agentId,
    ]);
    expect(rows.map(({ body }) => body)).to.deep.equal(['Ana:\n\nThe second floor.']);
    expect(await agents()).to.have.length(1);
  });

  it('is followed by another agent when the one that had asked has ended', async () => {
    await ask();
    await finishTask(house.api.db, run.lease, { stopped: false, how: 'ended', reference: 'x', last: true });
    await write('Ana', 'The second floor.');
    expect(await status()).to.equal('in_progress');
    const all = await agents();
    expect(all.map(({ status: how }) => how)).to.deep.equal(['failed', 'spawned']);
    const { rows } = await house.api.db.query<Fields>('select prompt from agent_tasks where agent_id = $1', [
      all[1]?.['id'],
    ]);
    expect(rows[0]?.['prompt']).to.contain('The requester has answered');
  });

  it('is known by the address of the caller as well, however it is written', async () => {
    await ask();
    await write(' ANA@example.org ', 'The second floor.');
    expect(await status()).to.equal('in_progress');
  });

  it('brings back a status other than work in progress', async () => {
    await house.api.call('admin', 'POST', `/api/tickets/${id}/status`, { status: 'blocked', reason: 'x' });
    await ask();
    await write('Ana', 'The second floor.');
    expect(await status()).to.equal('blocked');
  });

  describe('is none when', () => {
    const still = async (): Promise<void> => {
      expect(await status()).to.equal('awaiting_user_response');
      expect(await received()).to.deep.equal([]);
    };

    it('it is the desk that writes, where the caller reads it too', async () => {
      await ask();
      await write('Al Agent', 'We are waiting for her.');
      await still();
    });

    it('it stands in the log of the desk, whoever signed it', async () => {
      await ask();
      await write('Ana', 'Said on the phone: second floor.', 'private_log');
      await still();
    });

    it('it is our own words that came back', async () => {
      await ask();
      await house.api.call('admin', 'POST', `/api/tickets/${id}/notes`, { body: 'Please look.', visibility: 'user' });
      await house.tell();
      // As an account in the caller's own name would sign them.
      for (const entry of house.itop.objects.log('UserRequest', ref)) entry.user_login = 'Ana';
      await house.look();
      await still();
    });

    it('it was written before the question, and is read together with it', async () => {
      house.itop.objects.tick(10);
      house.itop.objects.write('UserRequest', ref, 'public_log', 'Ana', 'It is urgent.');
      await ask();
      await house.look();
      await still();
      expect((await house.notes(id)).at(-1)).to.include({ source: 'itop', body: 'Ana:\n\nIt is urgent.' });
      await write('Ana', 'The second floor.');
      expect(await status()).to.equal('in_progress');
    });

    it('the caller is whom we put where iTop knows nobody', async () => {
      id = await fileTicket(house.api, 'admin', { requester_name: 'Nobody there' });
      await house.tell();
      ref = textIn(await house.ticket(id), 'provider_ref');
      await house.api.call('admin', 'POST', `/api/tickets/${id}/request-info`, { question: 'Which floor?' });
      await house.tell();
      house.itop.objects.tick(10);
      await write('Service Desk', 'Forwarded to her.');
      await still();
    });
  });

  it('changes nothing about a ticket that waits for nobody', async () => {
    house.itop.objects.tick(10);
    await write('Ana', 'By the way, it is the second floor.');
    expect(await status()).to.equal('in_progress');
    expect(await received()).to.deep.equal([]);
  });
});
