import type { Caller } from '../http/caller.js';
import { rankIn, rankOf } from './secrecy.js';

/** A condition over `tickets as t`, with its parameters numbered from `first`. */
export type Condition = { readonly sql: string; readonly params: readonly unknown[] };

/** What a caller is called in a policy: by group, role and name (config/data/policies.yaml). */
export function selectorsOf(caller: Caller): string[] {
  return [
    ...caller.view.groups.map((group) => `group:${group}`),
    ...caller.roles.map((role) => `role:${role}`),
    ...(caller.type === 'person' ? [`person:${caller.name}`] : []),
  ];
}

/**
 * Which tickets the caller may see (contract 3.6): nothing above the own classification; everything for unbounded roles;
 * else the own, the assigned, those of the own groups, the named ones, and those of changes that one may decide.
 * `everyGroup`: what `worksEveryTicket` found out, where it was asked.
 */
export function visibleTickets(caller: Caller, first: number, everyGroup?: boolean): Condition {
  const { view } = caller;
  const at = (offset: number): string => `$${first + offset}`;
  const params: unknown[] = [rankOf(view.maxClassification)];
  const bounded = `${rankIn('t.security_classification')} <= ${at(0)}`;
  if (view.tickets.has('all')) return { sql: bounded, params };
  const either = [`t.id = any(${at(1)}::bigint[])`];
  params.push(view.ticketIds);
  if (caller.personId !== null) {
    params.push(caller.personId);
    const person = at(params.length - 1);
    either.push(`t.requester_person_id = ${person}`, `t.assignee_person_id = ${person}`);
  }
  if (view.tickets.has('scoped')) {
    params.push(view.groups);
    const groups = at(params.length - 1);
    either.push(`t.owning_group = any(${groups}::text[])`);
    if (everyGroup === undefined) {
      either.push(
        `exists (select from groups g where g.name = any(${groups}::text[]) and g.works_every_ticket and g.enabled)`,
      );
    } else if (everyGroup) either.push('true');
  }
  if (view.tickets.has('eligible')) {
    params.push(selectorsOf(caller));
    either.push(
      `exists (select from changes c, jsonb_array_elements(c.policy -> 'alternatives') as way
         where c.ticket_id = t.id and way ->> 'group' = any(${at(params.length - 1)}::text[]))`,
    );
  }
  return { sql: `${bounded} and (${either.join(' or ')})`, params };
}
