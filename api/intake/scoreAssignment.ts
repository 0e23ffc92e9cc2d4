import { scoreRules, type IntakeRule } from './rules/index.js';

/** What of a ticket decides which rule takes it. */
export type AssignableTicket = {
  readonly title: string;
  readonly description: string;
  readonly itop_class: string;
  readonly assignee_team: string | null;
};

export type AssignmentScore<R extends IntakeRule> = { readonly rule: R; readonly score: number };

/** Contract 17.6: what it counts that the ticket is with the rule's group, and that it is of the rule's class. */
const sameGroup = 4;
const sameClass = 3;

/** Lines that intake writes above a request: they say where it was sent, which is no word of who asks. */
const routingLine = /^(?:Requester|Affected user|Channel|Intent|Group): .*$/gmu;

function isOfClass(ticketClass: string, ruleClass: string): boolean {
  const [ticket, rule] = [ticketClass.toLowerCase(), ruleClass.toLowerCase()];
  // The rule's "Change" is every kind of change that a ticket can be (contract 7.3).
  return ticket === rule || (rule === 'change' && ticket.endsWith('change'));
}

/** Weights are decimal fractions: 1.7999999999999998 is 1.8 to everybody who reads it. */
const hundredths = (score: number): number => Math.round(score * 100) / 100;

/**
 * The rule that takes the ticket, or undefined; ties go to the lowest id (contract 17.6). Only the words of the request
 * make a rule take it: who puts a ticket into the queue of a group has asked people, and class or group alone start no
 * agent. They decide between rules whose keywords stand there. Keywords count as in `classify`: whole words, each once.
 */
export function scoreAssignment<R extends IntakeRule>(
  ticket: AssignableTicket,
  rules: readonly R[],
): AssignmentScore<R> | undefined {
  const text = { title: ticket.title, message: ticket.description.replaceAll(routingLine, '') };
  const scored = scoreRules(text, rules).map(({ rule, score }) => ({
    rule,
    score: hundredths(
      score +
        (ticket.assignee_team === rule.assignment_group ? sameGroup : 0) +
        (isOfClass(ticket.itop_class, rule.ticket_class) ? sameClass : 0),
    ),
  }));
  return scored.sort((a, b) => b.score - a.score || a.rule.id - b.rule.id)[0];
}
