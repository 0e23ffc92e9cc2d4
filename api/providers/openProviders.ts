import type { Config } from '../../config/schema.js';
import type { ProviderName } from '../../config/sections/providers.js';
import type { WebAddresses } from './externalUrl.js';
import { webhookProvider } from './genericWebhook.js';
import { itopProvider, type ItopSettings } from './itop/index.js';
import { jiraProvider } from './jira.js';
import { localProvider } from './local.js';
import type { Provider } from './port.js';
import { serviceNowProvider, type ServiceNowSettings } from './serviceNow.js';

export type Providers = ReadonlyMap<string, Provider>;
type Settings = Config['providers'];

function itopAddress({ itop_url: url, itop_host: host, itop_port: port }: Settings): string | null {
  return url ?? (host === undefined ? null : `http://${host}:${port}`);
}

function itopSettings(settings: Settings): ItopSettings | null {
  const { itop_user: user, itop_password: password } = settings;
  const url = itopAddress(settings);
  if (url === null || user === undefined || password === undefined) return null;
  return {
    ...{ url, user, password, webBase: settings.itop_web_base ?? url },
    orgId: settings.itop_default_org_id ?? null,
    callerId: settings.itop_default_caller_id ?? null,
    agentId: settings.itop_default_agent_id ?? null,
    teamId: settings.itop_security_team_id ?? null,
    createTeams: settings.itop_create_teams,
    firstSync: settings.itop_first_sync,
    stimulusWait: settings.itop_stimulus_wait,
  };
}

function serviceNowSettings(settings: Settings): ServiceNowSettings | null {
  const { servicenow_instance_url: url, servicenow_token: token, servicenow_user: user } = settings;
  const { servicenow_password: password, servicenow_request_table: requestTable } = settings;
  if (url === undefined) return null;
  if (token !== undefined) return { url, requestTable, account: { token } };
  return user === undefined || password === undefined ? null : { url, requestTable, account: { user, password } };
}

function jira(settings: Settings): Provider {
  const { jira_base_url: url, jira_email: email, jira_api_token: token, jira_project_key: project } = settings;
  const issueType = settings.jira_issue_type;
  if (url === undefined || email === undefined || token === undefined || project === undefined)
    return jiraProvider(null);
  return jiraProvider({
    url,
    email,
    token,
    project,
    issueType,
    incidentType: settings.jira_incident_type ?? issueType,
  });
}

/** The providers by their names, in the order of the contract; those that lack a setting say that they are not configured. */
export function openProviders(settings: Settings): Providers {
  const { generic_ticketing_url: url, generic_ticketing_token: token, generic_ticketing_dry_run: dryRun } = settings;
  const webhook = webhookProvider(url === undefined ? null : { url, token: token ?? null, dryRun });
  const itop = itopProvider(itopSettings(settings), settings.itop_sync ? settings.itop_poll : null);
  const all = [webhook, jira(settings), localProvider, serviceNowProvider(serviceNowSettings(settings)), itop];
  return new Map(all.map((provider): [ProviderName, Provider] => [provider.name, provider]));
}

/** Where browsers find tickets; for `externalUrl`. */
export function webAddresses(settings: Settings): WebAddresses {
  return {
    itop: settings.itop_web_base ?? itopAddress(settings),
    servicenow: settings.servicenow_instance_url ?? null,
    serviceNowRequestTable: settings.servicenow_request_table,
    jira: settings.jira_base_url ?? null,
  };
}
