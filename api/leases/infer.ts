import { foldWords, hasPhrase } from '../../config/foldWords.js';
import type { Wanted } from './contract.js';

/**
 * Words that ask for more than reading, in their forms. "manager" is not among them: the Wazuh manager is a machine, and
 * what is inferred too small is asked for again.
 */
const writing =
  `write writes writing writer edit edits editing editor modify modifies modifying modification admin admins administrator
  administrators administration administer manage manages managing management contain contains containing containment
  disable disables disabling`.split(/\s+/);

/** Words that follow "project" or "index" in a sentence and name nothing. */
const naming = new Set(
  `access read write role permission permissions rights membership for in on of at to the a an and or with via from by is are
  api admin developer maintainer reporter guest`.split(/\s+/),
);

/** The word after one of these, as it is written: an id such as `demo/private-infra`. Undefined where none names anything. */
function tokenAfter(text: string, nouns: RegExp): string | undefined {
  for (const { 1: token = '' } of text.matchAll(
    new RegExp(`(?<![\\p{L}\\p{N}])(?:${nouns.source})[\\s:]+(\\S+)`, 'giu'),
  )) {
    const bare = token.replaceAll(/^["'(<:]+|["'),.;:!?>]+$/g, '');
    if (bare !== '' && !naming.has(bare.toLowerCase())) return bare.slice(0, 300);
  }
  return undefined;
}

export type AccessWords = {
  readonly resource: string;
  readonly permission: string;
  readonly accountRef: string | null;
};

/** The lease that words ask for (contract 5.7), by whole words; null when they name nothing that the broker knows. */
export function inferLease({ resource, permission, accountRef }: AccessWords): Wanted | null {
  const folded = foldWords(resource);
  const has = (...phrases: string[]): boolean => phrases.some((phrase) => hasPhrase(folded, phrase));
  const asked = foldWords(permission);
  const action = writing.some((word) => hasPhrase(asked, word)) ? 'write' : 'read';
  const account = accountRef ?? '*';
  if (has('wazuh', 'siem')) {
    if (has('alert index', 'alert indices')) {
      const index = tokenAfter(resource, /alert[\s_-]+(?:index|indices)/) ?? '*';
      return { system: 'wazuh', resource_type: 'alert_index', resource_id: index, action };
    }
    if (has('api', 'manager')) return { system: 'wazuh', resource_type: 'api', resource_id: 'wazuh.manager', action };
  }
  if (has('gitlab')) {
    const project = tokenAfter(resource, /project|repo|repository/) ?? '*';
    return { system: 'gitlab', resource_type: 'project', resource_id: project, action };
  }
  if (has('mailcow', 'mailbox', 'mailboxes', 'email', 'e-mail')) {
    const type = has('mailbox', 'mailboxes') ? 'mailbox' : 'api';
    return { system: 'mailcow', resource_type: type, resource_id: account, action };
  }
  if (has('itop', 'ticket', 'tickets'))
    return { system: 'itop', resource_type: 'ticket', resource_id: account, action };
  return null;
}
