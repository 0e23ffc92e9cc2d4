import type { GateFacts } from '../../api/changes/index.js';
import type { RoomMessage } from '../matrix/index.js';
import { code, fact, lines, list, series, strong, words } from './document.js';
import { duration } from './duration.js';
import { askedInWords, mayDecide, mayNotDecide, neededInWords, ticketInWords, voters } from './gateFactsInWords.js';
import { planBlocks, shortDigest, shown } from './gatePlan.js';
import { decidedGateCard } from './decidedGateCard.js';
import { unisolatedSentence } from './harnessInWords.js';
import { pointInTime } from './pointInTime.js';
import { roomMessage } from './roomMessage.js';

/** Characters of each text of whoever asks: a card that takes long to read is not read. */
const mostOfReason = 400;

/** Text of whoever asks, or that there is none: an empty line would look like an oversight of ours. */
function given(text: string, changeId: number): string {
  if (text.trim() === '') return 'not given';
  const line = shown(text, mostOfReason);
  return line.endsWith('…') ? `${line} (all of it: GET /api/changes/${changeId})` : line;
}

/** The card of a gate as it is now. `unisolated`: runs have the rights of the platform's own user. */
export function gateCard(facts: GateFacts, { unisolated }: { unisolated: boolean }): RoomMessage {
  const { change } = facts;
  const { id, plan, policy } = change;
  if (change.state !== 'pending') return decidedGateCard(facts);
  const ticket = ticketInWords(facts);
  const [approved, denied] = [voters(facts, 'approve'), voters(facts, 'reject')];
  const open = duration((change.expires_at.getTime() - change.requested_at.getTime()) / 1000);
  const risk = change.risk_level === 'unknown' ? 'unknown, nobody stated it' : shown(change.risk_level, 40);
  const blocks = [
    lines(
      words`${strong(`Change ${id} needs a decision`)}`,
      words`${strong(shown(change.action, 255))} · risk ${strong(risk)}`,
    ),
    ...planBlocks(plan, id),
    list(
      fact('Why', given(change.reason, id)),
      ticket === undefined ? undefined : fact('Ticket', ticket),
      fact('Blast radius', given(plan.blast_radius, id)),
      fact('Rollback', given(plan.rollback, id)),
      unisolated && (plan.kind === 'argv' || plan.kind === 'agent')
        ? fact('Isolation', `${unisolatedSentence}.`)
        : undefined,
      fact('Asked by', askedInWords(facts)),
      fact('May decide', mayDecide(facts)),
      fact('Needed', `${neededInWords(facts)}.`),
      approved.length > 0 ? fact('Approved so far by', series(approved)) : undefined,
      denied.length > 0
        ? fact('Rejected so far by', words`${series(denied)}; ${policy.deny_threshold} end it`)
        : undefined,
      mayNotDecide(facts),
      fact('Until', `${pointInTime(change.expires_at)}, ${open} after it was asked. Silence never approves.`),
      fact('Policy', words`${shown(policy.name, 80)}, version ${policy.version}. Digest ${code(shortDigest(change))}`),
    ),
    lines(
      words`${strong('Tap ✅ to approve, ❌ to reject.')}`,
      words`Or write ${code(`!approve ${id}`)} or ${code(`!reject ${id} reason`)}. ${code(`!who ${id}`)} says who may decide.`,
    ),
  ];
  return roomMessage(blocks, { mentions: facts.may.flatMap(({ matrixId }) => matrixId ?? []) });
}
