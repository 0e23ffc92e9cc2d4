import { z } from 'zod';
import { transaction, type Connection, type Database } from '../db/index.js';
import { notFound, ok, problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { defineRoute, type Route } from '../http/route.js';
import {
  agentParams,
  assignmentParams,
  createBody,
  listQuery,
  renderBody,
  skillParams,
  skillShape,
  updateBody,
  type Skill,
} from './contract.js';
import { render } from './render.js';
import { agentIsSeen } from './sql/agentIsSeen.js';
import { listSkills, lockSkill, readSkill, skillsOfAgent } from './sql/readSkills.js';
import { assignSkill, createSkill, deleteSkill, updateSkill, type Saved } from './writeSkill.js';

const area = 'skills';
const noSkill = notFound('Skill');
const noAgent = notFound('Agent');
const reads = { kind: 'signed-in', permission: 'skills:read', agents: 'task' } as const;
/** Skills tell agents what to do: what they are told is for people to write. */
const writes = { kind: 'signed-in', permission: 'skills:write', agents: 'never' } as const;

function list(db: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/api/skills',
    area,
    summary: 'Skills by name.',
    access: reads,
    query: listQuery,
    answers: {
      200: {
        description: 'A page of skills',
        schema: z.object({ skills: z.array(skillShape), total: z.int(), limit: z.int(), offset: z.int() }),
      },
    },
    async handle({ query, caller }) {
      const { rows, total } = await listSkills(db, caller, query);
      return ok({ skills: rows, total, limit: query.limit, offset: query.offset });
    },
  });
}

function get(db: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/api/skills/{id}',
    area,
    summary: 'One skill.',
    access: reads,
    params: skillParams,
    answers: { 200: { description: 'The skill', schema: skillShape } },
    async handle({ params, caller }) {
      const skill = await readSkill(db, params.id, caller);
      return skill ? ok(skill) : noSkill;
    },
  });
}

function ofAgent(db: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/api/skills/agent/{agent_id}',
    area,
    summary: 'The skills that an agent has: those of every agent, and those given to it. An agent asks for its own.',
    access: reads,
    params: agentParams,
    answers: {
      200: {
        description: 'Its skills',
        schema: z.object({
          agent_id: z.int(),
          skills: z.array(
            skillShape.extend({ mapped: z.boolean().meta({ description: 'Given to this agent alone' }) }),
          ),
          total: z.int(),
        }),
      },
    },
    async handle({ params, caller }) {
      if (!(await agentIsSeen(db, params.agent_id, caller))) return noAgent;
      const skills = await skillsOfAgent(db, params.agent_id, caller);
      return ok({ agent_id: params.agent_id, skills, total: skills.length });
    },
  });
}

function refusalOf(saved: Exclude<Saved, { kind: 'saved' }>): Answer {
  if (saved.kind === 'above_own') {
    const errors = [{ path: 'body.security_classification', message: saved.message }];
    return problem(422, 'invalid_fields', `Wrong fields: body.security_classification (${saved.message}).`, { errors });
  }
  if (saved.kind === 'name_taken') {
    const sentence = 'Another skill has this name. Change that one, or take another name.';
    return problem(409, 'skill_name_taken', sentence, { skill_id: saved.id });
  }
  const message = `declares ${saved.name}, and the template has no {${saved.name}}`;
  return problem(422, 'invalid_fields', `Wrong fields: body.variables (${message}).`, {
    errors: [{ path: 'body.variables', message }],
  });
}

function create(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/skills',
    area,
    summary: 'Write a skill.',
    access: writes,
    body: createBody,
    answers: { 200: { description: 'The skill is there', schema: z.object({ id: z.int(), name: z.string() }) } },
    async handle({ body, caller }) {
      const saved = await transaction(db, (q) => createSkill(q, caller, body));
      return saved.kind === 'saved' ? ok({ id: saved.skill.id, name: saved.skill.name }) : refusalOf(saved);
    },
  });
}

