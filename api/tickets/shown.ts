/** What stands in a ticket's row for the platform alone. */
const inner = [
  ...['provider_payload', 'session_id', 'thread_id', 'filed_for_person_id'],
  ...['owning_group_by_principal_id', 'owning_group_by_person_id'],
];

/** The flat row of contract 7.6 on the wire: without the provider's raw payload, of which a summary stands there. */
export function shownTicket(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shown = Object.fromEntries(Object.entries(row).filter(([name]) => !inner.includes(name)));
  return { ...shown, provider_payload_summary: summary(row['provider_payload']) };
}

/** Contract 7.4. Nothing else of a payload leaves: it is another system's, and may hold anything. */
const summarised = [
  ...['key', 'class', 'code', 'message', 'friendlyname', 'status', 'team_name', 'caller_name', 'escalation_flag'],
  'escalation_reason',
];
/** Characters of what another system wrote at length. */
const longest = 240;
const longestPreview = 500;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function shortened(value: unknown): unknown {
  return typeof value === 'string' ? value.slice(0, longest) : value;
}

function summary(payload: unknown): Record<string, unknown> | null {
  if (!isObject(payload)) {
    return payload === null || payload === undefined
      ? null
      : { raw_preview: JSON.stringify(payload).slice(0, longestPreview) };
  }
  const fields = isObject(payload['fields']) ? payload['fields'] : {};
  const found = summarised.flatMap((name): [string, unknown][] => {
    const value = payload[name] ?? fields[name];
    // A list or an object there is not the field that is meant.
    return value === undefined || value === null || typeof value === 'object' ? [] : [[name, shortened(value)]];
  });
  return found.length === 0 ? null : Object.fromEntries(found);
}
