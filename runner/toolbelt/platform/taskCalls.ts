import { z } from 'zod';
import type { Run } from '../runEnvironment.js';
import type { Request } from './request.js';
import { anything, changeStatus, contextShape, taskShape } from './shapes.js';

export type Audience = 'internal' | 'user' | 'public';
export type TaskOutcome = 'done' | 'blocked' | 'failed';

const opened = z.looseObject({
  change_id: z.coerce.number().int(),
  status: z.string(),
  state: z.string().default('pending'),
  digest: z.string().nullish(),
  expires_at: z.string().nullish(),
});
export type OpenedChange = z.output<typeof opened>;

/** Seconds that a long poll may take beyond its wait before the attempt counts as lost. */
const pollMargin = 15;

/** The calls of a ticket task, one function each; paths and bodies are those of contract 7, 10 and 12. */
export function taskCalls(request: Request, { taskId, ticketId }: Extract<Run, { kind: 'task' }>) {
  const post = <T>(path: string, body: Readonly<Record<string, unknown>>, answer: z.ZodType<T>): Promise<T> =>
    request({ method: 'POST', path, body }, answer);
  return {
    task: () => request({ method: 'GET', path: `/api/agents/tasks/${taskId}` }, taskShape),
    context: () => request({ method: 'GET', path: `/api/tickets/${ticketId}/context` }, contextShape),
    note: (body: string, visibility: Audience) =>
      post(`/api/tickets/${ticketId}/notes`, { body, visibility }, anything),
    requestChange: (body: Readonly<Record<string, unknown>>) =>
      post('/api/changes/request', { ticket_id: ticketId, ...body }, opened),
    /** Answers at once when the state differs from `since`, else after `wait` seconds (0..60). */
    changeStatus: (changeId: number, wait: number, since?: string) => {
      const query = new URLSearchParams({ wait: String(wait), ...(since === undefined ? {} : { since }) });
      const path = `/api/changes/${changeId}/status?${query.toString()}`;
      return request({ method: 'GET', path, timeoutMs: (wait + pollMargin) * 1000 }, changeStatus);
    },
    completeChange: (changeId: number, result: string) =>
      post(`/api/changes/${changeId}/complete`, { result }, anything),
    status: (status: string, reason: string) => post(`/api/tickets/${ticketId}/status`, { status, reason }, anything),
    result: (result: {
      readonly outcome: TaskOutcome;
      readonly summary: string;
      readonly resolution?: string | undefined;
    }) => request({ method: 'PUT', path: `/api/agents/tasks/${taskId}/result`, body: { ...result } }, anything),
  };
}

export type TaskCalls = ReturnType<typeof taskCalls>;
