import { grants } from '../../config/roles.js';
import { visibleChanges } from '../changes/index.js';
import type { Caller } from '../http/caller.js';
import { visibleTickets } from '../tickets/index.js';
import { subjects, type StreamQuery } from './contract.js';
import type { Audience } from './readHappenings.js';

/** Of a subject only who may read such things at all, and of those only the ones that the caller sees in lists. */
export function audienceOf(
  caller: Caller,
  { ticket_id: ticketId, types }: Pick<StreamQuery, 'ticket_id' | 'types'>,
): Audience {
  return {
    subjects: subjects.filter((subject) => grants(caller.capabilities, `${subject}s:read`)),
    ticketId,
    types,
    tickets: (first) => visibleTickets(caller, first),
    changes: (first) => visibleChanges(caller, first),
    notes: [...caller.view.notes],
  };
}
