import type { Queryable } from '../db/index.js';
import { groupByRule } from '../intake/index.js';
import { groupNamed } from './assign.js';
import type { CreateTicket } from './contract.js';
import { normaliseClass, normaliseTitle, type Origin } from './createTicket.js';

export type Filing = { readonly input: CreateTicket; readonly origin: Origin };

/**
 * Adds the group of the rule that starts an agent on the ticket, where whoever files it names none, or a team that is no group: the row is complete
 * before the agent can begin (27.21), and the group is the rules' choice. A chat turn decides by itself who works what it files.
 */
export async function ownedByRule(q: Queryable, { input, origin }: Filing): Promise<Filing> {
  const team = input.assignee_team;
  const named = input.owning_group !== null || (team !== null && (await groupNamed(q, team)) !== undefined);
  if (named || !input.auto_assign || origin.sessionId !== null) return { input, origin };
  const ofProvider = (input.provider_ref ?? null) !== null;
  const group = await groupByRule(q, {
    title: normaliseTitle(input.title),
    description: input.description ?? '',
    itop_class: normaliseClass(ofProvider ? (input.provider_class ?? input.ticket_class) : input.ticket_class),
    assignee_team: null,
  });
  if (group === undefined) return { input, origin };
  return {
    input: { ...input, owning_group: group, assignee_team: team ?? group },
    origin: { ...origin, groupByRules: true },
  };
}
