import { grants } from '../../config/roles.js';

/** Why somebody's rights stay as they are. */
export type Obstacle = 'configured' | 'own_rights' | 'administrator_only' | 'more_rights' | 'last_admin';

/** What is done to a person: what the configuration decides where it names them, or what is left to operators. */
export type Doing = 'roles' | 'scopes' | 'groups' | 'details' | 'access' | 'account' | 'password' | 'link';

export type Acting = {
  readonly personId: number | null;
  readonly capabilities: readonly string[];
  readonly groups?: readonly string[];
};
export type Changed = {
  readonly id: number;
  /** Whether the configuration names them. */
  readonly configured: boolean;
  /** What the person may before and after it. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly groups?: readonly string[];
};

const isAdministrator = (capabilities: readonly string[]): boolean => capabilities.includes('*');

/** What somebody may: nobody changes it of themselves. */
const rights: readonly Doing[] = ['roles', 'scopes', 'groups'];
/** What the file says of the people it names, and says again at every start. */
const ofTheFile: readonly Doing[] = ['roles', 'groups', 'details', 'account'];
/** What lets in as the person, and so hands over their rights. */
const ways: readonly Doing[] = ['account', 'password', 'link'];

/**
 * Whether a change of a person may be made. The configuration has the last word about the roles, the groups and the details
 * of the people it names, and about the account that they sign in with; scopes, passwords, further Matrix accounts and whether
 * somebody may come in are an operator's. Nobody changes their own rights, and only who may do everything makes, changes or
 * unmakes somebody who may. An account or a password that lets in as somebody hands over their rights: who may not do
 * everything gives one only to people who may no more than they do.
 */
export function obstacleTo(doing: Doing, acting: Acting, changed: Changed): Obstacle | undefined {
  if (rights.includes(doing) && acting.personId === changed.id) return 'own_rights';
  const touchesAdministrator = isAdministrator(changed.before) || isAdministrator(changed.after);
  if (touchesAdministrator && !grants(acting.capabilities, '*')) return 'administrator_only';
  if (changed.configured && ofTheFile.includes(doing)) return 'configured';
  return ways.includes(doing) && holdsMore(acting, changed) ? 'more_rights' : undefined;
}

function holdsMore({ capabilities, groups = [] }: Acting, { before, groups: theirs = [] }: Changed): boolean {
  if (isAdministrator(capabilities)) return false;
  return before.some((one) => !grants(capabilities, one)) || theirs.some((group) => !groups.includes(group));
}
