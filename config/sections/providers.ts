import { z } from 'zod';
import { duration, httpUrl, secret, text } from '../fields.js';

export const providerNames = ['local', 'itop', 'servicenow', 'jira', 'generic-webhook'] as const;
export type ProviderName = (typeof providerNames)[number];

const objectId = () => z.int().min(1).max(Number.MAX_SAFE_INTEGER);

/** Contract 26: the names of the environment are fixed, so that a deployment of the reference keeps its settings. */
export const providersSection = z
  .strictObject({
    default: z
      .enum(providerNames)
      .optional()
      .describe('Where new tickets are also kept, when the request names nothing. When not set: the first configured.'),
    active: z.enum(providerNames).optional().describe('The next choice, when the default is not configured.'),
    itop_url: httpUrl()
      .optional()
      .describe('iTop: its address, up to where /webservices begins. When not set: http, itop_host and itop_port.'),
    itop_host: text().optional().describe('iTop: its host, for plain http inside one network.'),
    itop_port: z.int().min(1).max(65_535).default(80).describe('iTop: the port of itop_host.'),
    itop_user: text().optional().describe('iTop: an account with the profile "REST Services User".'),
    itop_password: secret().optional().describe('iTop: the password of that account.'),
    itop_web_base: httpUrl()
      .optional()
      .describe("iTop: address by which people's browsers reach it, for links. When not set: the one that we use."),
    itop_default_org_id: objectId()
      .optional()
      .describe("iTop: id of the organisation of new tickets. When not set: the caller's, else id 1, else the first."),
    itop_default_caller_id: objectId()
      .optional()
      .describe('iTop: id of the person who is the caller when the requester is nobody that iTop knows.'),
    itop_default_agent_id: objectId()
      .optional()
      .describe('iTop: id of the person named as agent where a ticket has to be assigned before it can be resolved.'),
    itop_security_team_id: objectId()
      .optional()
      .describe('iTop: id of the team when no team has the name of the group.'),
    itop_create_teams: z
      .boolean()
      .default(false)
      .describe('iTop: make a team that is not there. Otherwise nobody is added to your ITSM.'),
    itop_sync: z.boolean().default(true).describe('iTop: also take in what changes there.'),
    itop_poll: duration(2, 3600).prefault('15s').describe('iTop: how often it is asked for what changed.'),
    itop_first_sync: duration(0, 3650 * 86_400)
      .prefault('30d')
      .describe('iTop: how far back the very first look goes; tickets that changed later than that are taken in.'),
    itop_stimulus_wait: duration(1, 120)
      .prefault('30s')
      .describe('iTop: longest wait for a ticket to become assigned before it is resolved.'),
    servicenow_instance_url: httpUrl().optional().describe('ServiceNow: address of the instance.'),
    servicenow_token: secret().optional().describe('ServiceNow: a bearer token.'),
    servicenow_user: text().optional().describe('ServiceNow: an account, in place of the token.'),
    servicenow_password: secret().optional().describe('ServiceNow: its password.'),
    servicenow_request_table: z
      .string()
      .regex(/^[a-z0-9_]{1,80}$/)
      .meta({ expects: 'the name of a table' })
      .default('sc_request')
      .describe('ServiceNow: table of requests.'),
    jira_base_url: httpUrl().optional().describe('Jira: address of the site.'),
    jira_email: text().optional().describe('Jira: the account.'),
    jira_api_token: secret().optional().describe('Jira: its API token.'),
    jira_project_key: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_]{0,79}$/)
      .meta({ expects: 'the key of a project, such as OPS' })
      .optional()
      .describe('Jira: project of new issues.'),
    jira_issue_type: text().default('Task').describe('Jira: type of the issue of a request or a change.'),
    jira_incident_type: text()
      .optional()
      .describe('Jira: type of the issue of an incident. When not set: jira_issue_type.'),
    generic_ticketing_url: httpUrl().optional().describe('Generic webhook: where a new ticket is posted to.'),
    generic_ticketing_token: secret().optional().describe('Generic webhook: sent as X-Webhook-Token.'),
    generic_ticketing_dry_run: z
      .boolean()
      .default(false)
      .describe('Generic webhook: says that nothing should be made.'),
  })
  .describe('Where tickets are kept besides here.');
