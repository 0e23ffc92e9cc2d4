/** Where people find a ticket of each provider; addresses without a slash at their end. */
export type WebAddresses = {
  readonly itop: string | null;
  readonly servicenow: string | null;
  readonly serviceNowRequestTable: string;
  readonly jira: string | null;
};

export type Located = {
  readonly provider: string | null;
  readonly provider_ref: string | null;
  readonly provider_class: string | null;
  readonly provider_url: string | null;
  readonly itop_ref: string;
  readonly itop_class: string;
};

/** ServiceNow's table of a class; contract 25.2. */
export function serviceNowTable(ticketClass: string, requestTable: string): string {
  if (ticketClass === 'Incident') return 'incident';
  return ticketClass === 'UserRequest' ? requestTable : 'change_request';
}

/** An address that a browser may be sent to: a provider's word is data, and `javascript:` is no address. */
function webUrl(url: string | null): string | null {
  return url !== null && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : null;
}

/** Contract 7.4: where the ticket is seen at its provider; null for one that is only here. */
export function externalUrl(ticket: Located, addresses: WebAddresses): string | null {
  const known = webUrl(ticket.provider_url);
  if (known !== null) return known;
  const ref = ticket.provider_ref ?? ticket.itop_ref;
  const ticketClass = ticket.provider_class ?? ticket.itop_class;
  if (ref === '' || ref.startsWith('LOCAL-')) return null;
  const part = encodeURIComponent(ref);
  switch (ticket.provider ?? 'itop') {
    case 'servicenow': {
      const table = serviceNowTable(ticketClass, addresses.serviceNowRequestTable);
      return (
        addresses.servicenow && `${addresses.servicenow}/nav_to.do?uri=${table}_list.do?sysparm_query=number=${part}`
      );
    }
    case 'jira':
      return addresses.jira && `${addresses.jira}/browse/${part}`;
    case 'itop':
      return addresses.itop && itopUrl(addresses.itop, ticketClass, ref);
    default:
      return null;
  }
}

export function itopUrl(base: string, ticketClass: string, ref: string): string {
  const query = new URLSearchParams({ operation: 'details', class: ticketClass, id: ref });
  return `${base}/pages/UI.php?${query.toString()}`;
}
