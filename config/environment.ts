import type { Config } from './schema.js';

type SettingPath = { [S in keyof Config]: `${S}.${keyof Config[S] & string}` }[keyof Config];

/** How the text of a variable becomes a value; what does not parse stays text, so that the schema names the fault. */
type Reading = 'text' | 'number' | 'list' | 'minutes' | 'flag';

export interface EnvironmentVariable {
  readonly name: string;
  readonly path: SettingPath;
  readonly reading: Reading;
  /** What the setting's own description does not say: another unit, another name. */
  readonly remark?: string;
}

/** Read before everything else: it names the file that the rest is read from. */
export const CONFIG_FILE_VARIABLE = 'OPSROOM_CONFIG';

/** Every environment variable that is a setting. Two names for one setting: the later one wins when both are set. */
export const environmentVariables: readonly EnvironmentVariable[] = [
  { name: 'OPSROOM_ENV', path: 'server.environment', reading: 'text' },
  { name: 'OPSROOM_DATA_DIR', path: 'server.data_dir', reading: 'text' },
  { name: 'OPSROOM_HOST', path: 'server.host', reading: 'text' },
  { name: 'OPSROOM_PORT', path: 'server.port', reading: 'number' },
  { name: 'DASHBOARD_PUBLIC_URL', path: 'server.public_url', reading: 'text', remark: 'Older name.' },
  { name: 'OPSROOM_PUBLIC_URL', path: 'server.public_url', reading: 'text' },
  { name: 'OPSROOM_ROLES', path: 'server.roles', reading: 'list' },
  { name: 'OPSROOM_LOG', path: 'server.log', reading: 'text' },
  { name: 'DASHBOARD_CORS_ORIGINS', path: 'server.cors_origins', reading: 'list' },
  { name: 'DATABASE_URL', path: 'database.url', reading: 'text' },
  { name: 'MATRIX_HOMESERVER_URL', path: 'matrix.homeserver_url', reading: 'text' },
  { name: 'MATRIX_PUBLIC_URL', path: 'matrix.public_url', reading: 'text' },
  { name: 'OPSROOM_MATRIX_HOST', path: 'matrix.host', reading: 'text' },
  { name: 'MATRIX_BOT_USER', path: 'matrix.bot_user', reading: 'text' },
  { name: 'MATRIX_BOT_PASSWORD', path: 'matrix.bot_password', reading: 'text' },
  { name: 'MATRIX_ACCESS_TOKEN', path: 'matrix.access_token', reading: 'text' },
  { name: 'AGENT_HARNESS', path: 'runner.harness', reading: 'text' },
  { name: 'AGENT_DEFAULT_MODEL', path: 'runner.model', reading: 'text' },
  { name: 'HERMES_BIN', path: 'runner.hermes_bin', reading: 'text' },
  { name: 'CLAUDE_BIN', path: 'runner.claude_bin', reading: 'text' },
  { name: 'CODEX_BIN', path: 'runner.codex_bin', reading: 'text' },
  { name: 'MAX_CONCURRENT_AGENTS', path: 'runner.concurrency', reading: 'number' },
  { name: 'AGENT_TIMEOUT_MINUTES', path: 'runner.task_timeout', reading: 'minutes', remark: 'In minutes; 0 is 24 h.' },
  { name: 'AGENT_NO_OUTPUT_STALL_SECONDS', path: 'runner.stall', reading: 'number', remark: 'In seconds.' },
  { name: 'AUTO_ASSIGNMENT_MAX_ACTIVE_PER_RULE', path: 'runner.auto_assign_max_per_rule', reading: 'number' },
  {
    name: 'OPS_CHAT_INTAKE_AGENT_TIMEOUT_SECONDS',
    path: 'runner.turn_timeout',
    reading: 'number',
    remark: 'In seconds.',
  },
  { name: 'OPS_CHAT_AGENT_HARNESS', path: 'chat.harness', reading: 'text' },
  { name: 'OPS_CHAT_AGENT_MODEL', path: 'chat.model', reading: 'text' },
  { name: 'OPS_CHAT_AGENT_TOOL_ATTEMPTS', path: 'chat.tool_attempts', reading: 'number' },
  { name: 'OPS_CHAT_GENERAL_AGENT_MAX_TURNS', path: 'chat.max_turns', reading: 'number' },
  { name: 'OPS_CHAT_OUTBOUND_MAX_BODY_CHARS', path: 'chat.max_body_chars', reading: 'number' },
  { name: 'OPS_CHAT_MAX_ATTACHMENT_BYTES', path: 'chat.max_attachment_bytes', reading: 'number' },
  { name: 'AGENT_LLM_AUTH_TOKEN', path: 'models.anthropic_auth_token', reading: 'text', remark: 'Older name.' },
  { name: 'AGENT_LLM_BASE_URL', path: 'models.anthropic_base_url', reading: 'text', remark: 'Older name.' },
  { name: 'ANTHROPIC_API_KEY', path: 'models.anthropic_api_key', reading: 'text' },
  { name: 'ANTHROPIC_AUTH_TOKEN', path: 'models.anthropic_auth_token', reading: 'text' },
  { name: 'ANTHROPIC_BASE_URL', path: 'models.anthropic_base_url', reading: 'text' },
  { name: 'OPENAI_API_KEY', path: 'models.openai_api_key', reading: 'text' },
  { name: 'OPENAI_BASE_URL', path: 'models.openai_base_url', reading: 'text' },
  { name: 'CODEX_AUTH_MODE', path: 'models.codex_auth_mode', reading: 'text' },
  { name: 'DASHBOARD_AUTH_ENFORCEMENT', path: 'auth.mode', reading: 'text' },
  { name: 'DASHBOARD_SERVICE_TOKEN', path: 'auth.service_token', reading: 'text' },
  { name: 'DASHBOARD_SESSION_TTL_SECONDS', path: 'auth.session_ttl', reading: 'number', remark: 'In seconds.' },
  { name: 'DASHBOARD_TRUSTED_AUTH_SECRET', path: 'auth.proxy_secret', reading: 'text' },
  { name: 'CREDENTIAL_VAULT_PROVIDER', path: 'vault.provider', reading: 'text' },
  { name: 'CREDENTIAL_VAULT_RESOLVER_MODE', path: 'vault.resolver_mode', reading: 'text' },
  { name: 'OIDC_ISSUER', path: 'oidc.issuer', reading: 'text' },
  { name: 'OIDC_CLIENT_ID', path: 'oidc.client_id', reading: 'text' },
  { name: 'OIDC_CLIENT_SECRET', path: 'oidc.client_secret', reading: 'text' },
  { name: 'DEFAULT_TICKET_PROVIDER', path: 'providers.default', reading: 'text' },
  { name: 'ACTIVE_TICKET_PROVIDER', path: 'providers.active', reading: 'text' },
  { name: 'ITOP_URL', path: 'providers.itop_url', reading: 'text' },
  { name: 'ITOP_HOST', path: 'providers.itop_host', reading: 'text' },
  { name: 'ITOP_PORT', path: 'providers.itop_port', reading: 'number' },
  { name: 'ITOP_USER', path: 'providers.itop_user', reading: 'text' },
  { name: 'ITOP_PASSWORD', path: 'providers.itop_password', reading: 'text' },
  { name: 'ITOP_WEB_BASE', path: 'providers.itop_web_base', reading: 'text' },
  { name: 'ITOP_DEFAULT_ORG_ID', path: 'providers.itop_default_org_id', reading: 'number' },
  { name: 'ITOP_DEFAULT_CALLER_ID', path: 'providers.itop_default_caller_id', reading: 'number' },
  { name: 'ITOP_DEFAULT_AGENT_ID', path: 'providers.itop_default_agent_id', reading: 'number' },
  { name: 'ITOP_SECURITY_TEAM_ID', path: 'providers.itop_security_team_id', reading: 'number' },
  { name: 'ITOP_CREATE_TEAMS', path: 'providers.itop_create_teams', reading: 'flag' },
  { name: 'ITOP_SYNC_ENABLED', path: 'providers.itop_sync', reading: 'flag' },
  { name: 'ITOP_DISCOVERY_INTERVAL', path: 'providers.itop_poll', reading: 'number', remark: 'In seconds.' },
  {
    name: 'ITOP_STIMULUS_STATE_WAIT_SECONDS',
    path: 'providers.itop_stimulus_wait',
    reading: 'number',
    remark: 'In seconds.',
  },
  { name: 'SERVICENOW_INSTANCE_URL', path: 'providers.servicenow_instance_url', reading: 'text' },
  { name: 'SERVICENOW_TOKEN', path: 'providers.servicenow_token', reading: 'text' },
  { name: 'SERVICENOW_USER', path: 'providers.servicenow_user', reading: 'text' },
  { name: 'SERVICENOW_PASSWORD', path: 'providers.servicenow_password', reading: 'text' },
  { name: 'SERVICENOW_REQUEST_TABLE', path: 'providers.servicenow_request_table', reading: 'text' },
  { name: 'JIRA_BASE_URL', path: 'providers.jira_base_url', reading: 'text' },
  { name: 'JIRA_EMAIL', path: 'providers.jira_email', reading: 'text' },
  { name: 'JIRA_API_TOKEN', path: 'providers.jira_api_token', reading: 'text' },
  { name: 'JIRA_PROJECT_KEY', path: 'providers.jira_project_key', reading: 'text' },
  { name: 'JIRA_ISSUE_TYPE', path: 'providers.jira_issue_type', reading: 'text' },
  { name: 'JIRA_INCIDENT_TYPE', path: 'providers.jira_incident_type', reading: 'text' },
  { name: 'GENERIC_TICKETING_URL', path: 'providers.generic_ticketing_url', reading: 'text' },
  { name: 'GENERIC_TICKETING_TOKEN', path: 'providers.generic_ticketing_token', reading: 'text' },
  { name: 'GENERIC_TICKETING_DRY_RUN', path: 'providers.generic_ticketing_dry_run', reading: 'flag' },
  { name: 'HEALTH_CHECK_INTERVAL', path: 'tools.check_interval', reading: 'number', remark: 'In seconds.' },
  { name: 'GITLAB_URL', path: 'tools.gitlab_url', reading: 'text', remark: 'Older name.' },
  { name: 'GITLAB_BASE_URL', path: 'tools.gitlab_url', reading: 'text' },
];

const aDayInMinutes = 24 * 60;

/** How people write yes and no into a file of variables. */
const flags = new Map([
  ...['true', '1', 'yes', 'on'].map((word) => [word, true] as const),
  ...['false', '0', 'no', 'off'].map((word) => [word, false] as const),
]);

export function readVariable(raw: string, reading: Reading): unknown {
  const value = raw.trim();
  const number = /^-?\d+$/.test(value) ? Number(value) : value;
  switch (reading) {
    case 'text':
      return value;
    case 'number':
      return number;
    case 'flag':
      return flags.get(value.toLowerCase()) ?? value;
    case 'minutes':
      return typeof number === 'number' ? (number === 0 ? aDayInMinutes : number) * 60 : number;
    case 'list':
      return value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '');
  }
}
