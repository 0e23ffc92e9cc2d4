/** What stands in a ticket's row for the platform alone. */
const inner = ['provider_payload', 'session_id', 'thread_id'];

/** The flat row of contract 7.6 on the wire: without the provider's raw payload, of which a summary stands there. */
export function shownTicket(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shown = Object.fromEntries(Object.entries(row).filter(([name]) => !inner.includes(name)));
  return { ...shown, provider_payload_summary: summary(row['provider_payload']) };
}

const summarised = ['key', 'class', 'code', 'friendlyname', 'status', 'team_name', 'caller_name', 'escalation_flag'];

function summary(payload: unknown): Record<string, unknown> | null {
  if (typeof payload !== 'object' || payload === null || Object.keys(payload).length === 0) return null;
  return Object.fromEntries(Object.entries(payload).filter(([name]) => summarised.includes(name)));
}
