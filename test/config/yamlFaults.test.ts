import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { ConfigError } from '../../config/configError.js';
import { loadConfig } from '../../config/load.js';
import { keys, load, refusal } from './inFolder.js';

const yaml = (...lines: readonly string[]) => ({ 'opsroom.yaml': `${lines.join('\n')}\n` });

/** What people really write wrong, the line that is at fault, and the kind that the message names. */
const faults: readonly [what: string, lines: readonly string[], line: number, kind: string][] = [
  ['a tab', ['server:', '\thost: x'], 2, 'tab as indent'],
  ['a bracket that is not closed', ['auth: {service_token: hunter2', 'chat: {}'], 2, 'bad indent'],
  ['a quote that is not closed', ['server:', '  host: "hunter2', 'auth: {}'], 4, 'missing char'],
  ['a colon in a value', ['auth:', '  service_token: hunter2: and more'], 2, 'block as implicit key'],
  ['a key twice', ['server:', '  port: 1', '  port: 2'], 3, 'duplicate key'],
  ['a section twice', ['server: {}', 'chat: {}', 'server: {}'], 3, 'duplicate key'],
  ['a value that starts with @', ['matrix:', '  bot_user: @opsbot'], 2, 'bad scalar start'],
  ['a password that starts with `', ['matrix:', '  bot_password: `hunter2'], 2, 'bad scalar start'],
  ['a password that starts with %', ['matrix:', '  bot_password: %hunter2'], 2, 'bad scalar start'],
  ['a password that starts with *', ['matrix: {}', 'auth:', '  service_token: *hunter2'], 3, 'unknown alias'],
  ['a password that starts with !', ['auth:', '  service_token: !hunter2 is lost'], 2, 'tag resolve failed'],
  ['two documents', ['server: {}', '---', 'chat: {}'], 2, 'multiple docs'],
  ['something that goes on after its end', ['server: {} hunter2'], 1, 'unexpected token'],
];

describe('faults of the configuration file', () => {
  for (const [what, lines, line, kind] of faults) {
    it(`${what} is refused by its line, without quoting it`, () => {
      const error = refusal({}, yaml(...lines));
      const [first] = error.problems;
      expect(first?.where).to.equal(`opsroom.yaml line ${line}`);
      expect(first?.says).to.equal(`is not valid YAML (${kind}).`);
      expect(first?.key).to.match(/^\/.*\/opsroom\.yaml$/);
      expect(inspect(error, { depth: 9, showHidden: true })).to.not.include('hunter2');
    });
  }

  it('every alias without its anchor is named at once', () => {
    const { problems } = refusal({}, yaml('a: *one', 'people:', '  bo: {password: *two}', 'c: [*three, &x y, *x]'));
    expect(problems.map(({ where }) => where)).to.deep.equal([1, 3, 4].map((line) => `opsroom.yaml line ${line}`));
  });

  it('an alias of an anchor that is there is the same value again', () => {
    const { people } = load(
      {},
      yaml(
        'people:',
        '  bo: {roles: &works [approver, agent-operator], groups: &of [ops]}',
        '  cy: {roles: *works, groups: *of}',
      ),
    ).config;
    expect(people['cy']).to.deep.equal(people['bo']);
  });

  it('a value that is wrong is refused by the line of its own key, however deep', () => {
    const { problems } = refusal(
      {},
      yaml(
        '# a comment',
        'people:',
        '  bo:',
        '    roles:',
        '      - approver',
        '      - 7',
        '    email: nobody',
        'gates:',
        '  ttl: { low: 1h,',
        '    high: soon }',
        'chat: {typing: 1d}',
      ),
    );
    const places = Object.fromEntries(problems.map(({ key, where }) => [key, where]));
    expect(places).to.deep.equal({
      'people.bo.roles[1]': 'opsroom.yaml line 6',
      'people.bo.email': 'opsroom.yaml line 7',
      'gates.ttl.high': 'opsroom.yaml line 10',
      'chat.typing': 'opsroom.yaml line 11',
    });
  });

  it('a key that is not there stands at the nearest line around it', () => {
    const env = { MATRIX_HOMESERVER_URL: 'https://matrix.example.org' };
    expect(refusal(env, yaml('matrix: {}')).problems[0]?.where).to.equal('MATRIX_HOMESERVER_URL');
    const own = refusal({}, yaml('server: {}', 'matrix:', '  homeserver_url: https://matrix.example.org'));
    expect(own.problems[0]?.where).to.equal('opsroom.yaml line 3');
  });

  it('a file that is no mapping says how to begin', () => {
    for (const text of ['- server', 'server', '42']) {
      const error = refusal({}, { 'opsroom.yaml': text });
      expect(error.problems[0], text).to.include({ where: 'opsroom.yaml line 1', says: 'is no mapping of sections.' });
      expect(error.message).to.include('start it with a section such as "server:"');
    }
  });

  it('an empty file, empty sections and comments alone are the defaults', () => {
    for (const text of ['', '\n# nothing yet\n', 'server:\nchat:\n', '---\n', '\uFEFFserver: {}\n'])
      expect(load({}, { 'opsroom.yaml': text }).config.server.host, JSON.stringify(text)).to.equal('127.0.0.1');
  });

  it('names that JavaScript has a meaning for are settings that are not there, and nothing else', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
      expect(keys(refusal({}, yaml(`${name}: {host: x}`))), name).to.deep.equal([name]);
    for (const name of ['constructor', '__proto__'])
      expect(keys(refusal({}, yaml(`server: {${name}: 1}`))), name).to.deep.equal([`server.${name}`]);
    const { people } = load({}, yaml('people: {constructor: {roles: [approver], groups: [ops]}}')).config;
    expect(Object.keys(people)).to.deep.equal(['constructor']);
  });

  it('a folder in the place of the file is refused with the reason', () => {
    const cwd = mkdtempSync(path.join(tmpdir(), 'opsroom-config-'));
    mkdirSync(path.join(cwd, 'opsroom.yaml'));
    try {
      expect(() => loadConfig({ env: {}, cwd })).to.throw(ConfigError, /cannot be read \(EISDIR\)/);
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });

  it('the file that the program was started with wins over OPSROOM_CONFIG', () => {
    const cwd = mkdtempSync(path.join(tmpdir(), 'opsroom-config-'));
    try {
      const env = { OPSROOM_CONFIG: 'gone.yaml' };
      expect(() => loadConfig({ env, cwd, file: 'other.yaml' })).to.throw(ConfigError, /other\.yaml/);
      expect(() => loadConfig({ env, cwd })).to.throw(ConfigError, /gone\.yaml/);
      expect(loadConfig({ env: { OPSROOM_CONFIG: ' ' }, cwd }).file).to.equal(undefined);
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });
});
