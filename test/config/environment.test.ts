import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { environmentVariables, readVariable } from '../../config/environment.js';
import { mergeSources } from '../../config/mergeSources.js';
import { Secret } from '../../config/secret.js';
import { configSchema, settingAt, settingTree } from '../../config/schema.js';
import { load, refusal } from './inFolder.js';
import { accepted, refused } from './withoutFiles.js';

/** For every variable: text for it, what the setting is then, and another value that a file gives the same setting. */
const variables: Readonly<Record<string, readonly [text: string, value: unknown, inFile: unknown]>> = {
  OPSROOM_ENV: ['test', 'test', 'production'],
  OPSROOM_DATA_DIR: ['/srv/ops', '/srv/ops', '/srv/other'],
  OPSROOM_HOST: ['127.0.0.3', '127.0.0.3', '127.0.0.4'],
  OPSROOM_PORT: ['9100', 9100, 9200],
  DASHBOARD_PUBLIC_URL: ['https://a.example', 'https://a.example', 'https://b.example'],
  OPSROOM_PUBLIC_URL: ['https://a.example', 'https://a.example', 'https://b.example'],
  OPSROOM_ROLES: ['api, bot', ['api', 'bot'], ['runner']],
  OPSROOM_LOG: ['stdout', 'stdout', 'file'],
  DASHBOARD_CORS_ORIGINS: ['https://a.example,https://c.example', ['https://a.example', 'https://c.example'], []],
  DATABASE_URL: ['postgres://u:p@h/d', new Secret('postgres://u:p@h/d'), 'postgres://u:p@h/other'],
  MATRIX_HOMESERVER_URL: ['https://m.example', 'https://m.example', 'https://n.example'],
  MATRIX_PUBLIC_URL: ['https://m.example', 'https://m.example', 'https://n.example'],
  OPSROOM_MATRIX_HOST: ['127.0.0.3', '127.0.0.3', '127.0.0.4'],
  MATRIX_BOT_USER: ['helper', 'helper', 'other'],
  MATRIX_BOT_PASSWORD: ['bot-password', new Secret('bot-password'), 'other'],
  MATRIX_ACCESS_TOKEN: ['syt_a', new Secret('syt_a'), 'syt_b'],
  AGENT_HARNESS: ['codex', 'codex', 'hermes'],
  AGENT_DEFAULT_MODEL: ['model-a', 'model-a', 'model-b'],
  HERMES_BIN: ['/a/hermes', '/a/hermes', '/b/hermes'],
  CLAUDE_BIN: ['/a/claude', '/a/claude', '/b/claude'],
  CODEX_BIN: ['/a/codex', '/a/codex', '/b/codex'],
  MAX_CONCURRENT_AGENTS: ['7', 7, 8],
  AGENT_TIMEOUT_MINUTES: ['90', 5400, '2h'],
  AGENT_NO_OUTPUT_STALL_SECONDS: ['90', 90, '2h'],
  AUTO_ASSIGNMENT_MAX_ACTIVE_PER_RULE: ['0', 0, 3],
  OPS_CHAT_INTAKE_AGENT_TIMEOUT_SECONDS: ['120', 120, '10m'],
  OPS_CHAT_AGENT_HARNESS: ['builtin', 'builtin', 'codex'],
  OPS_CHAT_AGENT_MODEL: ['model-a', 'model-a', 'model-b'],
  OPS_CHAT_AGENT_TOOL_ATTEMPTS: ['3', 3, 4],
  OPS_CHAT_GENERAL_AGENT_MAX_TURNS: ['9', 9, 8],
  OPS_CHAT_OUTBOUND_MAX_BODY_CHARS: ['2000', 2000, 3000],
  OPS_CHAT_MAX_ATTACHMENT_BYTES: ['2048', 2048, 4096],
  AGENT_LLM_AUTH_TOKEN: ['tok-a', new Secret('tok-a'), 'tok-b'],
  AGENT_LLM_BASE_URL: ['https://g.example/', 'https://g.example', 'https://h.example'],
  ANTHROPIC_API_KEY: ['key-a', new Secret('key-a'), 'key-b'],
  ANTHROPIC_AUTH_TOKEN: ['tok-a', new Secret('tok-a'), 'tok-b'],
  ANTHROPIC_BASE_URL: ['https://g.example', 'https://g.example', 'https://h.example'],
  OPENAI_API_KEY: ['key-a', new Secret('key-a'), 'key-b'],
  OPENAI_BASE_URL: ['https://g.example/v1', 'https://g.example/v1', 'https://h.example'],
  CODEX_AUTH_MODE: ['oauth', 'oauth', 'auto'],
  DASHBOARD_AUTH_ENFORCEMENT: ['enforce', 'enforce', 'enforce'],
  DASHBOARD_SERVICE_TOKEN: ['a-token-of-20-letters', new Secret('a-token-of-20-letters'), 'another-token-of-20'],
  DASHBOARD_SESSION_TTL_SECONDS: ['600', 600, '2h'],
  DASHBOARD_TRUSTED_AUTH_SECRET: [
    'a-secret-of-20-letters',
    new Secret('a-secret-of-20-letters'),
    'another-secret-of-20',
  ],
  CREDENTIAL_VAULT_PROVIDER: ['vault.example', 'vault.example', 'other-vault'],
  CREDENTIAL_VAULT_RESOLVER_MODE: ['reference-only', 'reference-only', 'reference-only'],
  OIDC_ISSUER: ['https://id.example/realms/a/', 'https://id.example/realms/a/', 'https://id.example/realms/b'],
  OIDC_CLIENT_ID: ['opsroom', 'opsroom', 'another'],
  OIDC_CLIENT_SECRET: ['secret-a', new Secret('secret-a'), 'secret-b'],
  DEFAULT_TICKET_PROVIDER: ['itop', 'itop', 'jira'],
  ACTIVE_TICKET_PROVIDER: ['jira', 'jira', 'local'],
  ITOP_URL: ['https://i.example/', 'https://i.example', 'https://j.example'],
  ITOP_HOST: ['itop', 'itop', 'other'],
  ITOP_PORT: ['8000', 8000, 9000],
  ITOP_USER: ['rest', 'rest', 'other'],
  ITOP_PASSWORD: ['pass-a', new Secret('pass-a'), 'pass-b'],
  ITOP_WEB_BASE: ['https://i.example', 'https://i.example', 'https://j.example'],
  ITOP_DEFAULT_ORG_ID: ['3', 3, 4],
  ITOP_DEFAULT_CALLER_ID: ['5', 5, 6],
  ITOP_DEFAULT_AGENT_ID: ['7', 7, 8],
  ITOP_SECURITY_TEAM_ID: ['9', 9, 10],
  ITOP_CREATE_TEAMS: ['yes', true, false],
  ITOP_SYNC_ENABLED: ['false', false, true],
  ITOP_DISCOVERY_INTERVAL: ['20', 20, '40s'],
  ITOP_STIMULUS_STATE_WAIT_SECONDS: ['10', 10, '20s'],
  SERVICENOW_INSTANCE_URL: ['https://s.example', 'https://s.example', 'https://t.example'],
  SERVICENOW_TOKEN: ['tok-a', new Secret('tok-a'), 'tok-b'],
  SERVICENOW_USER: ['rest', 'rest', 'other'],
  SERVICENOW_PASSWORD: ['pass-a', new Secret('pass-a'), 'pass-b'],
  SERVICENOW_REQUEST_TABLE: ['sc_req_item', 'sc_req_item', 'sc_task'],
  JIRA_BASE_URL: ['https://s.example', 'https://s.example', 'https://t.example'],
  JIRA_EMAIL: ['a@example.org', 'a@example.org', 'b@example.org'],
  JIRA_API_TOKEN: ['tok-a', new Secret('tok-a'), 'tok-b'],
  JIRA_PROJECT_KEY: ['OPS', 'OPS', 'DEV'],
  JIRA_ISSUE_TYPE: ['Story', 'Story', 'Request'],
  JIRA_INCIDENT_TYPE: ['Bug', 'Bug', 'Incident'],
  GENERIC_TICKETING_URL: ['https://s.example/new', 'https://s.example/new', 'https://t.example'],
  GENERIC_TICKETING_TOKEN: ['tok-a', new Secret('tok-a'), 'tok-b'],
  GENERIC_TICKETING_DRY_RUN: ['1', true, false],
  HEALTH_CHECK_INTERVAL: ['30', 30, '5m'],
  GITLAB_URL: ['https://g.example/', 'https://g.example', 'https://h.example'],
  GITLAB_BASE_URL: ['https://g.example/', 'https://g.example', 'https://h.example'],
};

