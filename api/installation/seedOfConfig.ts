import type { Config } from '../../config/schema.js';
import type { Raci } from '../../config/raci.js';
import type { Secret } from '../../config/secret.js';
import type { SeedGroup, SeedPerson } from '../access/index.js';

/** Its members see and work the tickets of every group (config/sections/groups.ts). */
const worksEveryTicket = 'ops';

/** The fifteen service groups, and those of the configuration; a service group that is named there stays one. */
export function groupsOf(config: Config, raci: Raci): SeedGroup[] {
  const service = raci.groups.map((group): SeedGroup => ({
    name: group.name,
    kind: 'service',
    description: group.description,
    defaultAssignee: group.default_assignee,
    riskLevel: group.risk_level,
    worksEveryTicket: group.name === worksEveryTicket,
  }));
  const known = new Set(service.map(({ name }) => name));
  const approvers = Object.entries(config.groups).flatMap(([name, group]): SeedGroup[] =>
    known.has(name)
      ? []
      : [
          {
            name,
            kind: 'approvers',
            description: group.description ?? '',
            defaultAssignee: null,
            riskLevel: 'low',
            worksEveryTicket: name === worksEveryTicket,
          },
        ],
  );
  return [...service, ...approvers];
}

/** What only the start knows of a person: the account at the homeserver, and the password of credentials.json. */
export type KnownPerson = { readonly name: string; readonly matrixId: string | null; readonly password: Secret };

/** The configured people; membership counts from both sides, the person's `groups` and the group's `members`. */
export function peopleOf(config: Config, known: readonly KnownPerson[]): SeedPerson[] {
  return Object.entries(config.people).map(([name, person]) => {
    const at = known.find((one) => one.name === name);
    const named = Object.entries(config.groups).flatMap(([group, { members }]) =>
      members.includes(name) ? [group] : [],
    );
    return {
      name,
      displayName: person.display_name ?? name,
      email: person.email ?? null,
      roles: person.roles,
      groups: [...new Set([...person.groups, ...named])],
      matrixId: at?.matrixId ?? person.matrix_id ?? null,
      password: at?.password.reveal() ?? null,
    };
  });
}
