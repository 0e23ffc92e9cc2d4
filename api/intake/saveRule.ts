import { jsonText, type Connection } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { groupNamed } from '../tickets/index.js';
import type { RuleBody, RulePatch } from './contract.js';
import { namedFields, refused, tellEdit, type Edited } from './edited.js';
import { lockRaci } from './raciLock.js';

type Rule = {
  readonly id: number;
  readonly name: string;
  readonly assignment_group: string;
  readonly enabled: boolean;
};

/** Contract 17.1, for a rule that says nothing else. */
const standardGroup = 'Business Applications';
/** Every message is compared with every rule. */
const mostRules = 2_000;

const lists = ['keywords', 'consulted', 'informed', 'knowledge_tags'] as const;
const columns = [
  ...lists,
  ...(['name', 'intent', 'ticket_class', 'priority', 'assignment_group', 'responsible', 'accountable'] as const),
  ...(['approval_required', 'approval_action', 'risk_level', 'auto_assign_agent', 'auto_agent_model'] as const),
  ...(['auto_agent_prompt', 'security_classification', 'weight', 'enabled'] as const),
];

async function find(q: Connection, by: 'id' | 'name', value: number | string): Promise<Rule | undefined> {
  const { rows } = await q.query<Rule>(
    `select id, name, assignment_group, enabled from service_raci_rules where ${by} = $1 for update`,
    [value],
  );
  return rows[0];
}

async function write(q: Connection, { personId }: Caller, id: number, patch: RulePatch): Promise<void> {
  const given = columns.filter((name) => patch[name] !== undefined);
  const values = given.map((name) => (lists.some((one) => one === name) ? jsonText(patch[name]) : patch[name]));
  const sets = given.map((name, at) => `${name} = $${at + 2}`);
  // What an owner has edited is theirs: no later start overwrites it, and they do not decide what its agents ask for.
  const edited = [`edited_by_person_id = $${given.length + 2}`, 'edited_at = clock_timestamp()'];
  await q.query(
    `update service_raci_rules set ${[...sets, ...edited, 'updated_at = clock_timestamp()'].join(', ')} where id = $1`,
    [id, ...values, personId],
  );
}

/** A rule in force sends requests somewhere: its group, as it is spelled, or the refusal that names it. */
async function groupOf(q: Connection, name: string): Promise<{ group: string } | { fault: Edited }> {
  const group = await groupNamed(q, name);
  if (group !== undefined) return { group };
  const sentence = `There is no group ${name}. Make it first, or use one that there is.`;
  const errors = [{ path: 'body.assignment_group', message: 'unknown group' }];
  return { fault: refused(422, 'unknown_group', sentence, { errors }) };
}

async function insert(q: Connection, name: string, group: string): Promise<number> {
  const { rows } = await q.query<{ id: number }>(
    `insert into service_raci_rules (name, assignment_group, responsible, accountable, weight, edited_at)
     values ($1, $2, $2, 'Service Desk Manager', 1, clock_timestamp()) returning id`,
    [name, group],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('A rule was inserted and did not come back.');
  return id;
}

async function tooMany(q: Connection): Promise<boolean> {
  const { rows } = await q.query<{ count: number }>('select count(*) from service_raci_rules');
  return (rows[0]?.count ?? 0) >= mostRules;
}

/** Contract 17.1: the rule of this name, made or changed, and in force unless the body says otherwise. */
export async function saveRule(q: Connection, caller: Caller, body: RuleBody): Promise<Edited> {
  await lockRaci(q);
  const standing = await find(q, 'name', body.name);
  if (!standing && (await tooMany(q))) {
    return refused(409, 'too_many_rules', `There are ${mostRules} rules already; change one of them.`);
  }
  const found = await groupOf(q, body.assignment_group ?? standing?.assignment_group ?? standardGroup);
  if ('fault' in found) return found.fault;
  const { group } = found;
  const id = standing?.id ?? (await insert(q, body.name, group));
  await write(q, caller, id, { ...body, assignment_group: group, enabled: body.enabled ?? true });
  const details = { rule_id: id, created: !standing, ...namedFields(body) };
  await tellEdit(q, caller, 'raci_rule_saved', body.name, details);
  return { kind: 'done', id };
}

/** Contract 17.1: whichever of its fields are given. */
export async function updateRule(q: Connection, caller: Caller, id: number, patch: RulePatch): Promise<Edited> {
  await lockRaci(q);
  const rule = await find(q, 'id', id);
  if (!rule) return { kind: 'not_there' };
  if (patch.name !== undefined && patch.name !== rule.name && (await find(q, 'name', patch.name))) {
    return refused(409, 'name_taken', `There is a rule ${patch.name} already, perhaps switched off.`, {
      state: rule.name,
    });
  }
  let { assignment_group: group } = patch;
  const inForce = patch.enabled ?? rule.enabled;
  if (group !== undefined || (inForce && !rule.enabled)) {
    const found = await groupOf(q, group ?? rule.assignment_group);
    if ('fault' in found) return found.fault;
    ({ group } = found);
  }
  await write(q, caller, id, group === undefined ? patch : { ...patch, assignment_group: group });
  await tellEdit(q, caller, 'raci_rule_updated', patch.name ?? rule.name, {
    rule_id: id,
    was: rule.name,
    ...namedFields(patch),
  });
  return { kind: 'done', id };
}

/** Switches it off; a shipped one stays off at the next start. */
export async function disableRule(q: Connection, caller: Caller, id: number): Promise<Edited> {
  await lockRaci(q);
  const rule = await find(q, 'id', id);
  if (!rule) return { kind: 'not_there' };
  await write(q, caller, id, { enabled: false });
  await tellEdit(q, caller, 'raci_rule_disabled', rule.name, { rule_id: id });
  return { kind: 'done', id };
}
