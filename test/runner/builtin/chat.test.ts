import { rm } from 'node:fs/promises';
import { expect } from 'chai';
import { openPlatform, type Platform } from '../toolbelt/platformDouble.js';
import { emptyWorkspace, runProgram } from '../toolbelt/runProgram.js';

describe('builtin in a chat turn', () => {
  let platform: Platform;
  let cwd: string;
  beforeEach(async () => {
    platform = await openPlatform();
    cwd = await emptyWorkspace();
  });
  afterEach(async () => {
    await platform.close();
    await rm(cwd, { recursive: true });
  });

  async function say(body: string): Promise<Record<string, unknown>> {
    platform.state.turn.message.body = body;
    const { code, stdout } = await runProgram('builtin', [], platform.turnEnv, cwd);
    expect(code, stdout).to.equal(0);
    for (const line of stdout.trim().split('\n')) expect(JSON.parse(line)).to.have.property('type');
    return platform.state.results.at(-1) ?? {};
  }
  const openTicket = (id: number, group: string, status = 'in_progress'): void => {
    const row = { id, title: `Ticket ${id}`, status, priority: 'P3', assignment_group: group, owning_group: group };
    platform.state.turn.tickets.push(row);
    platform.state.tickets.set(id, { ...row });
  };

  it('answers a greeting without a ticket, and in Portuguese where it is Portuguese', async () => {
    expect(await say('hello')).to.include({ mode: 'general' });
    expect((await say('bom dia!'))['reply']).to.match(/^Olá/);
    expect(platform.state.tickets.size).to.equal(0);
  });

  it('files what a workflow covers, starts its agent, and says number, group, priority, what is next and that no model was used', async () => {
    const result = await say('disk is nearly full on the build host, builds fail since 8, can someone check?');
    expect(result).to.include({ mode: 'ticket', ticket_id: 40 });
    expect(result['reply']).to.match(/#40.*Infrastructure Operations.*P\d.*agent works on it now.*No model was used/s);
    expect(platform.calls('POST', /assign-agent$/)).to.have.length(1);
    expect(platform.state.tickets.get(40)).to.include({
      owning_group: 'Infrastructure Operations',
      requester_name: 'Ana',
    });
  });

  it('leaves what no workflow covers to a person of the group', async () => {
    const result = await say('since this morning the VPN drops every five minutes when I work from home');
    expect(result['reply']).to.contain('waits for a person of Network Operations');
    expect(platform.calls('POST', /assign-agent$/)).to.have.length(1);
  });

  it('answers German politely in English', async () => {
    const result = await say('Hallo, mein Drucker im dritten Stock ist kaputt, kann bitte jemand kommen?');
    expect(result['mode']).to.equal('ticket');
    expect(result['reply']).to.match(/German.*excuse the English.*Ticket #40/s);
  });

  it('asks one question about "my thing is broken" and goes on from the number that answers it', async () => {
    const asked = await say('my thing is broken');
    expect(asked).to.include({ mode: 'question', question: 'What is it about?' });
    const choices = asked['choices'] as string[];
    expect(choices).to.have.length(3);
    platform.state.turn.question = { id: 4, question: 'What is it about?', choices, answer: null };
    platform.state.turn.history = [
      { role: 'user', body: 'my thing is broken' },
      { role: 'assistant', body: 'What is it about?' },
    ];
    const result = await say('3');
    expect(result['reply']).to.contain('Network Operations');
    expect(platform.state.tickets.get(40)?.title).to.equal('My thing is broken');
    expect(platform.state.tickets.get(40)?.['description']).to.contain(choices[2]);
  });

  it('goes on from an answer in words, and never asks twice', async () => {
    platform.state.turn.question = { id: 4, question: 'What is it about?', choices: ['A', 'B'], answer: null };
    platform.state.turn.history = [
      { role: 'user', body: 'my thing is broken' },
      { role: 'assistant', body: 'What is it about?' },
    ];
    expect((await say('the printer on floor 2'))['reply']).to.contain('Endpoint Support');
    platform.state.tickets.clear();
    expect(await say('no idea')).to.include({ mode: 'ticket' });
  });

  it('tells the present status of the ticket that is asked about, and of no other conversation', async () => {
    openTicket(12, 'Network Operations');
    expect((await say('any news on #12?'))['reply']).to.match(/#12.*in progress.*Network Operations/);
    expect((await say('status 99'))['reply']).to.contain('#99 is not one of this conversation');
  });

  it('brings a follow-up to its ticket, and a matter of another group to a new one', async () => {
    openTicket(12, 'Network Operations');
    expect(await say('it also happens on the second floor')).to.include({ mode: 'ticket-update', ticket_id: 12 });
    expect(platform.calls('POST', /user-response$/)[0]?.body).to.include({
      response: 'it also happens on the second floor',
      resume_agent: true,
    });
    expect(await say('the toner of the printer on floor 2 is empty')).to.include({ mode: 'ticket', ticket_id: 41 });
  });

  it('cancels when it is told to, and not for "do not cancel"', async () => {
    openTicket(12, 'Network Operations');
    expect(await say('please do not cancel my ticket, it still happens')).to.include({ mode: 'ticket-update' });
    expect(platform.state.tickets.get(12)?.status).to.equal('in_progress');
    expect((await say('please cancel my ticket, it works again'))['reply']).to.contain('#12 is cancelled');
    expect(platform.state.tickets.get(12)?.status).to.equal('cancelled');
  });

  it('asks which ticket to cancel when there are two, and cancels that one', async () => {
    openTicket(12, 'Network Operations');
    openTicket(13, 'DevSecOps');
    const asked = await say('cancel my ticket');
    expect(asked['choices']).to.deep.equal(['#13 Ticket 13', '#12 Ticket 12']);
    platform.state.turn.question = { id: 4, question: asked['question'], choices: asked['choices'], answer: null };
    platform.state.turn.history = [
      { role: 'user', body: 'cancel my ticket' },
      { role: 'assistant', body: String(asked['question']) },
    ];
    await say('the second one');
    expect([12, 13].map((id) => platform.state.tickets.get(id)?.status)).to.deep.equal(['cancelled', 'in_progress']);
  });

  it('files one ticket when the turn is run again after a crash', async () => {
    await say('since this morning the VPN drops every five minutes');
    const again = await say('since this morning the VPN drops every five minutes');
    expect(again['ticket_id']).to.equal(40);
    expect(platform.state.tickets.size).to.equal(1);
  });

  it('ends with 1, says why and does nothing more when its lease is gone', async () => {
    platform.state.turn.message.body = 'hello';
    platform.state.token = 'run-token-2';
    const { code, stdout } = await runProgram('builtin', [], platform.turnEnv, cwd);
    expect(code).to.equal(1);
    expect(JSON.parse(stdout.trim())).to.include({ type: 'error' });
    expect(stdout).to.contain('lease is gone');
    expect(platform.state.results).to.have.length(0);
  });
});
