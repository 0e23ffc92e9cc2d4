import { expect } from 'chai';
import { configSchema } from '../../config/schema.js';
import { accepted, refused, type Sections } from './withoutFiles.js';

type Section = 'server' | 'database' | 'matrix' | 'gates' | 'runner' | 'chat' | 'auth';

const inFile = (section: Section, key: string, value: unknown): Sections => ({ [section]: { [key]: value } });
const taken = (section: Section, key: string, value: unknown): unknown => {
  const held: Record<string, unknown> = accepted(inFile(section, key, value))[section];
  return held[key];
};
const keys = (sections: Sections): string[] => refused(sections).map(({ key }) => key);
const fixOf = (sections: Sections): string | undefined => refused(sections)[0]?.fix;

/** Whole numbers with their inclusive bounds. */
const numbers: readonly [Section, string, number, number][] = [
  ['server', 'port', 0, 65_535],
  ['server', 'rate_limit', 0, 100_000],
  ['database', 'pool_size', 2, 200],
  ['runner', 'concurrency', 1, 100],
  ['runner', 'auto_assign_max_per_rule', 0, 1000],
  ['chat', 'concurrency', 1, 100],
  ['chat', 'tool_attempts', 1, 5],
  ['chat', 'max_turns', 1, 100],
  ['chat', 'max_body_chars', 200, 20_000],
  ['chat', 'max_attachment_bytes', 1024, 104_857_600],
  ['auth', 'lockout_attempts', 3, 100],
];

/** Lengths of time with their inclusive bounds in seconds, and how the message says them. */
const durations: readonly [Section, string, number, number, string][] = [
  ['matrix', 'replay_horizon', 60, 2_592_000, 'from 1m to 30d'],
  ['gates', 'execution_window', 60, 86_400, 'from 1m to 1d'],
  ['runner', 'turn_timeout', 5, 3600, 'from 5s to 1h'],
  ['runner', 'task_timeout', 10, 86_400, 'from 10s to 1d'],
  ['runner', 'stall', 10, 86_400, 'from 10s to 1d'],
  ['runner', 'lease', 5, 300, 'from 5s to 5m'],
  ['chat', 'typing', 2, 120, 'from 2s to 2m'],
  ['chat', 'status_line', 5, 600, 'from 5s to 10m'],
  ['chat', 'join_question', 0, 86_400, 'from 0s to 1d'],
  ['auth', 'session_ttl', 300, 2_592_000, 'from 5m to 30d'],
  ['auth', 'lockout', 10, 86_400, 'from 10s to 1d'],
];

