import type { Raci } from '../../config/raci.js';
import type { Role } from '../../config/roles.js';
import type { Config } from '../../config/schema.js';
import { loadSkills } from '../../config/skills.js';
import type { SeedWorkflow } from '../../config/workflows.js';
import { keepCredentialVault, seedPeople } from '../access/index.js';
import type { Database } from '../db/index.js';
import { seedRules } from '../intake/index.js';
import { openProviders, publishProviders } from '../providers/index.js';
import { seedSkills } from '../skills/index.js';
import { seedTools } from '../tools/index.js';
import { seedWorkflows } from '../workflows/index.js';
import { claimDatabase } from './claimDatabase.js';
import { groupsOf, peopleOf, type KnownPerson } from './seedOfConfig.js';

export type InstallationParts = {
  readonly config: Config;
  /** Of the data directory. */
  readonly instanceId: string;
  readonly roles: readonly Role[];
  readonly raci: Raci;
  readonly workflows: readonly SeedWorkflow[];
  readonly people: readonly KnownPerson[];
};

/**
 * Brings what ships with the product and what the operator configured into a migrated database; once at every start, by
 * any number of processes. What an owner edited over the API stays. Throws InstallationError for another one's database.
 */
export async function prepareInstallation(db: Database, parts: InstallationParts): Promise<void> {
  const { config, raci, roles } = parts;
  await claimDatabase(db, parts.instanceId);
  await keepCredentialVault(db, config.vault);
  await seedPeople(db, { roles, groups: groupsOf(config, raci), people: peopleOf(config, parts.people) });
  await seedRules(db, raci.rules);
  await seedWorkflows(db, parts.workflows);
  await seedSkills(db, loadSkills());
  await seedTools(db, config.tools);
  await publishProviders(db, config.providers, openProviders(config.providers));
}
