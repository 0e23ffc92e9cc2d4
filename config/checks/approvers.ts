import type { Policy } from '../policies.js';
import { grants } from '../roles.js';
import { membersOf, type Check, type CheckInput } from './findings.js';

function howToAdd(group: string): string {
  return `Add people under people: in opsroom.yaml (naming any replaces those of the first start), for example: dora: { roles: [approver], groups: [${group}] }`;
}

/** People who hold `changes:approve` by one of their roles. */
function approvers({ config, roles }: CheckInput): string[] {
  const may = new Set(
    roles.filter(({ capabilities }) => grants(capabilities, 'changes:approve')).map(({ name }) => name),
  );
  return Object.entries(config.people).flatMap(([name, person]) =>
    person.roles.some((r) => may.has(r)) ? [name] : [],
  );
}

function pool(selector: string, input: CheckInput): number {
  const name = selector.slice(selector.indexOf(':') + 1);
  const able = approvers(input);
  if (selector.startsWith('role:')) {
    return able.filter((person) => input.config.people[person]?.roles.includes(name)).length;
  }
  const selected = selector.startsWith('person:') ? [name] : membersOf(input.config, name);
  return selected.filter((person) => able.includes(person)).length;
}

function cannotBeReached(policy: Policy, input: CheckInput): boolean {
  return !policy.alternatives.some(({ count, of }) => {
    // A ticket's owning group is not known here; who stands in for it is.
    const selector = of === 'group:owner' ? (policy.owner_fallback ?? of) : of;
    return pool(selector, input) >= count;
  });
}

/** Silence never approves: where nobody may, every change waits for its end, and the start says so. */
export const somebodyCanApprove: Check = {
  reads: ['people', 'groups', 'gates'],
  run(input) {
    const unreachable = (input.policies?.policies ?? []).filter((policy) => cannotBeReached(policy, input));
    if (unreachable.length > 0 && unreachable.length === input.policies?.policies.length) {
      return { problems: [], warnings: [`Nobody can approve: every change will be refused. ${howToAdd('ops')}.`] };
    }
    const byNeed = new Map<string, Policy[]>();
    for (const policy of unreachable) {
      const needed = policy.alternatives
        .map(({ count, of }) => `${count} of ${of} (${pool(of, input)} there)`)
        .join(' or ');
      byNeed.set(needed, [...(byNeed.get(needed) ?? []), policy]);
    }
    const warnings = [...byNeed].map(([needed, policies]) => {
      const group = /^group:(?!owner$)(.*)$/.exec(policies[0]?.alternatives[0]?.of ?? '')?.[1] ?? 'ops';
      const ids = policies.map(({ id }) => id).join(', ');
      return `Too few people may approve under ${ids}: needed are ${needed}; such changes are refused until then. ${howToAdd(group)}.`;
    });
    return { problems: [], warnings };
  },
};

/** Tickets of a group without members wait for nobody. */
export const groupsHaveMembers: Check = {
  reads: ['people', 'groups'],
  run({ config, serviceGroups }) {
    const empty = serviceGroups.map(({ name }) => name).filter((name) => membersOf(config, name).length === 0);
    return {
      problems: [],
      warnings:
        empty.length === 0
          ? []
          : [
              `Nobody is in ${empty.join(', ')}: tickets of ${empty.length === 1 ? 'that group' : 'those groups'} wait until somebody takes them. Add the names to groups: of a person in opsroom.yaml.`,
            ],
    };
  },
};
