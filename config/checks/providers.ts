import { isLoopback } from '../loopback.js';
import type { Config } from '../schema.js';
import type { Check } from './findings.js';

type Settings = Config['providers'];

/** What each provider cannot do without; of several ways the first that was begun. */
function missing(settings: Settings): { readonly label: string; readonly lacks: readonly string[] }[] {
  const lacking = (begun: boolean, wanted: Readonly<Record<string, unknown>>): string[] =>
    begun ? Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [name] : [])) : [];
  const { itop_url: url, itop_host: host, itop_user: user, itop_password: password } = settings;
  const { servicenow_instance_url: instance, servicenow_token: token, servicenow_user: account } = settings;
  const { jira_base_url: site, jira_email: email, jira_api_token: key, jira_project_key: project } = settings;
  const itopBegun = [url, host, user, password].some((value) => value !== undefined);
  const jiraBegun = [site, email, key, project].some((value) => value !== undefined);
  return [
    { label: 'iTop', lacks: lacking(itopBegun, { ITOP_URL: url ?? host, ITOP_USER: user, ITOP_PASSWORD: password }) },
    {
      label: 'ServiceNow',
      lacks:
        token === undefined
          ? lacking(instance !== undefined || account !== undefined, {
              SERVICENOW_INSTANCE_URL: instance,
              SERVICENOW_USER: account,
              SERVICENOW_PASSWORD: settings.servicenow_password,
            })
          : lacking(true, { SERVICENOW_INSTANCE_URL: instance }),
    },
    {
      label: 'Jira',
      lacks: lacking(jiraBegun, {
        JIRA_BASE_URL: site,
        JIRA_EMAIL: email,
        JIRA_API_TOKEN: key,
        JIRA_PROJECT_KEY: project,
      }),
    },
  ];
}

const addresses = ['itop_url', 'servicenow_instance_url', 'jira_base_url', 'generic_ticketing_url'] as const;

function inTheClear(settings: Settings): string[] {
  const host = settings.itop_url === undefined ? settings.itop_host : undefined;
  const urls = addresses.flatMap((name) => settings[name] ?? []).map((url) => new URL(url));
  const plain = urls.filter(({ protocol }) => protocol === 'http:').map(({ hostname }) => hostname);
  return [...plain, ...(host === undefined ? [] : [host])].filter((name) => !isLoopback(name));
}

/** A provider that is half set up takes no ticket, and nobody would notice: the tickets are simply here. */
export const providersAreWhole: Check = {
  reads: ['providers'],
  run({ config: { providers } }) {
    const halves = missing(providers).flatMap(({ label, lacks }) =>
      lacks.length === 0 ? [] : [`${label} gets no ticket yet: set ${lacks.join(', ')}.`],
    );
    const clear = inTheClear(providers).map(
      (host) => `The password for ${host} goes over the network unencrypted: give its provider an https:// address.`,
    );
    return { problems: [], warnings: [...halves, ...clear] };
  },
};
