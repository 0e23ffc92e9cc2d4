import { learningTasks } from './learningTasks.js';

const learning = learningTasks.map((one) => `'${one}'`).join(', ');

/**
 * SQL: how the agent with the id `id` ended for good, in words that follow its name; null while it works or waits, and for one
 * that failed: a person goes on with what it left, until another agent works the ticket in its place. Nothing of it is ever
 * taken back. An agent that only learns from the ticket is nobody's replacement.
 */
export function endOfAgent(id: string): string {
  return `(select case when newer.id is not null then 'was replaced by agent ' || newer.id
      when former.status = 'stopped' then 'was stopped' when former.status = 'terminated' then 'was taken off the ticket'
      when former.status = 'finished' then 'has finished' end
    from agents former left join lateral (
      select a.id from agents a where a.ticket_id = former.ticket_id and a.id > former.id
        and not exists (select from agent_tasks task where task.agent_id = a.id and task.task_type in (${learning}))
      order by a.id limit 1) newer on true
    where former.id = ${id} and former.status in ('finished', 'failed', 'stopped', 'terminated'))`;
}
