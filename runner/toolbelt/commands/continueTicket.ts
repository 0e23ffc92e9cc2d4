import { z } from 'zod';
import { continueTicket as goOn } from '../acts/continueTicket.js';
import { groupNamed } from '../acts/groupName.js';
import { textOrFile } from '../acts/workspaceFile.js';
import { defineTool, flag, number, text, words } from '../defineTool.js';

const person = (): z.ZodOptional<z.ZodString> => words(240).optional();

/** Contract 7.2. */
const statuses = z.enum([
  'new',
  'assigned',
  'in_progress',
  'awaiting_user_response',
  'pending_approval',
  'awaiting_access',
  'blocked',
  'resolved',
  'closed',
  'closed/resolved',
  'implemented',
  'rejected',
  'cancelled',
  'canceled',
]);

export const continueTicket = defineTool({
  name: 'continue-ticket',
  summary: 'Bring a follow-up, an answer or a cancellation to a ticket of this conversation and end the turn.',
  for: 'turn',
  options: {
    ticketId: text(number(), 'the ticket'),
    message: text(words().optional(), 'what the person said; the message of the turn when not given'),
    messageFile: text(words(500).optional(), 'file with it'),
    reply: text(words().optional(), 'what the person reads'),
    replyFile: text(words(500).optional(), 'file with the reply'),
    requesterName: text(person(), 'who says it, when it is not the sender'),
    requesterEmail: text(person(), 'their address'),
    requesterNameOverride: text(person(), 'new requester of the ticket'),
    requesterEmailOverride: text(person(), 'their address'),
    affectedUserName: text(person(), 'new affected person of the ticket'),
    affectedUserEmail: text(person(), 'their address'),
    resumeAgent: flag(true, 'whether its agent goes on with the news'),
    status: text(statuses.optional(), 'new status; "cancelled" takes the ticket back'),
    reason: text(words(2000).optional(), 'why status or assignment change'),
    assignmentGroup: text(words(160).optional(), 'new group that works it'),
    owningGroup: text(words(160).optional(), 'new group that owns it'),
    assignee: text(person(), 'new assignee'),
    escalationTier: text(words(80).optional(), 'tier to escalate to'),
    priority: text(
      z
        .string()
        .regex(/^[Pp]?[1-4]$/, 'is P1 to P4')
        .optional(),
      'P1 to P4',
    ),
    closeProvider: flag(false, 'also close it at the provider'),
    stopAgentOnCancel: flag(true, 'stop its agent when it is cancelled'),
  },
  run: async ({ calls, turn: readTurn, cwd }, given) => {
    const turn = await readTurn();
    const reply = await textOrFile(cwd, given.reply, given.replyFile);
    const group = (name: string | undefined): string | undefined =>
      name === undefined ? undefined : groupNamed(name, turn.assignment_groups);
    const continued = await goOn(calls, turn, {
      ticketId: given.ticketId,
      message: await textOrFile(cwd, given.message, given.messageFile),
      responder: { name: given.requesterName, email: given.requesterEmail },
      contacts: {
        requester_name: given.requesterNameOverride,
        requester_email: given.requesterEmailOverride,
        affected_user_name: given.affectedUserName,
        affected_user_email: given.affectedUserEmail,
      },
      assignment: {
        assignee_team: group(given.assignmentGroup),
        owning_group: group(given.owningGroup),
        assignee: given.assignee,
        escalation_tier: given.escalationTier,
        priority: given.priority === undefined ? undefined : `P${given.priority.slice(-1)}`,
      },
      status: given.status,
      reason: given.reason,
      resumeAgent: given.resumeAgent,
      stopAgentOnCancel: given.stopAgentOnCancel,
      closeProvider: given.closeProvider,
      reply: ({ cancelled, status }) => {
        if (reply !== undefined) return reply;
        if (cancelled) return `Ticket #${given.ticketId} is cancelled.`;
        const moved = status === undefined ? '' : ` Its status is now ${status}.`;
        return `I added that to ticket #${given.ticketId}.${moved}`;
      },
    });
    return { ...continued };
  },
});
