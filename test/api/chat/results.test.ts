import { expect } from 'chai';
import { numberIn, type Fields } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { conversation } from './conversation.js';

describe('the result of a turn', () => {
  const talk = conversation();
  const file = async (token: string, fields: Fields = {}): Promise<number> => {
    const filed = await talk.api.call({ token }, 'POST', '/api/tickets', {
      ...{ title: 'Disk full', owning_group: 'Cloud Operations', ...fields },
    });
    return numberIn(filed.body, 'id');
  };

  it('general is an answer and nothing else', async () => {
    const turn = await talk.send('What is the VPN?');
    const work = await talk.claim(turn);
    await talk.answer(work, { mode: 'general', reply: 'A tunnel.', classification: { intent: 'made up' } });
    expect((await talk.outcome(turn)).body).to.deep.equal({
      ...{ session_id: work.brief.session_id, turn_id: turn, harness: 'builtin', model: null, attachments: [] },
      ...{ reply: 'A tunnel.', classification: {}, ticket_id: null, created_ticket: false, artifacts: [] },
    });
  });

  it('artifact is an answer with what was made', async () => {
    const turn = await talk.send('Write me a script');
    const made = { filename: 'a.sh', kind: 'bash', validation_passed: true };
    await talk.answer(await talk.claim(turn), { mode: 'artifact', reply: 'Here it is.', artifacts: [made] });
    expect((await talk.outcome(turn)).body).to.deep.include({ ticket_id: null, artifacts: [made] });
  });

  it('ticket names the ticket, its rule and its agent, and opens no gate', async () => {
    const turn = await talk.send('The disk of web-1 is full');
    const work = await talk.claim(turn);
    const ticket = await file(work.token);
    const started = await talk.api.call({ token: work.token }, 'POST', `/api/tickets/${ticket}/assign-agent`, {
      harness: 'codex',
    });
    const classification = {
      ...{ intent: 'host-disk', ticket_class: 'Incident', priority: 'P2', assignment_group: 'Cloud Operations' },
      ...{ agent_approval_decision: 'approved', approval_authority: 'the agent' },
    };
    await talk.answer(work, { mode: 'ticket', reply: 'Filed.', ticket_id: String(ticket), classification });
    const { body } = await talk.outcome(turn);
    expect(body).to.deep.include({
      ...{ reply: 'Filed.', ticket_id: ticket, created_ticket: true, continued_ticket: false, change_id: null },
      agent: { status: 'spawned', agent_id: started.body['agent_id'], harness: 'codex' },
      classification: {
        ...{ source: 'agent-tool', intent: 'host-disk', ticket_class: 'Incident', priority: 'P2' },
        ...{ assignment_group: 'Cloud Operations', approval_policy: 'system-enforced' },
        approval_authority: 'platform-policy-and-provider-barriers',
        agent_approval_decision: 'not-authorized',
      },
    });
    const { rows } = await talk.api.db.query<Fields>(
      `select role, body, ticket_id from ops_chat_messages where session_id = $1 order by id`,
      [work.brief.session_id],
    );
    expect(rows).to.deep.equal([
      { role: 'user', body: 'The disk of web-1 is full', ticket_id: null },
      { role: 'assistant', body: 'Filed.', ticket_id: ticket },
    ]);
  });

  it('ticket that nobody started on is for a person of its group', async () => {
    const turn = await talk.send('The disk of web-2 is full', { spawn_agent: false });
    const work = await talk.claim(turn);
    expect(work.brief.spawn_agent).to.equal(false);
    const ticket = await file(work.token);
    await talk.answer(work, { mode: 'ticket', reply: 'Filed.', ticket_id: ticket });
    expect((await talk.outcome(turn)).body['agent']).to.deep.equal({ status: 'skipped' });
    expect((await talk.api.call('ana', 'GET', `/api/tickets/${ticket}`)).body).to.include({
      ...{ waiting_for: 'a person of Cloud Operations', worked_by: 'person' },
    });
  });

  it('ticket-update continues a ticket of the conversation', async () => {
    const first = await talk.send('The disk of web-3 is full');
    const work = await talk.claim(first);
    const ticket = await file(work.token);
    await talk.answer(work, { mode: 'ticket', reply: 'Filed.', ticket_id: ticket });
    const second = await talk.send('Now web-4 as well', { session_id: work.brief.session_id });
    const more = await talk.claim(second);
    expect(more.brief.tickets.map(({ id, title }) => [id, title])).to.deep.equal([[ticket, 'Disk full']]);
    await talk.answer(more, {
      mode: 'ticket-update',
      reply: 'Noted.',
      ticket_id: ticket,
      status_update: 'in_progress',
    });
    expect((await talk.outcome(second)).body).to.include({
      ...{ ticket_id: ticket, created_ticket: false, continued_ticket: true, change_id: null },
    });
  });

  it('question asks with its choices, and the next message of the session is its answer', async () => {
    const first = await talk.send('It is broken');
    const work = await talk.claim(first);
    await talk.answer(work, { mode: 'question', question: 'What is it?', choices: ['Laptop', 7], reply: 'ignored' });
    expect((await talk.outcome(first)).body).to.deep.include({
      ...{ reply: 'What is it?', question: 'What is it?', choices: ['Laptop', '7'], ticket_id: null },
    });
    const second = await talk.send('The laptop', { session_id: work.brief.session_id });
    const next = await talk.claim(second);
    expect(next.brief.question).to.deep.include({
      ...{ question: 'What is it?', choices: ['Laptop', '7'], answer: 'The laptop' },
    });
    expect(next.brief.history).to.deep.equal([
      { role: 'user', body: 'It is broken' },
      { role: 'assistant', body: 'What is it?' },
    ]);
    await talk.answer(next, { mode: 'general', reply: 'Restart it.' });
    const third = await talk.send('Thanks', { session_id: work.brief.session_id });
    const last = await talk.claim(third);
    expect(last.brief.question, 'answered once').to.equal(null);
    await talk.answer(last, { mode: 'general', reply: 'You are welcome.' });
  });

  it('has to say what its mode promises', async () => {
    const work = await talk.claim(await talk.send('Anything'));
    const wrong: readonly (readonly [Fields, string])[] = [
      [{}, 'body.mode'],
      [{ mode: 'approve', reply: 'x' }, 'body.mode'],
      [{ mode: 'general' }, 'body.reply'],
      [{ mode: 'general', reply: ' \n' }, 'body.reply'],
      [{ mode: 'general', reply: 'x'.repeat(20_001) }, 'body.reply'],
      [{ mode: 'question', reply: 'x' }, 'body.question'],
      [{ mode: 'question', question: ' ' }, 'body.question'],
      [{ mode: 'question', question: 'x', choices: ['1', '2', '3', '4', '5', '6'] }, 'body.choices'],
      [{ mode: 'ticket', reply: 'x' }, 'body.ticket_id'],
      [{ mode: 'ticket-update', reply: 'x', ticket_id: null }, 'body.ticket_id'],
      [{ mode: 'ticket', reply: 'x', ticket_id: 'twelve' }, 'body.ticket_id'],
      [{ mode: 'artifact', reply: 'x', artifacts: ['a.sh'] }, 'body.artifacts.0'],
    ];
    for (const [body, at] of wrong) {
      const refused = await talk.result(work, body);
      const paths = ((refused.body['errors'] ?? []) as Fields[]).map(({ path }) => path);
      expect(
        [refused.status, paths.includes(at)],
        `${JSON.stringify(body).slice(0, 60)} ${paths.join()}`,
      ).to.deep.equal([422, true]);
    }
    await talk.answer(work, { mode: 'general', reply: 'x' });
  });

  it('stores what the database could not', async () => {
    const turn = await talk.send('a\u0000b \ud800 c');
    const work = await talk.claim(turn);
    expect(work.brief.message.body).to.equal('ab \ufffd c');
    await talk.answer(work, {
      ...{ mode: 'artifact', reply: 'r\u0000\udc00', artifacts: [{ 'na\u0000me': '\ud800' }] },
      ...{ status_update: { deep: ['\u0000'] }, classification: { intent: '\u0000' } },
    });
    expect((await talk.outcome(turn)).body).to.deep.include({
      reply: 'r\ufffd',
      artifacts: [{ name: '\ufffd' }],
    });
  });

  describe('written again before the run ends', () => {
    const last = async (...results: Fields[]): Promise<Fields> => {
      const turn = await talk.send('Two results');
      const work = await talk.claim(turn);
      const ticket = await file(work.token);
      for (const result of results.slice(0, -1))
        await talk.result(work, 'ticket_id' in result ? { ...result, ticket_id: ticket } : result);
      await talk.answer(work, results.at(-1) ?? {});
      return (await talk.outcome(turn)).body;
    };
    const general = { mode: 'general', reply: 'By the way' };

    for (const [what, structured, expected] of [
      ['a ticket', { mode: 'ticket', reply: 'Filed.', ticket_id: 0 }, { reply: 'Filed.', created_ticket: true }],
      ['a question', { mode: 'question', question: 'Which?' }, { reply: 'Which?', question: 'Which?' }],
      ['an artifact', { mode: 'artifact', reply: 'Made.', artifacts: [{ a: 1 }] }, { reply: 'Made.' }],
    ] as const)
      it(`keeps ${what} against a later plain answer`, async () => {
        expect(await last(structured, general)).to.include(expected);
      });

    it('takes the later one otherwise', async () => {
      expect(await last(general, { mode: 'general', reply: 'Better' })).to.include({ reply: 'Better' });
      expect(await last(general, { mode: 'question', question: 'Which?' })).to.include({ question: 'Which?' });
    });

    it('says to the agent which one counts', async () => {
      const work = await talk.claim(await talk.send('Which one counts'));
      const ticket = await file(work.token);
      await talk.result(work, { mode: 'ticket', reply: 'Filed.', ticket_id: ticket });
      expect((await talk.result(work, general)).body).to.deep.equal({
        ...{ accepted: true, mode: 'ticket', reply: 'Filed.', ticket_id: ticket },
      });
      await talk.finish(work);
    });
  });

  it('cannot claim a ticket of another conversation, whatever the mode', async () => {
    const foreign = await fileTicket(talk.api, 'ana');
    const work = await talk.claim(await talk.send('Steal it'));
    for (const mode of ['ticket', 'ticket-update', 'general']) {
      const refused = await talk.result(work, { mode, reply: 'x', ticket_id: foreign });
      expect([refused.status, refused.body['error']], mode).to.deep.equal([422, 'not_own_ticket']);
      expect(refused.body['errors']).to.deep.equal([{ path: 'body.ticket_id', message: 'not of this session' }]);
    }
    expect((await talk.result(work, { mode: 'ticket', reply: 'x', ticket_id: 999_999 })).status).to.equal(422);
    await talk.answer(work, { mode: 'general', reply: 'No.' });
  });

  it('is for the run of this very turn', async () => {
    const [one, two] = [await talk.send('One'), await talk.send('Two', {}, 'bo')];
    const [first, second] = [await talk.claim(one), await talk.claim(two)];
    const body = { mode: 'general', reply: 'x' };
    const put = (token: string, id: number): ReturnType<typeof talk.api.call> =>
      talk.api.call({ token }, 'PUT', `/api/ops-chat/turns/${id}/result`, body);
    expect((await put(first.token, two)).body).to.include({ status: 404, error: 'turn_not_found' });
    expect((await put(first.token, 999_999)).status).to.equal(404);
    expect((await talk.api.call('ana', 'PUT', `/api/ops-chat/turns/${one}/result`, body)).status).to.equal(403);
    expect((await talk.api.call({ token: first.token }, 'GET', `/api/ops-chat/turns/${two}`)).status).to.equal(404);
    await talk.answer(first, body);
    expect((await put(first.token, one)).body).to.include({ status: 401, error: 'run_token_not_current' });
    await talk.answer(second, body);
  });
});
