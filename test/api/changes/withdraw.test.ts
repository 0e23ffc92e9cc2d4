import { expect } from 'chai';
import { mayWithdraw } from '../../../api/changes/mayWithdraw.js';
import { withdrawChange } from '../../../api/changes/withdrawChange.js';
import type { Caller } from '../../../api/http/caller.js';
import { highRiskRestart, lowRiskRestart, openHouse, type House } from './house.js';

describe('taking back a request', () => {
  let house: House;
  before(async () => {
    house = await openHouse();
  });

  const withdraw = async (id: number, by: Caller, reason: string | null = null): Promise<string> =>
    (await withdrawChange(house.db, id, by, reason)).kind;
  const ticketOf = async (id: number): Promise<number> => (await house.change(id)).ticket_id ?? 0;

  it('is for the agent that asked: its ticket goes on, and the gate says who and why', async () => {
    const agent = await house.agent(await house.ticket());
    const id = await house.gate(highRiskRestart, { caller: agent });
    expect(await withdraw(id, agent, 'It came up by itself')).to.equal('withdrawn');
    expect(await house.change(id)).to.include({
      state: 'withdrawn',
      state_reason: `withdrawn by ${agent.displayName}: It came up by itself`,
      decided_by_person_id: null,
    });
    expect(await house.one(`select status from tickets where id = $1`, [await ticketOf(id)])).to.equal('in_progress');
    expect(await house.auditOf(id)).to.deep.equal(['change_requested', 'change_withdrawn']);
    const note = await house.one<string>(
      `select body from ticket_notes where ticket_id = $1 and source = 'approval-gate' order by id desc limit 1`,
      [await ticketOf(id)],
    );
    expect(note).to.match(/was \*\*withdrawn\*\* by .*Nothing of it runs\. Reason: It came up by itself/);
    expect(
      await house.one(`select payload ->> 'text' from outbox where once_key = $1`, [`gate_closed:${id}`]),
    ).to.equal(note);
  });

  it('is for who asked in person, for whose ticket it is, and for who administers changes', async () => {
    for (const [asker, by] of [
      ['bo', 'bo'],
      ['bo', 'ana'],
      ['bo', 'ada'],
    ] as const) {
      const id = await house.gate(highRiskRestart, { caller: await house.caller(asker) });
      expect(await withdraw(id, await house.caller(by)), by).to.equal('withdrawn');
    }
  });

  it('is not for another agent, another person, a service or the platform, whatever their permissions are', async () => {
    const ticketId = await house.ticket();
    const agent = await house.agent(ticketId);
    const id = await house.gate(highRiskRestart, { caller: agent });
    const everything = ['*'];
    for (const other of [
      { ...(await house.agent(await house.ticket())), capabilities: everything },
      { ...(await house.agent(ticketId)), capabilities: everything },
      await house.caller('cy'),
      await house.caller('max'),
      { ...(await house.service()), capabilities: everything },
      { ...(await house.system()), capabilities: everything },
    ])
      expect(await withdraw(id, other), other.name).to.equal('not_theirs');
    expect((await house.change(id)).state).to.equal('pending');
  });

  it('is too late once it was decided, withdrawn or out of time, and says the state', async () => {
    const agent = await house.agent(await house.ticket());
    const id = await house.gate(lowRiskRestart, { caller: agent });
    await house.vote(id, 'bo');
    expect(await withdraw(id, agent)).to.equal('not_pending');
    expect((await house.change(id)).state).to.equal('approved');
    const other = await house.gate(highRiskRestart, { caller: agent });
    expect(await withdraw(other, agent)).to.equal('withdrawn');
    expect(await withdraw(other, agent)).to.equal('not_pending');
    const late = await house.gate({ ...highRiskRestart, target: 'web-2' }, { caller: agent });
    await house.clock('expires_at from changes where id = $1', late);
    const outcome = await withdrawChange(house.db, late, agent, null);
    await house.clock(null);
    expect(outcome).to.include({ kind: 'not_pending' });
    expect((await house.change(late)).state).to.equal('expired');
    expect(await withdrawChange(house.db, 999_999, agent, null)).to.deep.equal({ kind: 'not_found' });
  });

  it('against a vote at the same moment has one end, and a vote after it is told so', async () => {
    for (let round = 0; round < 10; round += 1) {
      const agent = await house.agent(await house.ticket());
      const id = await house.gate(lowRiskRestart, { caller: agent });
      const [taken, vote] = await Promise.all([withdraw(id, agent), house.vote(id, 'bo', {}, house.replica)]);
      const { state } = await house.change(id);
      expect([taken, vote.kind, state]).to.be.deep.oneOf([
        ['withdrawn', 'late', 'withdrawn'],
        ['not_pending', 'applied', 'approved'],
      ]);
    }
  });

  it('lets its agent go on as soon as nothing else is open', async () => {
    const agent = await house.agent(await house.ticket());
    const ids = [
      await house.gate(highRiskRestart, { caller: agent }),
      await house.gate(lowRiskRestart, { caller: agent }),
    ];
    const status = async (): Promise<unknown> =>
      house.one('select status from tickets where id = $1', [await ticketOf(ids[0] ?? 0)]);
    await withdraw(ids[0] ?? 0, agent);
    expect(await status()).to.equal('pending_approval');
    await withdraw(ids[1] ?? 0, agent);
    expect(await status()).to.equal('in_progress');
  });

  it('never goes by a principal that there is not', () => {
    const nobody = { type: 'system', principalId: 0, personId: null, capabilities: ['*'], run: null } as const;
    expect(mayWithdraw({ requested_by_principal_id: 0, agent_id: null }, null, nobody)).to.equal(false);
    const person = { ...nobody, type: 'person', principalId: 5, personId: 7, capabilities: [] } as const;
    expect(mayWithdraw({ requested_by_principal_id: 6, agent_id: null }, null, person)).to.equal(false);
    expect(mayWithdraw({ requested_by_principal_id: 6, agent_id: null }, 7, person)).to.equal(true);
    const turn = { ...nobody, type: 'agent', run: { kind: 'turn', turnId: 1, sessionId: 1, attempt: 1 } } as const;
    expect(mayWithdraw({ requested_by_principal_id: 0, agent_id: null }, null, turn)).to.equal(false);
  });
});