/** Runs `work` on the skill with its row locked. */
function onSkill(
  db: Database,
  id: number,
  caller: Caller,
  work: (q: Connection, skill: Skill) => Promise<Answer>,
): Promise<Answer> {
  return transaction(db, async (q) => {
    const skill = await lockSkill(q, id, caller);
    return skill ? work(q, skill) : noSkill;
  });
}

function update(db: Database): Route {
  return defineRoute({
    method: 'put',
    path: '/api/skills/{id}',
    area,
    summary: 'Change a skill. Later versions of the shipped data leave it alone from then on.',
    access: writes,
    params: skillParams,
    body: updateBody,
    answers: { 200: { description: 'It is changed', schema: z.object({ status: z.literal('updated'), id: z.int() }) } },
    handle: ({ params, body, caller }) =>
      onSkill(db, params.id, caller, async (q, skill) => {
        const saved = await updateSkill(q, caller, skill, body);
        return saved.kind === 'saved' ? ok({ status: 'updated', id: params.id }) : refusalOf(saved);
      }),
  });
}

function remove(db: Database): Route {
  return defineRoute({
    method: 'delete',
    path: '/api/skills/{id}',
    area,
    summary: 'Remove a skill for good, also from the agents that have it.',
    access: writes,
    params: skillParams,
    answers: { 200: { description: 'It is gone', schema: z.object({ status: z.literal('deleted'), id: z.int() }) } },
    handle: ({ params, caller }) =>
      onSkill(db, params.id, caller, async (q, skill) => {
        await deleteSkill(q, caller, skill);
        return ok({ status: 'deleted', id: params.id });
      }),
  });
}

function rendering(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/skills/{id}/render',
    area,
    summary: 'The prompt of a skill with these values; what is missing or of another type is named.',
    access: { ...writes, agents: 'task' },
    params: skillParams,
    body: renderBody,
    answers: { 200: { description: 'The prompt', schema: z.object({ name: z.string(), rendered: z.string() }) } },
    async handle({ params, body, caller }) {
      const skill = await readSkill(db, params.id, caller);
      if (!skill) return noSkill;
      const rendered = render(skill.prompt_template, skill.variables, body);
      if (rendered.kind === 'rendered') return ok({ name: skill.name, rendered: rendered.text });
      const { errors } = rendered;
      const detail = `Wrong variables: ${errors.map(({ path, message }) => `${path} (${message})`).join('; ')}.`;
      return problem(422, 'invalid_fields', detail, { errors });
    },
  });
}

async function setAssigned(
  db: Database,
  ids: z.output<typeof assignmentParams>,
  caller: Caller,
  assigned: boolean,
): Promise<Answer> {
  return onSkill(db, ids.id, caller, async (q, skill) => {
    if (!(await agentIsSeen(q, ids.agent_id, caller))) return noAgent;
    const changed = await assignSkill(q, caller, skill, ids.agent_id, assigned);
    return ok({ skill_id: skill.id, agent_id: ids.agent_id, assigned, changed });
  });
}

function assignment(db: Database, method: 'put' | 'delete'): Route {
  const assigned = method === 'put';
  return defineRoute({
    method,
    path: '/api/skills/{id}/agents/{agent_id}',
    area,
    summary: assigned ? 'Give a skill to one agent.' : 'Take a skill from one agent.',
    access: writes,
    params: assignmentParams,
    answers: {
      200: {
        description: assigned ? 'The agent has it' : 'The agent has it no more, unless every agent has',
        schema: z.object({
          skill_id: z.int(),
          agent_id: z.int(),
          assigned: z.boolean(),
          changed: z.boolean().meta({ description: 'False when it was so already' }),
        }),
      },
    },
    handle: ({ params, caller }) => setAssigned(db, params, caller, assigned),
  });
}

export function skillsRoutes(db: Database): Route[] {
  return [
    list(db),
    get(db),
    ofAgent(db),
    create(db),
    update(db),
    remove(db),
    rendering(db),
    assignment(db, 'put'),
    assignment(db, 'delete'),
  ];
}
