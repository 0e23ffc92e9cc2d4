import type { Secret } from '../../config/secret.js';
import { describedFor } from './contactBlock.js';
import { externalUrl, serviceNowTable } from './externalUrl.js';
import { onlyCreates, type Outcome, type Placed, type Provider } from './port.js';
import { objectIn, redact, send } from './send.js';

export type ServiceNowSettings = {
  readonly url: string;
  readonly account: { readonly token: Secret } | { readonly user: string; readonly password: Secret };
  readonly requestTable: string;
};

/** ServiceNow's priority is 1 (critical) to 5; ours stops at 4. */
const priorityOf = (priority: string | null): string | undefined => /^\s*p?([1-4])\s*$/i.exec(priority ?? '')?.[1];

/** ServiceNow's Table API: new tickets only (contract 25.2). They are found again by `correlation_id`. */
export function serviceNowProvider(settings: ServiceNowSettings | null): Provider {
  const base: Omit<Provider, 'configured' | 'create'> = {
    ...onlyCreates,
    name: 'servicenow',
    label: 'ServiceNow',
    ticketClasses: ['Incident', 'UserRequest', 'NormalChange'],
  };
  if (settings === null)
    return { ...base, configured: false, create: () => Promise.resolve({ kind: 'not_supported' }) };
  const { url, account, requestTable } = settings;
  const secret = 'token' in account ? account.token : account.password;
  const authorization =
    'token' in account
      ? `Bearer ${account.token.reveal()}`
      : `Basic ${Buffer.from(`${account.user}:${account.password.reveal()}`).toString('base64')}`;
  const headers = { authorization, accept: 'application/json', 'content-type': 'application/json' };

  function placed(ticketClass: string, record: unknown): Placed | undefined {
    if (typeof record !== 'object' || record === null) return undefined;
    const number: unknown = Reflect.get(record, 'number');
    if (typeof number !== 'string' || number === '') return undefined;
    const located = { provider: 'servicenow', provider_ref: number, provider_class: ticketClass, provider_url: null };
    const addresses = { itop: null, jira: null, servicenow: url, serviceNowRequestTable: requestTable };
    const there = externalUrl({ ...located, itop_ref: number, itop_class: ticketClass }, addresses);
    const id: unknown = Reflect.get(record, 'sys_id');
    return { ticketClass, ref: number, url: there, payload: { sys_id: typeof id === 'string' ? id : null, number } };
  }

  return {
    ...base,
    configured: true,
    async create(ticket, again, signal): Promise<Outcome<Placed>> {
      const table = `${url}/api/now/table/${serviceNowTable(ticket.ticketClass, requestTable)}`;
      if (again) {
        const query = new URLSearchParams({ sysparm_query: `correlation_id=${ticket.reference}`, sysparm_limit: '1' });
        const reply = await send('ServiceNow', { url: `${table}?${query.toString()}`, method: 'GET', headers }, signal);
        if (reply.kind !== 'answered') return reply;
        const result = objectIn(reply.text)?.['result'];
        if (reply.status !== 200 || !Array.isArray(result)) {
          return { kind: 'broken', message: `ServiceNow answered a search with HTTP ${reply.status}.` };
        }
        const earlier = placed(ticket.ticketClass, result[0]);
        if (earlier) return { kind: 'done', value: earlier };
      }
      const priority = priorityOf(ticket.priority);
      const body = JSON.stringify({
        short_description: ticket.title,
        description: describedFor(ticket),
        correlation_id: ticket.reference,
        ...(priority === undefined ? {} : { priority }),
        ...(ticket.team === null ? {} : { assignment_group: ticket.team }),
      });
      // The group is known by its name here, and by an id there.
      const reply = await send(
        'ServiceNow',
        { url: `${table}?sysparm_input_display_value=true`, headers, body },
        signal,
      );
      if (reply.kind !== 'answered') return reply;
      const answer = objectIn(reply.text);
      const made =
        reply.status === 201 || reply.status === 200 ? placed(ticket.ticketClass, answer?.['result']) : undefined;
      if (made) return { kind: 'done', value: made };
      const said = redact(JSON.stringify(answer?.['error'] ?? reply.status), [secret]).slice(0, 300);
      return { kind: 'refused', message: `ServiceNow did not take the ticket: ${said}` };
    },
  };
}
