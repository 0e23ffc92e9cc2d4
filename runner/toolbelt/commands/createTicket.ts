import { z } from 'zod';
import { titleOf } from '../../../api/intake/rules/index.js';
import { fileTicket, intentSlug } from '../acts/fileTicket.js';
import { groupNamed } from '../acts/groupName.js';
import { ticketReply } from '../acts/ticketReply.js';
import { textOrFile } from '../acts/workspaceFile.js';
import { defineTool, flag, number, text, words } from '../defineTool.js';

const person = (): z.ZodOptional<z.ZodString> => words(240).optional();

/** "me", "user" and the like mean the requester (contract 23.6). */
const requesterWords = new Set(['me', 'myself', 'user', 'requester', 'the user', 'the requester', 'self', 'eu', 'ich']);

/** "Service Desk" is what the contract puts where nobody was named (23.6); where there is no such group, the rules choose. */
const namesNobody = (group: string, groups: readonly string[]): boolean =>
  group.toLowerCase() === 'service desk' && !groups.includes('Service Desk');

export const createTicket = defineTool({
  name: 'create-ticket',
  summary: 'File a new ticket for operational work, start its agent and end the turn.',
  for: 'turn',
  options: {
    title: text(words(240).optional(), 'one line; made from the message when not given'),
    description: text(words(60_000).optional(), 'what is wanted; the message when not given'),
    ticketClass: text(
      z.enum(['UserRequest', 'Incident', 'NormalChange']).optional(),
      'UserRequest, Incident or NormalChange',
    ),
    priority: text(z.enum(['P1', 'P2', 'P3', 'P4']).optional(), 'P1 (worst) to P4'),
    assignmentGroup: text(words(160).optional(), 'owner group; chosen by the rules when not given'),
    intent: text(words(200).optional(), 'what it is about, in a word or two'),
    reply: text(words().optional(), 'what the person reads; made from the ticket when not given'),
    replyFile: text(words(500).optional(), 'file with the reply'),
    requesterName: text(person(), 'who asked, when it is not the sender'),
    requesterEmail: text(person(), 'their address'),
    affectedUserName: text(person(), 'who is affected, when it is somebody else'),
    affectedUserEmail: text(person(), 'their address'),
    openedByName: text(person(), 'who opened it'),
    openedByEmail: text(person(), 'their address'),
    channel: text(words(80).optional(), 'known to the platform; accepted and not used'),
    sessionId: text(number().optional(), 'known to the platform; accepted and not used'),
    messageFile: text(words(500).optional(), 'file with the message, when it is not that of the turn'),
    historyFile: text(words(500).optional(), 'known to the platform; accepted and not used'),
    model: text(words(200).optional(), 'model for the ticket agent'),
    provider: text(words(80).optional(), 'ticket provider'),
    syncProvider: flag(true, 'whether it also goes to the ticket provider'),
    spawnAgent: flag(true, 'whether an agent starts on it'),
    separate: flag(false, 'it is a matter of its own although the conversation has a ticket'),
  },
  run: async ({ calls, turn: readTurn, cwd }, given) => {
    const turn = await readTurn();
    const message = (await textOrFile(cwd, undefined, given.messageFile)) ?? turn.message.body;
    const groups = turn.assignment_groups;
    const named =
      given.assignmentGroup === undefined || namesNobody(given.assignmentGroup, groups)
        ? undefined
        : groupNamed(given.assignmentGroup, groups);
    const title = given.title ?? titleOf(message);
    const rules =
      named === undefined ||
      given.priority === undefined ||
      given.ticketClass === undefined ||
      given.intent === undefined
        ? await calls.classify({ message, ...(given.title === undefined ? {} : { title: given.title }) })
        : undefined;
    const reply = await textOrFile(cwd, given.reply, given.replyFile);
    // A group that the caller named is not what the rules classified: their priority would be another subject's.
    const rulesFit = rules !== undefined && (named === undefined || rules.assignment_group === named);
    const affected = given.affectedUserName?.toLowerCase();
    const requester = given.requesterName ?? turn.requester.name;
    const group = named ?? rules?.assignment_group ?? groups[0] ?? 'Service Desk';
    const filed = await fileTicket(calls, turn, {
      title,
      description: given.description ?? message,
      ticketClass: given.ticketClass ?? (rulesFit ? rules.ticket_class : 'UserRequest'),
      priority: given.priority ?? (rulesFit ? rules.priority : 'P3'),
      group,
      intent: intentSlug(given.intent ?? (rulesFit ? rules.intent : 'agent-selected')),
      people: {
        requester_name: requester,
        requester_email: given.requesterEmail ?? turn.requester.email ?? undefined,
        affected_user_name: affected === undefined || requesterWords.has(affected) ? requester : given.affectedUserName,
        affected_user_email: given.affectedUserEmail,
        opened_by_name: given.openedByName,
        opened_by_email: given.openedByEmail,
      },
      provider: given.provider,
      syncProvider: given.syncProvider,
      spawnAgent: given.spawnAgent,
      separate: given.separate,
      model: given.model,
      reply: (ticket, agent) => reply ?? ticketReply({ ticket, agent, group, language: 'en' }),
    });
    return { ...filed };
  },
});
