import { stringify } from 'yaml';
import { environmentVariables } from './environment.js';
import { settingTree, type SettingNode } from './schema.js';
import { expectation } from './settingProblems.js';

/** What the sample shows for settings that have no default; each is valid, so that a line can be uncommented as it is. */
const examples = new Map<string, unknown>([
  ['server.port', 8080],
  ['server.public_url', 'https://ops.example.org'],
  ['server.cors_origins', []],
  ['database.url', 'postgres://opsroom:password@db.example.org:5432/opsroom'],
  ['matrix.homeserver_url', 'https://matrix.example.org'],
  ['matrix.public_url', 'https://matrix.example.org'],
  ['matrix.bot_password', 'the password of the bot'],
  ['matrix.access_token', 'syt_the_token_of_the_bot'],
  ['gates.policies', 'policies.yaml'],
  ['runner.model', 'name-of-a-model'],
  ['runner.hermes_bin', '/opt/hermes/bin/hermes'],
  ['runner.claude_bin', '/opt/claude/bin/claude'],
  ['runner.codex_bin', '/opt/codex/bin/codex'],
  ['chat.harness', 'auto'],
  ['chat.model', 'name-of-a-model'],
  ['models.anthropic_api_key', 'the key'],
  ['models.anthropic_auth_token', 'the token'],
  ['models.anthropic_base_url', 'https://gateway.example.org'],
  ['models.openai_api_key', 'the key'],
  ['models.openai_base_url', 'https://gateway.example.org/v1'],
  ['auth.service_token', 'at-least-16-random-characters'],
  ['auth.proxy_secret', 'at-least-16-random-characters'],
  ['oidc.issuer', 'https://id.example.org/realms/ops'],
  ['oidc.client_id', 'opsroom'],
  ['oidc.client_secret', 'the secret of the client'],
  ['providers.default', 'itop'],
  ['providers.active', 'itop'],
  ['providers.itop_url', 'https://itop.example.org'],
  ['providers.itop_host', 'itop.internal'],
  ['providers.itop_user', 'opsroom'],
  ['providers.itop_password', 'the password of the account'],
  ['providers.itop_web_base', 'https://itop.example.org'],
  ['providers.itop_default_org_id', 1],
  ['providers.itop_default_caller_id', 12],
  ['providers.itop_default_agent_id', 14],
  ['providers.itop_security_team_id', 21],
  ['providers.servicenow_instance_url', 'https://example.service-now.com'],
  ['providers.servicenow_token', 'the token'],
  ['providers.servicenow_user', 'opsroom'],
  ['providers.servicenow_password', 'the password of the account'],
  ['providers.jira_base_url', 'https://example.atlassian.net'],
  ['providers.jira_email', 'opsroom@example.org'],
  ['providers.jira_api_token', 'the token'],
  ['providers.jira_project_key', 'OPS'],
  ['providers.jira_incident_type', 'Bug'],
  ['providers.generic_ticketing_url', 'https://tickets.example.org/new'],
  ['providers.generic_ticketing_token', 'the token'],
  ['tools.gitlab_url', 'https://gitlab.example.org'],
]);

const entryExamples = new Map<string, unknown>([
  ['display_name', 'Dora'],
  ['email', 'dora@example.org'],
  ['roles', ['approver', 'agent-operator']],
  ['groups', ['ops', 'Network Operations']],
  ['matrix_id', '@dora:example.org'],
  ['password', 'at-least-8-characters'],
  ['description', 'What the group is for'],
  ['members', ['dora']],
]);

/** Characters of a line; prettier's limit for this repository. */
const width = 120;

function wrapped(words: string, indent: string): string[] {
  const lines: string[] = [];
  let line = `${indent}#`;
  for (const word of words.split(' ')) {
    if (line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}#`;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

function oneLine(value: unknown): string {
  return stringify(value, {
    collectionStyle: 'flow',
    singleQuote: true,
    flowCollectionPadding: false,
    lineWidth: 0,
  }).trim();
}

function needsExpectation({ type, enum: choices, properties, expects }: SettingNode): boolean {
  return (
    properties === undefined && (choices !== undefined || type === 'integer' || (expects?.startsWith('a ') ?? false))
  );
}

/** The head of the file says once how lengths of time are written; a setting says only its bounds. */
function briefly(words: string): string {
  return words.replace(/^a length of time (from \w+ to \w+),.*$/s, '$1');
}

function setting(path: readonly string[], node: SettingNode, indent: string): string[] {
  const key = path.at(-1) ?? '';
  const variables = environmentVariables.filter((variable) => variable.path === path.join('.')).map(({ name }) => name);
  const takes = needsExpectation(node) ? ` Takes ${briefly(expectation(node))}.` : '';
  const from = variables.length === 0 ? '' : ` Environment: ${variables.join(', ')}.`;
  const prose = wrapped(`${node.description ?? ''}${takes}${from}`, indent);
  if (node.properties !== undefined) {
    const inner = Object.entries(node.properties).map(([name, child]) => ({ name, child }));
    return [
      ...prose,
      `${indent}#${key}:`,
      ...inner.flatMap(({ name, child }) => [
        ...wrapped(child.description ?? '', indent),
        `${indent}#  ${name}: ${oneLine(child.default)}`,
      ]),
    ];
  }
  const value = node.default ?? examples.get(path.join('.'));
  if (value === undefined) {
    throw new Error(`the sample has no example for ${path.join('.')}: add one in sampleFile.ts`);
  }
  return [...prose, `${indent}#${key}: ${oneLine(value)}`];
}

/** A section of named entries, such as people: the defaults, then one entry with everything that an entry can have. */
function entries(name: string, node: SettingNode, entry: SettingNode): string[] {
  const first = Object.entries(node.default ?? {}).map(([key, value]) => `  #${key}: ${oneLine(value)}`);
  const example = name === 'people' ? 'dora' : 'night-shift';
  const fields = Object.entries(entry.properties ?? {}).flatMap(([key, field]) => [
    ...wrapped(field.description ?? '', '  '),
    `  #  ${key}: ${oneLine(entryExamples.get(key))}`,
  ]);
  return ['  # The defaults:', ...first, '  # Everything that an entry can have:', `  #${example}:`, ...fields];
}

function section([name, node]: [string, SettingNode]): string {
  const entry = node.additionalProperties;
  const lines =
    typeof entry === 'object'
      ? entries(name, node, entry)
      : Object.entries(node.properties ?? {}).flatMap(([key, child]) => setting([name, key], child, '  '));
  return [...wrapped(node.description ?? '', ''), `${name}:`, ...lines].join('\n');
}

const head = `# Opsroom's configuration, with every setting and its default. Copy it to opsroom.yaml where Opsroom starts (or name it in
# OPSROOM_CONFIG), and take away the "#" that stands directly before a setting to change it. Nothing here needs to be set.
# The environment wins over this file; config/ENVIRONMENT.md lists its variables. Generated: do not edit here.
# Lengths of time are 90s, 15m, 24h or 7d; a bare number is seconds.`;

/** `opsroom.sample.yaml`, from the schema. Valid as it stands, and also with every setting uncommented. */
export function sampleFile(): string {
  return `${[head, ...Object.entries(settingTree().properties ?? {}).map(section)].join('\n\n')}\n`;
}
