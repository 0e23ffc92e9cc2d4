import { ConfigError, type Problem } from './configError.js';
import { groupsHaveMembers, somebodyCanApprove } from './checks/approvers.js';
import { browsersReachTheHomeserver } from './checks/chatAddress.js';
import { sharedWorkHasADatabase, trafficIsProtected } from './checks/exposure.js';
import type { Check, CheckInput, Findings } from './checks/findings.js';
import { accountsAreDistinct, botCanSignIn } from './checks/matrix.js';
import { codexHasItsAccess } from './checks/models.js';
import { namesExist, policiesSelectWhoExists } from './checks/names.js';
import { oidcCanWork } from './checks/oidc.js';
import { providersAreWhole } from './checks/providers.js';
import { secretsAreUsable } from './checks/secrets.js';
import { testSwitchesStayInTests } from './checks/testSwitches.js';
import { loadPolicies, type PolicySet } from './policies.js';
import { loadRaci } from './raci.js';
import { loadRoles } from './roles.js';
import type { Config } from './schema.js';

const checks: readonly Check[] = [
  testSwitchesStayInTests,
  botCanSignIn,
  accountsAreDistinct,
  namesExist,
  policiesSelectWhoExists,
  secretsAreUsable,
  codexHasItsAccess,
  oidcCanWork,
  somebodyCanApprove,
  groupsHaveMembers,
  trafficIsProtected,
  browsersReachTheHomeserver,
  sharedWorkHasADatabase,
  providersAreWhole,
];

function policiesOf(file: string | undefined): { policies: PolicySet | undefined; problems: readonly Problem[] } {
  try {
    return { policies: loadPolicies(file), problems: [] };
  } catch (error) {
    if (error instanceof ConfigError) {
      return { policies: undefined, problems: error.problems };
    }
    throw error;
  }
}

/**
 * What is wrong between settings that are each right, and what is allowed but probably not meant. `broken` are sections
 * that were wrong in themselves and stand at their defaults here: what reads them is passed over. Reads the data files.
 */
export function crossCheck(
  config: Config,
  where: CheckInput['where'],
  broken: ReadonlySet<string> = new Set(),
): Findings {
  const { policies, problems } = broken.has('gates')
    ? { policies: undefined, problems: [] }
    : policiesOf(config.gates.policies);
  const input: CheckInput = { config, where, policies, roles: loadRoles(), serviceGroups: loadRaci().groups };
  const findings = checks
    .filter(({ reads }) => !reads.some((section) => broken.has(section)))
    .map(({ run }) => run(input));
  return {
    problems: [...problems, ...findings.flatMap((found) => found.problems)],
    warnings: findings.flatMap((found) => found.warnings),
  };
}
