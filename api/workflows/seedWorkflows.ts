import type { SeedWorkflow } from '../../config/workflows.js';
import { transaction, type Database } from '../db/index.js';
import { lockWorkflows } from './sql/family.js';

/**
 * Writes the shipped workflows. What an owner has edited stays as it is, and so does one that is no longer shipped; a shipped
 * one whose key another workflow in force has (an owner renamed or replaced it) is left out.
 */
export async function seedWorkflows(db: Database, workflows: readonly SeedWorkflow[]): Promise<void> {
  await transaction(db, async (q) => {
    await lockWorkflows(q);
    for (const workflow of workflows) {
      const { blueprint, match, platforms } = workflow;
      await q.query(
        `insert into agent_workflows (name, description, trigger_type, status, workflow_key, blueprint, created_by, reviewed_by, reviewed_at)
         select $1::varchar, $2, $3, $4, $5::varchar, $6::jsonb, 'seed', $7, clock_timestamp()
         where not exists (select from agent_workflows other
           where other.workflow_key = $5::varchar and (other.name <> $1::varchar or other.created_by <> 'seed')
             and other.status in ('active', 'approved'))
         on conflict (name) where created_by = 'seed' do update set description = excluded.description, trigger_type = excluded.trigger_type,
           status = excluded.status, workflow_key = excluded.workflow_key, blueprint = excluded.blueprint,
           reviewed_by = excluded.reviewed_by, reviewed_at = excluded.reviewed_at, updated_at = clock_timestamp()
         where agent_workflows.edited_at is null
           and (agent_workflows.blueprint, agent_workflows.status, agent_workflows.description, agent_workflows.trigger_type,
               agent_workflows.workflow_key, agent_workflows.reviewed_by)
             is distinct from (excluded.blueprint, excluded.status, excluded.description, excluded.trigger_type,
               excluded.workflow_key, excluded.reviewed_by)`,
        [
          workflow.name,
          workflow.description,
          workflow.trigger_type,
          workflow.status,
          workflow.workflow_key,
          JSON.stringify({ steps: blueprint, match, platforms }),
          workflow.reviewed_by,
        ],
      );
    }
  });
}
