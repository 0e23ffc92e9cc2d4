import { z } from 'zod';

/** The lists of contract 7.7, in its order. */
export const contextLists = [
  ...(['notes', 'attachments', 'change_requests', 'access_requests', 'tasks', 'steering_events'] as const),
  ...(['model_turn_events', 'postmortems', 'related_tickets', 'knowledge_articles', 'workflows', 'skills'] as const),
] as const;
export type ContextList = (typeof contextLists)[number];

/** Bytes of JSON: about sixty thousand words, which still leaves most of a model's window to its work. */
const usualBytes = 524_288;

function atMost(usual: number, most: number) {
  return z.coerce.number().int().min(0).max(most).default(usual);
}

/** How many rows of each kind; an agent's context is no place for history. */
export const contextQuery = z.object({
  notes_limit: atMost(200, 1_000).meta({ description: 'The newest of them, oldest first' }),
  attachments_limit: atMost(100, 500),
  change_requests_limit: atMost(50, 200),
  access_requests_limit: atMost(50, 200),
  tasks_limit: atMost(20, 100),
  steering_events_limit: atMost(30, 200),
  model_turn_events_limit: atMost(120, 500),
  postmortems_limit: atMost(10, 50),
  related_tickets_limit: atMost(10, 50),
  knowledge_articles_limit: atMost(10, 50),
  workflows_limit: atMost(10, 50),
  skills_limit: atMost(50, 200),
  max_bytes: z.coerce
    .number()
    .int()
    .min(16_384)
    .max(4_194_304)
    .default(usualBytes)
    .meta({ description: 'Bytes of JSON at most; what has to go for it is counted in left_out' }),
});
export type ContextQuery = z.output<typeof contextQuery>;
