import type { Config } from '../../config/index.js';

export type HintFacts = {
  readonly people: Config['people'];
  /** Ours, whose accounts Opsroom makes, or one that was there before. */
  readonly homeserver: 'local' | 'given';
  readonly serverName: string | undefined;
  /** Whom the page lets in: this machine alone, or the network. */
  readonly reach: 'loopback' | 'network';
  readonly credentialsFile: string;
};

/** Names in one line above a form. */
const mostNames = 8;

/**
 * What stands above the form of the chat: who may sign in and where the passwords are. The page is for everybody who reaches
 * it, so names and folders are told on this machine alone.
 */
export function chatHint({ people, homeserver, serverName, reach, credentialsFile }: HintFacts): string {
  if (homeserver === 'given') return `Sign in with your account${serverName === undefined ? '' : ` on ${serverName}`}.`;
  if (reach === 'network')
    return 'Sign in with the name and password that you were given. Whoever runs Opsroom finds them in credentials.json.';
  const byRoles = new Map<string, string[]>();
  for (const [name, { roles }] of Object.entries(people).slice(0, mostNames)) {
    const same = roles.join(', ');
    byRoles.set(same, [...(byRoles.get(same) ?? []), name]);
  }
  const named = [...byRoles].map(([roles, names]) => `${names.join(', ')} (${roles})`);
  const left = Object.keys(people).length - mostNames;
  return `Sign in as ${[...named, ...(left > 0 ? [`${left} more`] : [])].join('; ')}.\nPasswords: ${credentialsFile}`;
}
