import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Request } from './request.js';
import { agentStart, anything, classificationShape, ticketRow, turnShape } from './shapes.js';

export type TurnMode = 'general' | 'question' | 'ticket' | 'ticket-update' | 'artifact';

export interface TurnResult {
  readonly mode: TurnMode;
  readonly reply: string;
  readonly ticket_id?: number | undefined;
  readonly question?: string | undefined;
  readonly choices?: readonly string[] | undefined;
  readonly classification?: Readonly<Record<string, unknown>> | undefined;
  readonly artifacts?: readonly Readonly<Record<string, unknown>>[] | undefined;
}

export interface Words {
  readonly message: string;
  readonly title?: string | undefined;
  readonly category?: string | undefined;
}

const accepted = z.looseObject({ accepted: z.boolean().optional(), mode: z.string().optional() });
const clarification = z.looseObject({
  classification: classificationShape,
  questions: z.array(z.string()).default([]),
  choices: z.array(z.string()).default([]),
  needs_clarification: z.boolean().default(false),
});

/** The calls of a chat turn, one function each; paths and bodies are those of contract 7, 17 and 23. */
export function turnCalls(request: Request, turnId: number) {
  const post = <T>(path: string, body: object, answer: z.ZodType<T>, key?: string): Promise<T> =>
    request({ method: 'POST', path, body: { ...body }, key }, answer);
  /** The same act of the same turn has the same key, so that doing it twice in one turn has one effect. */
  const onceInTurn = (act: string, body: unknown): string =>
    `turn-${turnId}-${act}-${createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 24)}`;
  return {
    turn: () => request({ method: 'GET', path: `/api/ops-chat/turns/${turnId}` }, turnShape),
    classify: async (words: Words) =>
      (await post('/api/intake/classify', words, z.looseObject({ classification: classificationShape })))
        .classification,
    clarify: (words: Words & { readonly requester_email?: string | undefined }) =>
      post('/api/intake/clarify', words, clarification),
    createTicket: (body: Readonly<Record<string, unknown>>) => post('/api/tickets', body, ticketRow),
    assignAgent: (ticketId: number, body: Readonly<Record<string, unknown>>) =>
      post(`/api/tickets/${ticketId}/assign-agent`, body, agentStart),
    ticket: (ticketId: number) => request({ method: 'GET', path: `/api/tickets/${ticketId}` }, ticketRow),
    respond: (ticketId: number, body: Readonly<Record<string, unknown>>) =>
      post(`/api/tickets/${ticketId}/user-response`, body, anything, onceInTurn(`response-${ticketId}`, body)),
    contacts: (ticketId: number, body: Readonly<Record<string, unknown>>) =>
      post(`/api/tickets/${ticketId}/contacts`, body, anything),
    assignment: (ticketId: number, body: Readonly<Record<string, unknown>>) =>
      post(`/api/tickets/${ticketId}/assignment`, body, anything, onceInTurn(`assignment-${ticketId}`, body)),
    status: (ticketId: number, body: Readonly<Record<string, unknown>>) =>
      post(`/api/tickets/${ticketId}/status`, body, anything, onceInTurn(`status-${ticketId}`, body)),
    note: (ticketId: number, body: Readonly<Record<string, unknown>>) =>
      post(`/api/tickets/${ticketId}/notes`, body, anything, onceInTurn(`note-${ticketId}`, body)),
    stopAgent: (agentId: number, reason: string) => post(`/api/agents/${agentId}/stop`, { reason }, anything),
    result: (result: TurnResult) =>
      request({ method: 'PUT', path: `/api/ops-chat/turns/${turnId}/result`, body: { ...result } }, accepted),
  };
}

export type TurnCalls = ReturnType<typeof turnCalls>;
