import { keyOf, type Problem } from '../configError.js';
import { didYouMean } from '../suggest.js';
import { groupNames, type Check, type CheckInput } from './findings.js';

function unknownName(
  { where }: CheckInput,
  path: readonly PropertyKey[],
  kind: 'group' | 'role' | 'person',
  name: string,
  known: readonly string[],
): Problem[] {
  if (known.includes(name)) {
    return [];
  }
  const meant = didYouMean(name, known);
  const sources = { group: 'add it under groups:', role: 'take one of those', person: 'add the person under people:' };
  const fix =
    meant === undefined
      ? `${sources[kind]}; known: ${known.join(', ') || 'none'}.`
      : `did you mean "${meant}"? Otherwise ${sources[kind]}.`;
  return [{ key: keyOf(path), where: where(path), says: `names a ${kind} that is not there.`, fix }];
}

/** Groups, roles and members that people and groups name exist. */
export const namesExist: Check = {
  reads: ['people', 'groups'],
  run(input) {
    const { people, groups } = input.config;
    const [knownGroups, knownRoles] = [groupNames(input), input.roles.map(({ name }) => name)];
    const ofPeople = Object.entries(people).flatMap(([name, person]) => [
      ...person.roles.flatMap((role, index) =>
        unknownName(input, ['people', name, 'roles', index], 'role', role, knownRoles),
      ),
      ...person.groups.flatMap((group, index) =>
        unknownName(input, ['people', name, 'groups', index], 'group', group, knownGroups),
      ),
    ]);
    const ofGroups = Object.entries(groups).flatMap(([name, group]) =>
      group.members.flatMap((member, index) =>
        unknownName(input, ['groups', name, 'members', index], 'person', member, Object.keys(people)),
      ),
    );
    return { problems: [...ofPeople, ...ofGroups], warnings: [] };
  },
};

/** Policies select groups, roles and people that exist. */
export const policiesSelectWhoExists: Check = {
  reads: ['people', 'groups', 'gates'],
  run(input) {
    const { config, policies, roles } = input;
    const known = {
      group: ['owner', ...groupNames(input)],
      role: roles.map(({ name }) => name),
      person: Object.keys(config.people),
    };
    const file = config.gates.policies ?? 'config/data/policies.yaml';
    const atFile: CheckInput = { ...input, where: () => file };
    const problems = (policies?.policies ?? []).flatMap(({ id, alternatives, owner_fallback }) => {
      const selectors = [
        ...alternatives.map(({ of }, index) => ({ path: ['policies', id, 'alternatives', index, 'of'], of })),
        ...(owner_fallback === undefined ? [] : [{ path: ['policies', id, 'owner_fallback'], of: owner_fallback }]),
      ];
      return selectors.flatMap(({ path, of }) => {
        const [kind, name] = [of.slice(0, of.indexOf(':')), of.slice(of.indexOf(':') + 1)];
        return kind === 'group' || kind === 'role' || kind === 'person'
          ? unknownName(atFile, path, kind, name, known[kind])
          : [];
      });
    });
    return { problems, warnings: [] };
  },
};
