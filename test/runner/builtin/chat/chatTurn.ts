import { turnShape, type Turn } from '../../../../runner/toolbelt/platform/shapes.js';

/** A turn as the platform gives it, with nothing in it but what is told. */
export function chooseTurn({
  message = 'hello',
  ...more
}: { message?: string } & Partial<Omit<Turn, 'message'>>): Turn {
  const turn = { turn_id: 7, session_id: 3, message: { id: 1, body: message }, requester: { name: 'Ana' } };
  return turnShape.parse({ ...turn, ...more });
}

export const ticketOf = (id: number, status = 'in_progress', group = 'Network Operations') => ({
  ...{ id, title: `Ticket ${id}`, status, priority: 'P3', assignment_group: group },
});
