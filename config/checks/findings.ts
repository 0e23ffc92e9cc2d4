import type { Problem } from '../configError.js';
import type { PolicySet } from '../policies.js';
import type { RaciGroup } from '../raci.js';
import type { Role } from '../roles.js';
import type { Config } from '../schema.js';

/** What one check reads: the configuration, and the data that its names must exist in. */
export interface CheckInput {
  readonly config: Config;
  readonly roles: readonly Role[];
  readonly serviceGroups: readonly RaciGroup[];
  /** Undefined when the policies themselves are wrong, which is then a problem of its own. */
  readonly policies: PolicySet | undefined;
  /** Where a setting came from: a variable, or a line of the file. */
  readonly where: (path: readonly PropertyKey[]) => string | undefined;
}

export interface Findings {
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

export interface Check {
  /** Sections that it reads. It is passed over when one of them is wrong in itself: its findings would be noise. */
  readonly reads: readonly (keyof Config)[];
  readonly run: (input: CheckInput) => Findings;
}

/** Names of a group: the fifteen service groups and those of `groups:`. */
export function groupNames({ config, serviceGroups }: CheckInput): string[] {
  return [...new Set([...serviceGroups.map(({ name }) => name), ...Object.keys(config.groups)])];
}

/** The members of a group, from both sides: the person's own `groups` and the group's `members`. */
export function membersOf(config: Config, group: string): string[] {
  const own = Object.entries(config.people).filter(([, person]) => person.groups.includes(group));
  return [...new Set([...own.map(([name]) => name), ...(config.groups[group]?.members ?? [])])];
}
