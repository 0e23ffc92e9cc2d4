import { expect } from 'chai';
import { startTable, type StartFacts } from '../../../bot/start/startTable.js';

const facts = (different: Partial<StartFacts> = {}): StartFacts => ({
  version: '1.2.3',
  apiUrl: 'http://127.0.0.1:8080',
  apiReach: 'loopback',
  homeserver: { url: 'http://127.0.0.1:8008', reach: 'loopback', room: '#ops:opsroom.localhost' },
  chat: { name: 'builtin', why: 'No model.' },
  tickets: { name: 'builtin', why: 'No model.' },
  isolation: 'Every run has a user id of its own.',
  credentialsFile: '/srv/.opsroom/credentials.json',
  logFile: '/srv/.opsroom/logs/opsroom.log',
  people: ['ana', 'bo'],
  warnings: [],
  seconds: 3.678,
  ...different,
});
/** The rows of the table by their names. */
function rowsOf(different: Partial<StartFacts> = {}): Record<string, string> {
  const lines = startTable(facts(different)).split('\n');
  const rows = lines.flatMap((line) => [...line.matchAll(/^ {2}(\S.*?) {2,}(.*)$/g)]);
  return Object.fromEntries(rows.map(([, name = '', value = '']) => [name, value]));
}

describe('what the operator reads after the start', () => {
  it('is a table in which everything stands that one needs next', () => {
    expect(startTable(facts()).split('\n')).to.deep.equal([
      '',
      'Opsroom 1.2.3 runs (started in 3.7 s).',
      '',
      '  Chat        http://127.0.0.1:8080/chat',
      '  Homeserver  http://127.0.0.1:8008 (reached from this machine only)',
      '  Element     sign in, "Edit" the homeserver to http://127.0.0.1:8008, as ana, bo; room #ops:opsroom.localhost',
      '  API         http://127.0.0.1:8080 (reached from this machine only)',
      '  API docs    http://127.0.0.1:8080/docs',
      '  Harness     builtin. No model.',
      '  Isolation   Every run has a user id of its own.',
      '  Passwords   /srv/.opsroom/credentials.json',
      '  Log         /srv/.opsroom/logs/opsroom.log',
      '',
      '  Ctrl-C stops everything that was started here.',
      '',
    ]);
  });

  it('stands in two columns however long the names are', () => {
    const different = { chat: { name: 'hermes', why: 'It is signed in.' } };
    const lines = startTable(facts(different)).split('\n').slice(3, 14);
    const columns = new Set(
      lines.filter((line) => line !== '').map((line) => /^ {2}\S.*?( {2,})/.exec(line)?.[0].length),
    );
    expect(columns.size).to.equal(1);
  });

  it('names one harness where both kinds of work have the same, and each where they differ', () => {
    const hermes = { name: 'hermes', why: 'It is signed in.' };
    expect(rowsOf({ chat: hermes, tickets: hermes })).to.include({ Harness: 'hermes. It is signed in.' });
    const both = rowsOf({ chat: hermes });
    expect(both).to.include({ 'Chat harness': 'hermes. It is signed in.', 'Ticket harness': 'builtin. No model.' });
    expect(both).to.not.have.property('Harness');
    expect(rowsOf({ chat: undefined })).to.include({ 'Chat harness': 'none' });
    expect(rowsOf({ tickets: undefined })).to.include({ 'Ticket harness': 'none' });
  });

  it('says so where this process has no runner', () => {
    const rows = rowsOf({ chat: undefined, tickets: undefined, isolation: undefined });
    expect(rows).to.include({ Harness: 'none in this process' });
    expect(rows).to.not.have.property('Isolation');
  });

  it('has the sentence in the place of the homeserver where there is none', () => {
    const rows = rowsOf({ homeserver: { sentence: 'Matrix is not available, as Python is missing: install it.' } });
    expect(rows).to.include({ Matrix: 'Matrix is not available, as Python is missing: install it.' });
    expect(rows).to.not.have.any.keys('Chat', 'Homeserver', 'Element');
    expect(rows).to.include({ API: 'http://127.0.0.1:8080 (reached from this machine only)' });
  });

  it('sends people of their own homeserver to their own client and names no accounts of ours', () => {
    const rows = rowsOf({
      homeserver: { url: 'https://matrix.example.org', reach: 'yours', room: '#ops:example.org' },
    });
    expect(rows).to.include({
      Homeserver: 'https://matrix.example.org (reached from your own homeserver)',
      Element: 'sign in as usual, join #ops:example.org and write',
    });
    expect(rows['Element']).to.not.include('ana');
  });

  it('says of each address whether the network reaches it', () => {
    const homeserver = { url: 'http://10.0.0.7:8008', reach: 'network', room: '#ops:opsroom.localhost' } as const;
    const rows = rowsOf({ homeserver, apiReach: 'network', apiUrl: 'https://ops.example.org' });
    expect(rows).to.include({
      Homeserver: 'http://10.0.0.7:8008 (reached from the network)',
      API: 'https://ops.example.org (reached from the network)',
      Chat: 'https://ops.example.org/chat',
    });
  });

  it('has every warning under it, and no log file where the log goes elsewhere', () => {
    const text = startTable(
      facts({ warnings: ['No approver can decide high risk.', 'TLS is off.'], logFile: undefined }),
    );
    expect(text).to.include('\n  ! No approver can decide high risk.\n  ! TLS is off.\n');
    expect(text).to.not.include('  Log ');
  });
});
