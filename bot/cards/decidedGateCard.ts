import type { GateFacts } from '../../api/changes/index.js';
import type { RoomMessage } from '../matrix/index.js';
import { code, fact, lines, list, series, strong, words, type Inlines } from './document.js';
import { duration } from './duration.js';
import { askedInWords, ticketInWords, voters } from './gateFactsInWords.js';
import { decidedPlanBlocks, shortDigest, shown } from './gatePlan.js';
import { pointInTime } from './pointInTime.js';
import { roomMessage } from './roomMessage.js';

/** The sentence that stands over the card, and what else is to be said about the end. */
type Outcome = { readonly heading: string; readonly said: readonly (Inlines | undefined)[] };

const at = (date: Date | null): string => (date === null ? '' : ` at ${pointInTime(date)}`);

function approval(facts: GateFacts): Inlines {
  const { change, votes } = facts;
  if (change.auto_approved) return words`${strong('TEST, no person decided.')}`;
  const by = voters(facts, 'approve');
  const reasons = votes.flatMap(({ name, verb, reason }) =>
    verb === 'approve' && reason !== null ? [`${shown(name, 80)}: ${shown(reason)}`] : [],
  );
  const why = reasons.length === 0 ? '' : ` ${reasons.join(' ')}`;
  return fact('Approved by', words`${series(by)}${at(change.decided_at)}.${why}`);
}

function denial(facts: GateFacts): readonly Inlines[] {
  const { change, votes, laterReason } = facts;
  const by = voters(facts, 'reject');
  const given = votes.filter(({ verb }) => verb === 'reject').flatMap(({ reason }) => reason ?? []);
  const reasons = [...given, ...(laterReason === null ? [] : [laterReason])];
  const noQuorum = change.state_reason === 'quorum_unreachable';
  return [
    fact('Rejected by', words`${series(by)}${at(change.decided_at)}`),
    fact('Reason', reasons.length === 0 ? 'none given yet' : reasons.map((one) => shown(one)).join(' ')),
    ...(noQuorum ? [words`Without them too few people are left who could approve it.`] : []),
  ];
}

function ending({ execution }: GateFacts): string {
  if (!execution) return 'no receipt';
  const { exitCode, signal, durationMs } = execution;
  const how = signal === null ? `exit code ${exitCode ?? 'unknown'}` : `ended by ${signal}`;
  return durationMs === null ? how : `${how}, after ${duration(durationMs / 1000)}`;
}

/** Who carries out an approved plan, and until when. */
function nextAct({ change, askedBy }: GateFacts): string {
  const until = change.execute_before === null ? '' : `, until ${pointInTime(change.execute_before)}`;
  if (change.plan_kind === 'argv' || change.plan_kind === 'effect') return `the platform runs it once${until}.`;
  const who = change.plan_kind === 'agent' && askedBy.kind === 'agent' ? `agent ${askedBy.id}` : 'a person';
  return `${who} does it and reports${until}.`;
}

function completed(facts: GateFacts): Outcome {
  const { change, completedBy, execution } = facts;
  const { id } = change;
  if (change.result_kind === 'verified') {
    // The platform's own acts have no receipt of a program; what came of them is a sentence.
    const result = execution ? `${ending(facts)}.` : shown(change.result ?? '');
    const said = result === '' ? [approval(facts)] : [approval(facts), fact('Result', result)];
    return { heading: `Change ${id} ran as approved, verified`, said };
  }
  // Whoever did it says so, and nobody looked: never "done" (GATES.md).
  const agent = /^agent-(\d+)$/.exec(completedBy ?? '')?.[1];
  const who = agent === undefined ? shown(completedBy ?? 'somebody', 80) : `agent ${agent}`;
  const result = fact('Their words, not verified', shown(change.result ?? ''));
  return { heading: `Change ${id} is reported by ${who}`, said: [approval(facts), result] };
}

function outcome(facts: GateFacts): Outcome {
  const { change, supersededBy } = facts;
  const { id, state_reason: why } = change;
  const approved = approval(facts);
  switch (change.state) {
    case 'pending':
    case 'approved':
      return { heading: `Change ${id} is approved`, said: [approved, fact('Next', nextAct(facts))] };
    case 'executing':
      return { heading: `Change ${id} is running`, said: [approved, fact('Next', 'the result is written here.')] };
    case 'completed':
      return completed(facts);
    case 'rejected':
      return { heading: `Change ${id} was rejected`, said: [...denial(facts), ['Nothing was run.']] };
    case 'expired': {
      const said = words`It was not decided by ${pointInTime(change.expires_at)}, so it is not approved. Nothing was run.`;
      return { heading: `Change ${id} expired`, said: [said] };
    }
    case 'withdrawn':
      return { heading: `Change ${id} was withdrawn`, said: [['Whoever asked took it back. Nothing was run.']] };
    case 'superseded': {
      const by = supersededBy === null ? 'A newer change' : `Change ${supersededBy}`;
      return { heading: `Change ${id} was replaced`, said: [words`${by} takes its place. Nothing was run.`] };
    }
    case 'drifted':
      return { heading: `Change ${id} was not run`, said: [approved, fact('Why not', shown(why ?? 'it had changed'))] };
    case 'execution_expired': {
      const said = fact('Why not', 'it was not carried out in time; it needs a new gate.');
      return { heading: `Change ${id} was approved and not carried out`, said: [approved, said] };
    }
    case 'failed': {
      if (facts.execution?.state !== 'unknown') {
        const said = fact('Result', shown(change.result ?? ending(facts)));
        return { heading: `Change ${id} failed`, said: [approved, said] };
      }
      const said = 'The runner was lost while it ran. It may have run and is not run again: a person has to look.';
      return { heading: `Change ${id}: the outcome is unknown`, said: [approved, [said]] };
    }
  }
}

/** The card of a gate after the decision: how it ended, and still what it was about. */
export function decidedGateCard(facts: GateFacts): RoomMessage {
  const { change } = facts;
  const { heading, said } = outcome(facts);
  const ticket = ticketInWords(facts);
  return roomMessage([
    lines(words`${strong(heading)}`, words`${strong(shown(change.action, 255))}`),
    list(...said),
    ...decidedPlanBlocks(change.plan),
    list(
      ticket === undefined ? undefined : fact('Ticket', ticket),
      fact('Asked by', askedInWords(facts)),
      fact('Digest', code(shortDigest(change))),
    ),
  ]);
}
