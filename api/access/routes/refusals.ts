import { forbidden, notFound, problem, type Answer } from '../../http/answer.js';
import type { Missing, Refused } from '../guardPeople.js';

/** One tag of the documentation for signing in and tokens, one for who may what. */
export const authArea = 'auth';
export const accessArea = 'access';

export const noPerson = notFound('Person');

/** A person's own things; a service has none, and an agent never comes this far. */
export const peopleOnly = (what: string): Answer => problem(403, 'people_only', `Only a person has ${what}.`);

/** Who people are and what they may is decided by people: a service that could would decide what it wants itself. */
export const rightsByPeople: Answer = peopleOnly('the right to change people');

/** Unlinked, it would be linked again by the next start. */
export const accountIsConfigured = (username: string): Answer =>
  problem(
    409,
    'account_is_configured',
    `This Matrix account is ${username}’s by the configuration. Change matrix_id of ${username} under people: in opsroom.yaml and start again; to keep the account out at once, switch ${username} off.`,
    { username, source: 'configuration' },
  );

/** Why a person was left as they are. */
export function refusalOf(result: Missing | Refused): Answer {
  if (result.kind === 'missing') return noPerson;
  const { username, enabled } = result.person;
  switch (result.obstacle) {
    case 'configured':
      return problem(
        409,
        'person_is_configured',
        `${username} is named in the configuration, which decides the display name, the e-mail address, the account, the roles and the groups. Change them under people: in opsroom.yaml and start again. Scopes, the password, further Matrix accounts and whether ${username} may come in are changed here.`,
        { username, source: 'configuration' },
      );
    case 'own_rights':
      return forbidden('access:admin', 'Nobody changes their own roles or scopes. Ask another administrator.');
    case 'administrator_only':
      return forbidden(
        '*',
        `Only who may do everything makes, changes or unmakes an administrator, such as ${username}.`,
      );
    case 'more_rights':
      return forbidden(
        '*',
        `Only who may do everything gives ${username} an account: ${username} may do what you may not.`,
      );
    case 'last_admin':
      return problem(
        409,
        'last_administrator',
        `${username} is the last one who may do everything. Make somebody else an administrator first.`,
        { username, enabled },
      );
  }
}
