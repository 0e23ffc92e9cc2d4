import type { Connection } from '../../db/index.js';
import { notFound, ok, problem, type Answer } from '../../http/answer.js';
import { asText } from '../../http/looseFields.js';
import type { Caller } from '../../http/caller.js';
import { addNote, knownSecrecy, lockTicket, type Ticket } from '../../tickets/index.js';
import { lockWorkflows, refuseLesson, writeHistory, writeLesson } from '../../workflows/index.js';
import type { Postmortem, PromotePostmortem, Promotion } from '../contract.js';
import { isDecided } from '../statusAfterWriting.js';
import { lockPostmortem } from '../sql/readPostmortem.js';
import { writePromotion } from '../sql/writePostmortem.js';
import { postmortemKey } from './postmortemKey.js';
import { skillProposals } from './skillProposals.js';
import { writeKnowledge } from './writeKnowledge.js';
import { promotedSkills, writeSkills, type SkillAction } from './writeSkills.js';

type Done = 'created' | 'updated' | 'skipped';
type Outcome = {
  readonly skills: readonly SkillAction[];
  readonly workflow: { readonly id: number | null; readonly status: string | null; readonly action: Done };
  readonly knowledge: { readonly id: number | null; readonly action: Done };
};

async function skillsOf(
  q: Connection,
  caller: Caller,
  { row, ticket }: { readonly row: Postmortem; readonly ticket: Ticket | undefined },
  wanted: boolean,
): Promise<SkillAction[]> {
  const secrecy = knownSecrecy(ticket?.security_classification);
  if (row.promotion?.skill_ids) return promotedSkills(q, row.promotion.skill_ids);
  return wanted ? writeSkills(q, caller, skillProposals(row.skill_proposals, row.id), secrecy) : [];
}

async function workflowOf(
  q: Connection,
  caller: Caller,
  at: { readonly row: Postmortem; readonly ticket: Ticket | undefined; readonly key: string },
  skillIds: readonly number[],
  body: PromotePostmortem,
): Promise<Outcome['workflow']> {
  const { row, ticket, key } = at;
  const earlier = row.promotion?.workflow_id;
  if (earlier !== undefined) {
    const { rows } = await q.query<{ status: string }>('select status from agent_workflows where id = $1', [earlier]);
    return { id: earlier, status: rows[0]?.status ?? null, action: 'skipped' };
  }
  if (!body.create_workflow) return { id: null, status: null, action: 'skipped' };
  const { row: workflow, action } = await writeLesson(q, caller, {
    ...{ postmortemId: row.id, ticketId: row.ticket_id, ticketClass: ticket?.itop_class ?? null, key },
    secrecy: knownSecrecy(ticket?.security_classification),
    description: [row.summary, row.improvements].filter((text) => text.trim() !== '').join('\n\n'),
    blueprint:
      [row.workflow_proposal, row.improvements, row.summary].find((text) => text.trim() !== '') ?? 'Nothing yet.',
    testPlan: asText(row.test_cases),
    testResults: row.documentation.slice(0, 8_000),
    ...{ guardrails: row.guardrails, skillIds, authorIds: row.author_person_ids, status: body.workflow_status },
  });
  return { id: workflow.id, status: workflow.status, action };
}

async function knowledgeOf(
  q: Connection,
  caller: Caller,
  at: { readonly row: Postmortem; readonly ticket: Ticket | undefined; readonly key: string },
  withWorkflow: boolean,
  wanted: boolean,
): Promise<Outcome['knowledge']> {
  const earlier = at.row.promotion?.knowledge_article_id;
  if (earlier !== undefined) return { id: earlier, action: 'skipped' };
  if (!wanted) return { id: null, action: 'skipped' };
  return writeKnowledge(q, caller, at.row, at.ticket, withWorkflow ? at.key : null);
}

function noteText(row: Postmortem, key: string, { skills, workflow, knowledge }: Outcome, by: Caller): string {
  const names = skills.map(({ name }) => name).join(', ');
  return [
    `Postmortem ${row.id} was promoted by ${by.displayName}.`,
    ...(knowledge.id === null ? [] : [`Knowledge article ${knowledge.id} ${knowledge.action}.`]),
    ...(workflow.id === null
      ? []
      : [`Workflow ${workflow.id} (${key}) ${workflow.action}; it comes into force when a person has reviewed it.`]),
    ...(names === '' ? [] : [`Skills: ${names}.`]),
  ].join('\n');
}