describe('the bounds of the settings', () => {
  for (const [section, key, least, most] of numbers) {
    it(`${section}.${key} is a whole number from ${least} to ${most}`, () => {
      for (const value of [least, most]) expect(taken(section, key, value)).to.equal(value);
      for (const value of [least - 1, most + 1, least + 0.5, String(least), null, [least], true]) {
        const problems = refused(inFile(section, key, value));
        expect(problems, JSON.stringify(value)).to.have.length(1);
        expect(problems[0]).to.include({ key: `${section}.${key}`, where: 'opsroom.yaml line 1' });
        expect(problems[0]?.fix).to.include(`a whole number from ${least} to ${most}`);
      }
    });
  }

  for (const [section, key, least, most, words] of durations) {
    it(`${section}.${key} is a length of time ${words}`, () => {
      for (const value of [least, most, `${least}s`, `${most}`])
        expect(taken(section, key, value)).to.equal(Number.parseInt(String(value), 10));
      for (const value of [least - 1, most + 1, `${most + 1}s`, '-5m', '1.5h', '5 m', '5M', '', '1w', null]) {
        const problems = refused(inFile(section, key, value));
        expect(problems, JSON.stringify(value)).to.have.length(1);
        expect(problems[0]?.fix).to.include(words);
      }
    });
  }

  it('the time to decide has the same bounds at every risk, and none that the policies do not know', () => {
    for (const risk of ['low', 'medium', 'high', 'critical']) {
      const ttl = (value: string): Sections => ({ gates: { ttl: { [risk]: value } } });
      expect(accepted(ttl('1m')).gates.ttl).to.have.property(risk, 60);
      expect(accepted(ttl('30d')).gates.ttl).to.have.property(risk, 2_592_000);
      for (const value of ['59s', '31d']) expect(keys(ttl(value))).to.deep.equal([`gates.ttl.${risk}`]);
    }
    expect(fixOf({ gates: { ttl: { criticl: '1h' } } })).to.include('did you mean "critical"');
  });

  it('switches are true or false and nothing that looks like it', () => {
    for (const [section, key] of [
      ['gates', 'demo_auto_approval'],
      ['runner', 'allow_unisolated'],
    ] as const) {
      expect(taken(section, key, false)).to.equal(false);
      for (const value of ['true', 1, 'yes', null]) {
        expect(fixOf(inFile(section, key, value)), String(value)).to.include('true or false');
      }
    }
    expect(taken('runner', 'allow_unisolated', true)).to.equal(true);
  });

  it('words are one of those that are listed, with the near one named', () => {
    for (const [section, key, wrong, meant] of [
      ['server', 'environment', 'Test', 'test'],
      ['server', 'log', 'stdou', 'stdout'],
      ['runner', 'harness', 'claude', 'claude-code'],
      ['chat', 'harness', 'Hermes', 'hermes'],
      ['auth', 'mode', 'enforced', 'enforce'],
      ['auth', 'cookie_secure', 'alway', 'always'],
    ] as const) {
      expect(fixOf(inFile(section, key, wrong)), `${section}.${key}`)
        .to.include('one of')
        .and.include(meant);
      expect(keys(inFile(section, key, wrong))).to.deep.equal([`${section}.${key}`]);
    }
    expect(fixOf(inFile('runner', 'harness', 'claude_code'))).to.include('Did you mean "claude-code"?');
  });

  it('a process does at least one thing, and only what there is', () => {
    expect(taken('server', 'roles', ['runner'])).to.deep.equal(['runner']);
    expect(keys(inFile('server', 'roles', []))).to.deep.equal(['server.roles']);
    const problems = refused(inFile('server', 'roles', ['api', 'runer']));
    expect(problems[0]?.key).to.equal('server.roles[1]');
    expect(problems[0]?.fix).to.include('Did you mean "runner"?');
  });

  it('addresses are http or https, without the slash at their end', () => {
    expect(taken('server', 'public_url', 'https://ops.example.org/ops//')).to.equal('https://ops.example.org/ops');
    for (const value of ['ops.example.org', 'ftp://ops.example.org', 'javascript:alert(1)', '//ops', '', 8080]) {
      expect(fixOf(inFile('server', 'public_url', value)), String(value)).to.include('an http:// or https:// URL');
    }
    expect(keys(inFile('server', 'cors_origins', ['https://a.example', 'b.example']))).to.deep.equal([
      'server.cors_origins[1]',
    ]);
  });

  it('Matrix names are what a homeserver would take', () => {
    for (const user of ['opsbot', '@opsbot', 'ops.bot_1=2/3+4-5'])
      expect(taken('matrix', 'bot_user', user)).to.equal(user);
    for (const user of ['Opsbot', 'ops bot', '@', 'opsbot:', '@ops:a b'])
      expect(keys(inFile('matrix', 'bot_user', user)), user).to.deep.equal(['matrix.bot_user']);
    for (const alias of ['#ops', '#ops:example.org']) expect(taken('matrix', 'room_alias', alias)).to.equal(alias);
    for (const alias of ['ops', '#', '#a b', '#ops:'])
      expect(keys(inFile('matrix', 'room_alias', alias)), alias).to.deep.equal(['matrix.room_alias']);
    for (const id of ['bo', '@bo', '@bo:', `@${'b'.repeat(250)}:x.org`, '@bo:a b'])
      expect(keys(inFile('matrix', 'invite_users', [id])), id).to.deep.equal(['matrix.invite_users[0]']);
  });

  it('people sign in with short lower-case names', () => {
    const person = (name: string): Sections => ({ people: { [name]: {} } });
    for (const name of ['a', 'bo.b-o_2', `b${'o'.repeat(62)}`]) {
      expect(Object.keys(accepted(person(name)).people)).to.deep.equal([name]);
    }
    for (const name of ['Bo', '2bo', '_bo', 'b o', `b${'o'.repeat(63)}`, 'bö', '']) {
      const [problem] = refused(person(name));
      expect(problem?.says, name).to.equal('has a wrong name.');
      expect(problem?.fix).to.include('starts with a lower-case letter').and.include('at most 63 characters');
    }
    expect(fixOf({ people: { bo: { email: 'bo' } } })).to.include('an e-mail address');
  });

  it('groups have names of 2 to 100 characters without blanks around them', () => {
    const group = (name: string): Sections => ({ groups: { [name]: {} } });
    expect(Object.keys(accepted(group('Night shift')).groups)).to.include('Night shift');
    for (const name of ['x', ' night', 'night ', 'n'.repeat(101)])
      expect(fixOf(group(name)), name).to.include('a group name of 2 to 100 characters');
  });
});

describe('the defaults', () => {
  const config = configSchema.parse({});

  it('are those that the documentation promises', () => {
    expect(config.gates).to.deep.equal({
      ttl: { low: 86_400, medium: 28_800, high: 3600, critical: 900 },
      execution_window: 900,
      demo_auto_approval: false,
    });
    expect(config.runner).to.deep.equal({
      concurrency: 5,
      harness: 'auto',
      turn_timeout: 3600,
      task_timeout: 3600,
      stall: 3600,
      allow_unisolated: false,
      lease: 15,
      auto_assign_max_per_rule: 1,
    });
    expect(config.chat).to.deep.equal({
      concurrency: 4,
      tool_attempts: 2,
      max_turns: 6,
      typing: 30,
      status_line: 30,
      join_question: 600,
      max_body_chars: 1400,
      max_attachment_bytes: 10_485_760,
    });
    expect(config.auth).to.deep.equal({
      mode: 'enforce',
      session_ttl: 3600,
      lockout_attempts: 5,
      lockout: 900,
      cookie_secure: 'auto',
    });
    expect(config.database).to.deep.equal({ pool_size: 10 });
    expect(config.models).to.deep.equal({ codex_auth_mode: 'auto' });
  });

  it('listen on this machine alone, and name the local homeserver by a name that is nobody else’s', () => {
    expect(config.server).to.include({ host: '127.0.0.1', environment: 'production', log: 'file' });
    expect(config.server).to.not.have.any.keys('port', 'public_url');
    expect(config.matrix).to.include({ host: '127.0.0.1', server_name: 'opsroom.localhost', bot_user: 'opsbot' });
    expect(config.matrix).to.include({ room_alias: '#ops', replay_horizon: 86_400 });
    expect(config.matrix).to.not.have.any.keys('homeserver_url', 'public_url', 'access_token', 'bot_password');
  });

  it('let an own person be a requester of no group unless the file says more', () => {
    const { people } = accepted({ people: { dora: {} } });
    expect(people).to.deep.equal({ dora: { roles: ['requester'], groups: [] } });
  });
});