/** What else these take is for tests, or is not there. */
const onlyValue = ['DASHBOARD_AUTH_ENFORCEMENT', 'CREDENTIAL_VAULT_RESOLVER_MODE'];

const plain = (value: unknown): unknown => (value instanceof Secret ? { secret: value.reveal() } : value);

const pathOf = (name: string): [string, string] => {
  const [section = '', key = ''] = environmentVariables.find((one) => one.name === name)?.path.split('.') ?? [];
  return [section, key];
};

function settingOf(name: string, env: Record<string, string>, inFile?: unknown): unknown {
  const [section, key] = pathOf(name);
  const config = accepted(inFile === undefined ? {} : { [section]: { [key]: inFile } }, env);
  return plain((config as unknown as Record<string, Record<string, unknown>>)[section]?.[key]);
}

describe('the variables of the environment', () => {
  it('are all tried here', () => {
    expect(Object.keys(variables)).to.have.members(environmentVariables.map(({ name }) => name));
  });

  for (const [name, [text, value, inFile]] of Object.entries(variables)) {
    it(`${name} sets its setting and wins over the file; empty it leaves the file's`, () => {
      expect(settingOf(name, { [name]: text })).to.deep.equal(plain(value));
      expect(settingOf(name, { [name]: ` ${text} ` }, inFile)).to.deep.equal(plain(value));
      const alone = settingOf(name, {}, inFile);
      expect(settingOf(name, { [name]: ' ' }, inFile)).to.deep.equal(alone);
      if (!onlyValue.includes(name)) expect(alone).to.not.deep.equal(plain(value));
    });
  }

  it('of two names for one setting the newer wins', () => {
    const both = { DASHBOARD_PUBLIC_URL: 'https://old.example', OPSROOM_PUBLIC_URL: 'https://new.example' };
    expect(accepted({}, both).server.public_url).to.equal('https://new.example');
    const gateway = { ANTHROPIC_BASE_URL: 'https://new.example', AGENT_LLM_BASE_URL: 'https://old.example' };
    expect(accepted({}, gateway).models.anthropic_base_url).to.equal('https://new.example');
    const token = { ANTHROPIC_AUTH_TOKEN: 'new', AGENT_LLM_AUTH_TOKEN: 'old' };
    expect(accepted({}, token).models.anthropic_auth_token?.reveal()).to.equal('new');
  });

  it('are named where they are wrong, with what they take', () => {
    for (const [name, wrong, fix] of [
      ['OPSROOM_PORT', '80a', 'a whole number from 0 to 65535'],
      ['OPSROOM_PORT', '70000', 'a whole number from 0 to 65535'],
      ['OPSROOM_ROLES', ',', 'a list'],
      ['OPSROOM_LOG', 'syslog', 'one of file, stdout'],
      ['MATRIX_PUBLIC_URL', 'matrix.example.org', 'an http:// or https:// URL'],
      ['AGENT_TIMEOUT_MINUTES', '1441', 'from 10s to 1d'],
      ['AGENT_TIMEOUT_MINUTES', '-1', 'from 10s to 1d'],
      ['AGENT_NO_OUTPUT_STALL_SECONDS', '5', 'from 10s to 1d'],
      ['DASHBOARD_SESSION_TTL_SECONDS', '299', 'from 5m to 30d'],
      ['MAX_CONCURRENT_AGENTS', '1.5', 'a whole number from 1 to 100'],
      ['DASHBOARD_CORS_ORIGINS', 'https://a.example,*', 'an http:// or https:// URL'],
    ] as const) {
      const [problem] = refused({}, { [name]: wrong });
      expect([problem?.where, problem?.fix.includes(fix)], `${name}=${wrong}: ${problem?.fix}`).to.deep.equal([
        name,
        true,
      ]);
      if (wrong.length > 1) expect(JSON.stringify(problem), name).to.not.include(wrong);
    }
  });

  it('cannot mend a section that the file has wrong, which is said once', () => {
    for (const server of [[8080], 8080, 'x', true])
      expect(refused({ server }, { OPSROOM_PORT: '9000' }).map(({ key }) => key)).to.deep.equal(['server']);
  });

  it('are read as what they are for: numbers, lists and minutes', () => {
    expect(readVariable('007', 'number')).to.equal(7);
    for (const text of ['1e3', '0x10', '', '٣', '1_000']) expect(readVariable(text, 'number'), text).to.equal(text);
    expect(readVariable(' a ,, b,', 'list')).to.deep.equal(['a', 'b']);
    expect([readVariable('0', 'minutes'), readVariable('3', 'minutes')]).to.deep.equal([86_400, 180]);
    expect(readVariable('  42 ', 'text')).to.equal('42');
    expect(['Yes', ' on ', '1', 'TRUE'].map((word) => readVariable(word, 'flag'))).to.deep.equal([
      true,
      true,
      true,
      true,
    ]);
    expect(['no', 'OFF', '0', 'False'].map((word) => readVariable(word, 'flag'))).to.not.include(true);
    expect(readVariable('maybe', 'flag')).to.equal('maybe');
  });
});

