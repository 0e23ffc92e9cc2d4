import { setTimeout as sleep } from 'node:timers/promises';
import type { Closing, Outcome, Place } from '../port.js';
import { isUnknownAttribute, type CallItop, type ItopAnswer, type ItopSettings } from './client.js';
import { isRequest } from './fields.js';
import { fieldOf } from './look.js';

/** Characters; contract 25.1. */
const longestSolution = 240;
/** Milliseconds between two looks at a ticket that is being assigned. */
const betweenLooks = 1_000;

const ended = new Set(['resolved', 'closed']);

type Stimulus = { readonly stimulus: string; readonly fields: Readonly<Record<string, unknown>> };

const isInvalidStimulus = (answer: ItopAnswer): boolean =>
  answer.kind === 'refused' && /invalid stimulus/i.test(answer.message);

/**
 * Brings a ticket to its end with iTop's own transitions (contract 25.1, "Close"). A request that nobody was assigned to has
 * to be assigned first. What is at its end already stays as it is.
 */
export async function closeTicketThere(
  call: CallItop,
  settings: ItopSettings,
  place: Place,
  closing: Closing,
  signal: AbortSignal,
): Promise<Outcome<string>> {
  const { ticketClass: itopClass, ref } = place;
  const statusNow = (): Promise<Outcome<unknown>> => fieldOf(call, itopClass, ref, 'status', signal);
  const apply = ({ stimulus, fields }: Stimulus): Promise<ItopAnswer> =>
    call(
      {
        operation: 'core/apply_stimulus',
        class: itopClass,
        key: Number(ref),
        stimulus,
        comment: `Opsroom: ${closing.status}`,
        output_fields: 'status',
        fields,
      },
      signal,
    );
  /** An installation may lack the attributes of a resolution; then it is ended without them. */
  const applyLeniently = async (wanted: Stimulus): Promise<ItopAnswer> => {
    const answer = await apply(wanted);
    return isUnknownAttribute(answer) && Object.keys(wanted.fields).length > 0
      ? apply({ ...wanted, fields: {} })
      : answer;
  };

  const before = await statusNow();
  if (before.kind !== 'done') return before;
  if (ended.has(String(before.value))) return { kind: 'done', value: String(before.value) };
  const last: Stimulus = isRequest(itopClass)
    ? {
        stimulus: 'ev_resolve',
        fields: { resolution_code: 'assistance', solution: closing.reason.slice(0, longestSolution) },
      }
    : { stimulus: 'ev_finish', fields: {} };
  const first = await applyLeniently(last);
  if (first.kind === 'done') return { kind: 'done', value: isRequest(itopClass) ? 'resolved' : 'closed' };
  if (!isInvalidStimulus(first) || !isRequest(itopClass)) return first;

  const assigned = await apply({
    stimulus: 'ev_assign',
    fields: {
      ...(settings.agentId === null ? {} : { agent_id: settings.agentId }),
      ...(settings.teamId === null ? {} : { team_id: settings.teamId }),
    },
  });
  // Somebody may have assigned it in between: then the stimulus is invalid, and the status says why.
  if (assigned.kind !== 'done' && !isInvalidStimulus(assigned)) return assigned;
  for (let left = Math.ceil((settings.stimulusWait * 1000) / betweenLooks); ; left -= 1) {
    const status = await statusNow();
    if (status.kind !== 'done') return status;
    if (ended.has(String(status.value))) return { kind: 'done', value: String(status.value) };
    if (status.value === 'assigned') break;
    if (left <= 0) {
      const message = `iTop: the ticket is ${String(status.value)} and did not become assigned, so it could not be resolved.`;
      return { kind: 'refused', message };
    }
    await sleep(betweenLooks, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return { kind: 'unreachable', message: 'It was interrupted.' };
  }
  const second = await applyLeniently(last);
  return second.kind === 'done' ? { kind: 'done', value: 'resolved' } : second;
}
