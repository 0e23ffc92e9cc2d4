import { foldWords, hasPhrase } from '../../../config/foldWords.js';
import { ToolFailure } from '../toolFailure.js';

/** Short names that people and models use (contract 23.6). Whole words only, and the full name always wins. */
const aliases: readonly (readonly [string, readonly string[]])[] = [
  ['Security Operations', ['soc', 'security', 'secops', 'phishing']],
  ['Identity & Access', ['iam', 'identity', 'access', 'accounts']],
  ['DevSecOps', ['devops', 'pipeline', 'pipelines', 'ci cd', 'cicd', 'build', 'deployment']],
  ['Endpoint Support', ['endpoint', 'desktop', 'laptop', 'workplace', 'printer', 'printers']],
  ['Email Operations', ['mail', 'email', 'e mail', 'exchange', 'mailbox']],
  ['Network Operations', ['network', 'vpn', 'dns', 'firewall', 'wifi', 'noc']],
  ['Infrastructure Operations', ['infrastructure', 'infra', 'server', 'servers', 'storage', 'backup']],
  ['Cloud Operations', ['cloud', 'aws', 'azure', 'gcp']],
  ['Database Operations', ['database', 'databases', 'dba', 'db']],
  ['Platform Operations', ['platform', 'opsroom', 'agents']],
  ['Compliance & Audit', ['compliance', 'audit', 'grc', 'privacy']],
  ['Procurement & Vendor Management', ['procurement', 'purchasing', 'licences', 'licenses', 'vendor']],
  ['Executive Support', ['executive', 'vip']],
  ['Change Advisory Board', ['cab', 'change board']],
  ['Business Applications', ['applications', 'apps', 'business apps', 'erp', 'crm']],
];

/**
 * The group that a caller named, as the platform writes it. The caller's word stands: no text of the request overrides it. Throws
 * ToolFailure that lists the groups when the name is none of them.
 */
export function groupNamed(name: string, groups: readonly string[]): string {
  const folded = foldWords(name);
  const exact = groups.find((group) => foldWords(group) === folded);
  if (exact !== undefined) return exact;
  const known = aliases.filter(([group]) => groups.includes(group));
  const alias =
    known.find(([, names]) => names.some((one) => foldWords(one) === folded)) ??
    known.find(([, names]) => names.some((one) => hasPhrase(folded, one)));
  if (alias) return alias[0];
  throw new ToolFailure(
    `There is no group "${name}".`,
    `Use one of: ${groups.join(', ')}. Or leave --assignment-group away: the platform's rules then choose.`,
  );
}
