import type { TicketRow } from '../platform/shapes.js';
import type { AgentOutcome } from './fileTicket.js';

interface Filed {
  readonly ticket: TicketRow;
  readonly agent: AgentOutcome;
  readonly group: string;
  readonly language: 'en' | 'pt';
}

const waiting = {
  en: (group: string) => `It waits for a person of ${group}.`,
  pt: (group: string) => `Ele aguarda uma pessoa de ${group}.`,
};
const working = {
  en: 'An agent works on it now; anything risky waits for people to approve it first.',
  pt: 'Um agente já está cuidando dele; tudo que for arriscado espera antes pela aprovação de pessoas.',
};

/** Ticket number, owner group, priority and what happens next (contract 23.6, the default reply). */
export function ticketReply({ ticket, agent, group, language }: Filed): string {
  const owner = ticket.owning_group ?? ticket.assignee_team ?? group;
  const priority = ticket.priority ?? (language === 'en' ? 'no priority' : 'sem prioridade');
  const head =
    language === 'en'
      ? `Ticket #${ticket.id}, "${ticket.title}". Owner: ${owner}, priority ${priority}.`
      : `Chamado #${ticket.id}, "${ticket.title}". Responsável: ${owner}, prioridade ${priority}.`;
  const worked =
    agent.status === 'spawned' || ('reason' in agent && agent.reason === 'idempotent_replay_existing_ticket');
  const responsible = agent.status === 'waiting_for_person' && 'group' in agent ? String(agent.group) : owner;
  return `${head} ${worked ? working[language] : waiting[language](responsible)}`;
}