describe('secrets from files', () => {
  const tree = settingTree();
  const isSecret = ({ path: setting }: { readonly path: string }) =>
    settingAt(tree, setting.split('.'))?.secret === true;
  const secrets = environmentVariables.filter(isSecret).map(({ name }) => name);

  it('are taken for every secret, and for nothing else', () => {
    expect(secrets).to.have.members([
      'DATABASE_URL',
      'MATRIX_BOT_PASSWORD',
      'MATRIX_ACCESS_TOKEN',
      'AGENT_LLM_AUTH_TOKEN',
      'ANTHROPIC_API_KEY',
      'ANTHROPIC_AUTH_TOKEN',
      'OPENAI_API_KEY',
      'DASHBOARD_SERVICE_TOKEN',
      'DASHBOARD_TRUSTED_AUTH_SECRET',
      'OIDC_CLIENT_SECRET',
      'ITOP_PASSWORD',
      'SERVICENOW_TOKEN',
      'SERVICENOW_PASSWORD',
      'JIRA_API_TOKEN',
      'GENERIC_TICKETING_TOKEN',
    ]);
    expect(load({ OPSROOM_PORT_FILE: 'port' }, { port: '9000' }).config.server.port).to.equal(undefined);
  });

  for (const name of secrets) {
    const [text = ''] = variables[name] ?? [];
    it(`${name}_FILE gives the secret, and ${name} itself wins over it`, () => {
      const cwd = mkdtempSync(path.join(tmpdir(), 'opsroom-secret-'));
      try {
        writeFileSync(path.join(cwd, 'one'), `\n  ${text}\r\n`);
        const [section, key] = pathOf(name);
        const from = (env: Record<string, string>): unknown => {
          const config = configSchema.parse(mergeSources(undefined, env, cwd, tree).input);
          return plain((config as unknown as Record<string, Record<string, unknown>>)[section]?.[key]);
        };
        expect(from({ [`${name}_FILE`]: 'one' })).to.deep.equal({ secret: text });
        expect(from({ [`${name}_FILE`]: path.join(cwd, 'one'), [name]: ' ' })).to.deep.equal({ secret: text });
        const direct = name === 'DATABASE_URL' ? 'postgresql://h/direct' : 'given-directly-as-text';
        expect(from({ [`${name}_FILE`]: 'gone', [name]: direct })).to.deep.equal({ secret: direct });
        expect(from({ [`${name}_FILE`]: '' })).to.equal(undefined);
      } finally {
        rmSync(cwd, { recursive: true });
      }
    });
  }

  it('that cannot be read are all named at once, by their variable', () => {
    const env = { DATABASE_URL_FILE: 'gone', OPENAI_API_KEY_FILE: '/nowhere/key', MATRIX_ACCESS_TOKEN_FILE: '.' };
    const { problems } = refusal(env);
    expect(problems.map(({ where }) => where)).to.have.members(Object.keys(env));
    for (const { says } of problems) expect(says).to.equal('names a file that cannot be read.');
  });

  it('of which the file is empty or too short are refused with the variable of the file', () => {
    const empty = refusal({ OPENAI_API_KEY_FILE: 'key' }, { key: ' \n' }).problems[0];
    expect(empty).to.include({ key: 'models.openai_api_key', where: 'OPENAI_API_KEY_FILE', says: 'is empty text.' });
    const short = refusal({ DASHBOARD_SERVICE_TOKEN_FILE: 'key' }, { key: 'tooshort' }).problems[0];
    expect(short).to.include({ key: 'auth.service_token', where: 'DASHBOARD_SERVICE_TOKEN_FILE' });
    expect(short?.says).to.equal('is too short: text of 8 characters.');
  });
});
