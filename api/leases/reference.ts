import type { Wanted } from './contract.js';

/** Characters of one part of a reference (contract 5.6). */
const longestPart = 80;

function part(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .slice(0, longestPart);
}

/** The name of the credential of a lease that nobody named. */
export function defaultReference(agentId: number, wanted: Wanted): string {
  const parts = [wanted.system, wanted.resource_type, wanted.resource_id, wanted.action].map(part);
  return `<vault:agent_${agentId}_${parts.join('_')}>`;
}

/** Of the three leases for the own ticket (contract 5.3 a). */
export function ownTicketReference(agentId: number, ticketId: number): string {
  return `<vault:agent_${agentId}_dashboard_ticket_${ticketId}>`;
}

/**
 * Whether the text names a credential, such as `<vault:siem_readonly>` or `vault:siem/readonly`. Anything else could be the
 * credential itself, and is kept out of every table, answer and log.
 */
export function isReference(text: string): boolean {
  return /^(<vault:[\w./:@-]{1,400}>|vault:[\w./:@-]{1,400})$/.test(text);
}