/** Writes down what was done, unless everything had been done before: then nothing happened now. */
async function writeDown(
  q: Connection,
  caller: Caller,
  at: { readonly row: Postmortem; readonly ticket: Ticket | undefined; readonly key: string },
  outcome: Outcome,
  body: PromotePostmortem,
): Promise<void> {
  const { row, ticket, key } = at;
  const { skills, workflow, knowledge } = outcome;
  const marks = body.mark_promoted && row.status !== 'promoted';
  const does = [workflow, knowledge, ...skills].some(({ action }) => action !== 'skipped');
  if (!marks && !does) return;
  const ids = skills.map(({ id }) => id);
  const promotion: Promotion = {
    workflow_key: key,
    ...(workflow.id === null ? {} : { workflow_id: workflow.id }),
    ...(knowledge.id === null ? {} : { knowledge_article_id: knowledge.id }),
    ...(row.promotion?.skill_ids || body.create_skills ? { skill_ids: ids } : {}),
  };
  await writePromotion(q, row.id, promotion, body.mark_promoted);
  if (ticket) {
    await addNote(q, ticket, caller, {
      source: 'postmortem',
      body: noteText(row, key, outcome, caller),
      audience: 'internal',
      externalRef: `postmortem:${row.id}:promotion`,
    });
  }
  await writeHistory(q, caller, {
    category: 'postmortem',
    action: 'postmortem_promoted',
    target: `postmortem_${row.id}`,
    result: marks ? 'promoted' : row.status,
    details: {
      ...{ postmortem_id: row.id, ticket_id: row.ticket_id, workflow_id: workflow.id, workflow_key: key },
      ...{ workflow_action: workflow.action, knowledge_article_id: knowledge.id, knowledge_action: knowledge.action },
      ...{ skill_ids: ids, approved_by: row.reviewed_by },
      ...(body.created_by === null ? {} : { claimed_by: body.created_by }),
    },
  });
}

/**
 * Contract 19.4 made right, in the caller's transaction: only what a person approved is promoted (27.29), each part once, and
 * nothing comes into force by it. Locks are taken in this order everywhere: workflows, postmortem, ticket.
 */
export async function promotePostmortem(
  q: Connection,
  caller: Caller,
  id: number,
  body: PromotePostmortem,
): Promise<Answer> {
  await lockWorkflows(q);
  const row = await lockPostmortem(q, id, caller);
  if (!row) return notFound('Postmortem');
  if (!isDecided(row.status) || row.reviewed_by_person_id === null) {
    const detail = `Postmortem ${id} is ${row.status}. A person who did not write it has to approve it first.`;
    return problem(409, 'review_required', detail, { state: row.status });
  }
  const ticket = row.ticket_id === null ? undefined : await lockTicket(q, row.ticket_id);
  const at = { row, ticket, key: postmortemKey(row, ticket) };
  const writes = body.create_workflow && row.promotion?.workflow_id === undefined;
  const refusal = writes ? await refuseLesson(q, caller, at.key) : undefined;
  if (refusal) return refusal;
  const skills = await skillsOf(q, caller, at, body.create_skills);
  const ids = skills.map((skill) => skill.id);
  const workflow = await workflowOf(q, caller, at, ids, body);
  const knowledge = await knowledgeOf(q, caller, at, workflow.id !== null, body.create_knowledge);
  await writeDown(q, caller, at, { skills, workflow, knowledge }, body);
  return ok({
    status: 'promoted',
    postmortem_id: id,
    ticket_id: row.ticket_id,
    knowledge_article_id: knowledge.id,
    knowledge_action: knowledge.action,
    workflow_id: workflow.id,
    workflow_key: at.key,
    workflow_action: workflow.action,
    workflow_status: workflow.status,
    skill_ids: ids,
    skill_actions: skills,
    mark_promoted: body.mark_promoted,
  });
}
