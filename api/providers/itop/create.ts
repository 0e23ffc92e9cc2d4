import { describedFor } from '../contactBlock.js';
import { itopUrl } from '../externalUrl.js';
import { textToHtml } from '../htmlText.js';
import type { Outcome, Outgoing, Placed } from '../port.js';
import { stamped } from '../reference.js';
import type { CallItop, ItopObject, ItopSettings } from './client.js';
import { isRequest, itopClassOf, weightOf } from './fields.js';
import { find } from './look.js';
import { partiesOf } from './parties.js';

/** Characters of a title that iTop's column holds. */
const longestTitle = 250;

function placed(object: ItopObject, itopClass: string, webBase: string): Placed {
  const payload = { key: object.key, class: itopClass, code: 0, fields: {} };
  return { ticketClass: itopClass, ref: object.key, url: itopUrl(webBase, itopClass, object.key), payload };
}

/**
 * Makes the ticket (contract 25.1, "Outbound create"). After a try of which nobody knows the end it is looked for by our
 * reference first, in its class; a second ticket is worse than a slow search.
 */
export async function createTicketThere(
  call: CallItop,
  settings: ItopSettings,
  ticket: Outgoing,
  again: boolean,
  signal: AbortSignal,
): Promise<Outcome<Placed>> {
  const itopClass = itopClassOf(ticket.ticketClass);
  if (again) {
    const oql = `SELECT ${itopClass} WHERE description LIKE '%${stamped(ticket.reference)}%'`;
    const earlier = await find(call, itopClass, oql, 'id', signal, 1);
    if (earlier.kind !== 'done') return earlier;
    const [found] = earlier.value;
    if (found) return { kind: 'done', value: placed(found, itopClass, settings.webBase) };
  }
  const request = isRequest(itopClass);
  const { requester, team } = ticket;
  const parties = await partiesOf(call, settings, { requester, team, needsCaller: request }, signal);
  if (parties.kind !== 'done') return parties;
  const { orgId, callerId, teamId } = parties.value;
  const answer = await call(
    {
      operation: 'core/create',
      class: itopClass,
      comment: `Opsroom, ticket ${ticket.ticketId}`,
      output_fields: 'id, friendlyname',
      fields: {
        org_id: orgId,
        title: ticket.title.slice(0, longestTitle),
        description: textToHtml(describedFor(ticket)),
        ...(request && callerId !== null ? { caller_id: callerId } : {}),
        ...(request ? weightOf(ticket.priority) : {}),
        ...(teamId === null ? {} : { team_id: teamId }),
      },
    },
    signal,
  );
  if (answer.kind !== 'done') return answer;
  const [made] = answer.objects;
  if (!made) return { kind: 'broken', message: 'iTop says that it made the ticket, and does not say which it is.' };
  return { kind: 'done', value: placed(made, itopClass, settings.webBase) };
}
