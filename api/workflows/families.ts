/**
 * The named families of contract 18.1, in the order in which they are looked for. Phrases are whole words, in each of the
 * forms that people write: "iam" is not in "diameter", and "deploy" is in "deployment" because it stands here.
 */
export type Family = {
  readonly slug: string;
  /** Phrases that mean this family wherever they stand. */
  readonly telling: readonly string[];
  /** Everyday words: they say something in a title or a description, and nothing in the body of a lesson. */
  readonly everyday: readonly string[];
};

export const families: readonly Family[] = [
  {
    slug: 'phishing',
    telling: [
      ...['phish', 'phishes', 'phished', 'phisher', 'phishing', 'spearphishing'],
      ...['credential harvest', 'credential harvesting', 'credential harvester'],
      ...['suspicious email', 'suspicious emails', 'suspicious e-mail', 'suspicious e-mails', 'email security'],
    ],
    everyday: [],
  },
  {
    slug: 'edr-sysmon',
    telling: [
      ...['sysmon', 'edr', 'wazuh alert', 'wazuh alerts', 'endpoint detection', 'windows event', 'windows events'],
    ],
    everyday: [],
  },
  {
    slug: 'cicd-security',
    telling: ['ci/cd', 'cicd', 'semgrep', 'trivy', 'owasp zap', 'nuclei', 'security gate', 'security gates'],
    everyday: [],
  },
  {
    slug: 'access-request',
    telling: ['access request', 'access requests', 'grant access', 'account access'],
    everyday: ['permission', 'permissions', 'iam'],
  },
  {
    slug: 'service-intake',
    telling: ['service desk intake'],
    everyday: ['intake', 'service desk', 'user request', 'user requests', 'raci'],
  },
  {
    slug: 'setup-integration',
    telling: [],
    everyday: [
      ...['setup', 'integration', 'integrations', 'installer', 'installers'],
      ...['deploy', 'deploys', 'deployed', 'deploying', 'deployment', 'deployments'],
    ],
  },
  {
    slug: 'false-positive-tuning',
    telling: ['false positive', 'false positives', 'training url', 'training urls'],
    everyday: ['suppression', 'suppressions', 'tuning'],
  },
];

/** Words that say nothing about what a ticket is of (contract 18.1). */
export const sayNothing: ReadonlySet<string> = new Set([
  ...['ticket', 'incident', 'request', 'task', 'workflow', 'postmortem', 'smoke', 'codex', 'test', 'demo'],
  ...['simulation', 'alert', 'reported', 'report'],
]);
