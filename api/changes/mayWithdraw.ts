import { grants } from '../../config/roles.js';
import type { Caller } from '../http/caller.js';
import type { Change } from './contract.js';

/**
 * Who may take back a request that people have not decided yet: who asked, the agent that it is for, the person whose ticket
 * it is, and people who administer changes. Nobody else's: an agent or a service never takes back what another one asked
 * for, whatever its permissions are. It is no decision, because nothing ever runs by it.
 */
export function mayWithdraw(
  change: Pick<Change, 'requested_by_principal_id' | 'agent_id'>,
  requesterPersonId: number | null,
  caller: Pick<Caller, 'type' | 'principalId' | 'personId' | 'capabilities' | 'run'>,
): boolean {
  if (caller.type === 'agent') return caller.run?.kind === 'task' && caller.run.agentId === change.agent_id;
  if (caller.principalId !== 0 && caller.principalId === change.requested_by_principal_id) return true;
  if (caller.type !== 'person' || caller.personId === null) return false;
  return caller.personId === requesterPersonId || grants(caller.capabilities, 'changes:withdraw');
}
