import type { GateFacts } from '../../api/changes/index.js';
import { fact, person, series, strong, words, type Inlines } from './document.js';
import { shown } from './gatePlan.js';
import { harnessInWords } from './harnessInWords.js';

/** Names in one line of a card; all of them are mentioned, and `!who` names all of them. */
const mostNames = 8;

export function named(people: readonly Inlines[], changeId: number): Inlines {
  if (people.length <= mostNames) return series(people);
  const rest = people.length - mostNames + 1;
  return series([...people.slice(0, mostNames - 1), `${rest} more (!who ${changeId})`]);
}

/** A selector of a policy: `group:ops` is the group ops. */
function selectorInWords(selector: string): string {
  const [, kind, name = selector] = /^(\w+):(.*)$/.exec(selector) ?? [];
  return kind === 'role' ? `role ${shown(name, 80)}` : shown(name, 80);
}

/** "2 of ops (1 so far) or 1 of admins (0 so far)". */
export function neededInWords({ ways }: GateFacts): string {
  return ways.map(({ who, need, have }) => `${need} of ${selectorInWords(who)} (${have} so far)`).join(' or ');
}

export function mayDecide({ may, change }: GateFacts): Inlines {
  return may.length === 0
    ? [strong('nobody at the moment')]
    : named(
        may.map((one) => [person(one)]),
        change.id,
      );
}

export function mayNotDecide({ mayNot, change }: GateFacts): Inlines | undefined {
  if (mayNot.length === 0) return undefined;
  const people = mayNot.map(({ name, why }) => words`${shown(name, 80)} (${why})`);
  return fact('May not', named(people, change.id));
}

/** Who asks, and the person for whom. */
export function askedInWords({ askedBy, askedFor }: GateFacts): string {
  const by =
    askedBy.kind === 'agent'
      ? `agent ${askedBy.id} (${shown(harnessInWords(askedBy.harness, askedBy.model), 80)})`
      : shown(askedBy.name, 80);
  const same = askedBy.kind === 'person' && askedBy.name === askedFor;
  return askedFor === null || same ? by : `${by}, for ${shown(askedFor, 80)}`;
}

export function ticketInWords({ ticket }: GateFacts): string | undefined {
  return ticket ? `#${ticket.id} ${shown(ticket.title, 160)}` : undefined;
}

/** The names of those whose live vote says so. */
export function voters({ votes }: GateFacts, verb: 'approve' | 'reject'): string[] {
  return votes.filter((vote) => vote.verb === verb).map(({ name }) => shown(name, 80));
}
