import { expect } from 'chai';
import { openBelt, type Belt } from '../belt.js';

describe('create-ticket', () => {
  let belt: Belt;
  beforeEach(async () => {
    belt = await openBelt();
    belt.platform.state.turn.message.body = 'since this morning the VPN drops every five minutes when I work from home';
  });
  afterEach(() => belt.close());
  const filed = (): Record<string, unknown> => belt.platform.calls('POST', /\/tickets$/).at(-1)?.body ?? {};
  const started = () => belt.platform.calls('POST', /assign-agent$/);

  it('needs nothing: title, class, priority, group and reply come from the message and the rules', async () => {
    const printed = await belt.works('create-ticket');
    expect(filed()).to.include({
      title: 'Since this morning the VPN drops every five minutes when I work from home',
      description: belt.platform.state.turn.message.body,
      assignee_team: 'Network Operations',
      owning_group: 'Network Operations',
      requester_name: 'Ana',
      affected_user_name: 'Ana',
      auto_assign: false,
      sync_provider: true,
    });
    expect(filed()['ticket_class']).to.be.oneOf(['Incident', 'UserRequest', 'NormalChange']);
    expect(printed).to.include({ mode: 'ticket', ticket_id: 40 });
    expect(printed['reply']).to.match(/^Ticket #40, ".*"\. Owner: Network Operations, priority P\d\./);
    expect(belt.result()).to.deep.include({ mode: 'ticket', ticket_id: 40, reply: printed['reply'] });
  });

  it('passes on every option that describes the ticket', async () => {
    await belt.works(
      'create-ticket',
      ...[
        '--title',
        'VPN drops',
        '--description',
        'Every five minutes.',
        '--ticket-class',
        'Incident',
        '--priority',
        'P1',
      ],
      ...['--assignment-group', 'Network Operations', '--intent', 'VPN & Wi-Fi!', '--reply', 'We look at it.'],
      ...['--requester-name', 'Bea', '--requester-email', 'bea@example.org'],
      ...['--affected-user-name', 'Caio', '--affected-user-email', 'caio@example.org'],
      ...[
        '--opened-by-name',
        'Dora',
        '--opened-by-email',
        'dora@example.org',
        '--provider',
        'itop',
        '--no-sync-provider',
      ],
    );
    expect(filed()).to.deep.equal({
      ...{ title: 'VPN drops', description: 'Every five minutes.', ticket_class: 'Incident', priority: 'P1' },
      ...{ assignee_team: 'Network Operations', owning_group: 'Network Operations', auto_assign: false },
      ...{ requester_name: 'Bea', requester_email: 'bea@example.org' },
      ...{ affected_user_name: 'Caio', affected_user_email: 'caio@example.org' },
      ...{ opened_by_name: 'Dora', opened_by_email: 'dora@example.org', provider: 'itop', sync_provider: false },
    });
    expect(belt.result()).to.deep.equal({
      ...{ mode: 'ticket', reply: 'We look at it.', ticket_id: 40 },
      classification: {
        ...{ source: 'agent-tool', intent: 'vpn-wi-fi', ticket_class: 'Incident' },
        ...{ priority: 'P1', assignment_group: 'Network Operations' },
      },
    });
    expect(belt.platform.calls('POST', /classify$/)).to.have.length(0);
  });

  it('accepts the options that an older prompt still gives, and does nothing with them', async () => {
    await belt.works(
      'create-ticket',
      '--channel',
      'matrix',
      '--session-id',
      '3',
      '--history-file',
      'ops_chat_history.txt',
    );
    expect(filed()).to.not.have.any.keys('channel', 'session_id', 'history_file');
  });

  it('takes message and reply from files, and its address and name from the turn', async () => {
    belt.platform.state.turn.requester.email = 'ana@example.org';
    await belt.write('m.txt', 'the toner of the printer on floor 2 is empty');
    await belt.write('r.txt', 'New toner is on its way.');
    await belt.works('create-ticket', '--message-file', 'm.txt', '--reply-file', 'r.txt');
    expect(filed()).to.include({
      description: 'the toner of the printer on floor 2 is empty',
      owning_group: 'Endpoint Support',
      requester_email: 'ana@example.org',
    });
    expect(belt.result()['reply']).to.equal('New toner is on its way.');
  });

  it('means the requester by "me", "user" and their like, in any case', async () => {
    for (const word of ['me', 'Myself', 'USER', 'the requester', 'eu', 'ich']) {
      belt.platform.state.tickets.clear();
      await belt.works('create-ticket', '--affected-user-name', word);
      expect(filed()['affected_user_name'], word).to.equal('Ana');
    }
    belt.platform.state.tickets.clear();
    await belt.works('create-ticket', '--affected-user-name', 'Caio', '--requester-name', 'Bea');
    expect(filed()).to.include({ affected_user_name: 'Caio', requester_name: 'Bea' });
  });

  it('keeps the group that the caller named, and does not lend it the priority of another subject', async () => {
    await belt.works('create-ticket', '--assignment-group', 'procurement');
    expect(filed()).to.include({
      owning_group: 'Procurement & Vendor Management',
      priority: 'P3',
      ticket_class: 'UserRequest',
    });
    expect(belt.result()['classification']).to.include({ intent: 'agent-selected' });
  });

  it('takes "Service Desk", the contract\'s word for nobody in particular, for no name at all', async () => {
    await belt.works('create-ticket', '--assignment-group', 'Service Desk');
    expect(filed()).to.include({ owning_group: 'Network Operations' });
    belt.platform.state.tickets.clear();
    belt.platform.state.turn.assignment_groups.push('Service Desk');
    await belt.works('create-ticket', '--assignment-group', 'service desk');
    expect(filed()).to.include({ owning_group: 'Service Desk' });
  });

  it('lists the groups when the named one is none, and files nothing', async () => {
    const { error, next } = await belt.fails('create-ticket', '--assignment-group', 'Wizards');
    expect(error).to.equal('There is no group "Wizards".');
    expect(next)
      .to.include('Use one of: ')
      .and.include('Network Operations')
      .and.include('leave --assignment-group away');
    expect(belt.platform.state.tickets.size).to.equal(0);
  });

  it('refuses values that the platform does not know', async () => {
    expect((await belt.fails('create-ticket', '--priority', 'P5')).error).to.match(/^--priority: /);
    expect((await belt.fails('create-ticket', '--ticket-class', 'Problem')).error).to.match(/^--ticket-class: /);
    expect((await belt.fails('create-ticket', '--title', 'x'.repeat(241))).error).to.match(/^--title: .*240/);
    expect((await belt.fails('create-ticket', '--session-id', '0')).error).to.match(/^--session-id: /);
  });

  it('writes one internal note that says how it was filed', async () => {
    await belt.works('create-ticket', '--priority', 'P2', '--intent', 'vpn');
    expect(belt.platform.state.notes).to.have.length(1);
    expect(belt.platform.state.notes[0]).to.include({ source: 'ops-chat', visibility: 'internal', ticket_id: 40 });
    expect(String(belt.platform.state.notes[0]?.['body']).split('\n')).to.deep.equal([
      ...['Ops Chat agent-created ticket', '- Intent: vpn', '- Assignment group: Network Operations'],
      ...['- Priority: P2', `- Ticket class: ${String(filed()['ticket_class'])}`],
    ]);
  });

  it('has told the platform the ticket number before an agent starts', async () => {
    await belt.works('create-ticket');
    const order = belt.platform.state.seen.map(({ method, path }) => `${method} ${path}`);
    const first = order.indexOf('PUT /api/ops-chat/turns/7/result');
    const start = order.indexOf('POST /api/tickets/40/assign-agent');
    expect(first).to.be.greaterThan(order.indexOf('POST /api/tickets')).and.lessThan(start);
    expect(order.lastIndexOf('PUT /api/ops-chat/turns/7/result')).to.be.greaterThan(start);
  });

  it('starts an agent with the model that was asked for, and says what became of it', async () => {
    belt.platform.state.turn.message.body = 'disk is nearly full on the build host, builds fail since 8';
    const printed = await belt.works('create-ticket', '--model', 'big-one');
    expect(started()[0]?.body).to.deep.equal({ model: 'big-one' });
    expect(printed['agent']).to.deep.include({ status: 'spawned', agent_id: 5 });
    expect(printed['reply']).to.include('An agent works on it now');
  });

  it('says who it waits for when nobody here can work it', async () => {
    const printed = await belt.works('create-ticket');
    expect(printed['agent']).to.deep.include({ status: 'waiting_for_person', group: 'Network Operations' });
    expect(printed['reply']).to.match(/It waits for a person of Network Operations\.$/);
  });

  it('starts no agent when the caller or the turn says so', async () => {
    const byCaller = await belt.works('create-ticket', '--no-spawn-agent');
    expect(byCaller['agent']).to.deep.equal({ status: 'skipped', reason: 'spawn_agent_disabled_by_caller' });
    belt.platform.state.tickets.clear();
    belt.platform.state.turn.spawn_agent = false;
    const byTurn = await belt.works('create-ticket', '--spawn-agent');
    expect(byTurn['agent']).to.deep.equal({ status: 'skipped', reason: 'spawn_agent_disabled' });
    expect(started()).to.have.length(0);
  });

  it('done twice in one turn is one ticket, one note and one agent', async () => {
    belt.platform.state.turn.message.body = 'disk is nearly full on the build host, builds fail since 8';
    const first = await belt.works('create-ticket');
    const again = await belt.works('create-ticket', '--title', 'Another wording');
    expect(first).to.not.have.property('idempotent_replay');
    expect(again).to.include({ ticket_id: 40, idempotent_replay: true });
    expect(again['agent']).to.deep.equal({ status: 'skipped', reason: 'idempotent_replay_existing_ticket' });
    expect(again['reply']).to.include('An agent works on it now');
    expect([belt.platform.state.tickets.size, belt.platform.state.notes.length, started().length]).to.deep.equal([
      1, 1, 1,
    ]);
  });

  it('files no second ticket for what the conversation has one for, and names the way', async () => {
    belt.openTicket(12);
    belt.openTicket(13);
    belt.platform.state.turn.message.body = 'actually, it still does not work';
    const { error, next, printed } = await belt.fails('create-ticket', '--title', 'Again');
    expect(error).to.equal('This message continues a ticket of the conversation (#12, #13).');
    expect(next).to.include('continue-ticket --ticket-id 12').and.include('--separate');
    expect(printed['tickets']).to.have.length(2);
    expect(belt.platform.calls('POST', /\/tickets$/)).to.have.length(0);
  });

  it('files it all the same when the person, the caller or the room says that it is a matter of its own', async () => {
    belt.openTicket(12);
    belt.platform.state.turn.message.body = 'actually, it still does not work';
    await belt.works('create-ticket', '--separate', '--title', 'One');
    belt.platform.state.turn.message.body = 'actually, please open a ticket for the other laptop';
    await belt.works('create-ticket', '--title', 'Two');
    belt.platform.state.turn.message.body = 'actually the same problem again';
    belt.platform.state.turn.force_new_ticket = true;
    await belt.works('create-ticket', '--title', 'Three');
    expect(belt.platform.calls('POST', /\/tickets$/).map(({ body }) => body['title'])).to.deep.equal([
      'One',
      'Two',
      'Three',
    ]);
  });

  it('keeps the ticket number when the agent cannot be started', async () => {
    belt.platform.state.turn.message.body = 'disk is nearly full on the build host, builds fail since 8';
    belt.platform.refuse(/assign-agent$/, 409, 'Agent 3 works this ticket already.');
    const printed = await belt.works('create-ticket');
    expect(printed).to.include({ ticket_id: 40 });
    expect(printed['agent']).to.deep.include({ status: 'not_started' });
    expect(JSON.stringify(printed['agent'])).to.include('Agent 3 works this ticket already.');
    expect(belt.result()).to.include({ mode: 'ticket', ticket_id: 40 });
  });

  it('tells the fields that the platform refused', async () => {
    belt.platform.refuse(/\/tickets$/, 422, 'There is no group Network Operations.');
    const { error, next, printed } = await belt.fails('create-ticket');
    expect(error).to.equal('POST /api/tickets was refused: There is no group Network Operations.');
    expect(next).to.equal('Correct the fields that are named and call the command again.');
    expect(printed).to.include({ status: 422 });
    expect(belt.platform.state.results).to.deep.equal([]);
  });

  it('files one ticket over a connection that breaks after the work was done', async () => {
    belt.platform.state.cutAfterWork = 1;
    expect(await belt.works('create-ticket')).to.include({ ticket_id: 40 });
    expect(belt.platform.state.tickets.size).to.equal(1);
  });
});
