import { z } from 'zod';
import { ToolFailure } from './toolFailure.js';

const id = z.coerce.number().int().min(1);
const common = { OPSROOM_API_URL: z.url({ protocol: /^https?$/ }), OPSROOM_RUN_TOKEN: z.string().min(1) };
const environment = z.discriminatedUnion('OPSROOM_RUN_KIND', [
  z.object({ ...common, OPSROOM_RUN_KIND: z.literal('turn'), OPSROOM_TURN_ID: id }),
  z.object({
    ...common,
    OPSROOM_RUN_KIND: z.literal('task'),
    OPSROOM_TASK_ID: id,
    OPSROOM_AGENT_ID: id,
    OPSROOM_TICKET_ID: id,
  }),
]);

export type Run =
  | { readonly kind: 'turn'; readonly turnId: number }
  | { readonly kind: 'task'; readonly taskId: number; readonly agentId: number; readonly ticketId: number };
export type RunKind = Run['kind'];

export interface RunEnvironment {
  readonly run: Run;
  readonly apiUrl: string;
  /** The run token. Sent as a bearer token and never printed. */
  readonly token: string;
  /** Address of a SearXNG-like search (contract 23.6), when there is one. */
  readonly searchUrl: string | undefined;
}

/** Reads what the runner gave this child. Throws ToolFailure that names the variables that are missing or wrong, never their values. */
export function readRunEnvironment(env: NodeJS.ProcessEnv): RunEnvironment {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'OPSROOM_RUN_KIND'))].sort();
    throw new ToolFailure(
      `This program runs inside a run of Opsroom; ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} missing or wrong.`,
      'Run it from the workspace that the runner made, with the environment unchanged.',
    );
  }
  const { data } = parsed;
  return {
    run:
      data.OPSROOM_RUN_KIND === 'turn'
        ? { kind: 'turn', turnId: data.OPSROOM_TURN_ID }
        : {
            kind: 'task',
            taskId: data.OPSROOM_TASK_ID,
            agentId: data.OPSROOM_AGENT_ID,
            ticketId: data.OPSROOM_TICKET_ID,
          },
    apiUrl: data.OPSROOM_API_URL.replace(/\/+$/, ''),
    token: data.OPSROOM_RUN_TOKEN,
    searchUrl: env['OPS_CHAT_SEARCH_URL']?.replace(/\/+$/, ''),
  };
}
