import type { SkillVariable } from '../../config/skillVariables.js';
import { renderEach, renderForTicket, type Missing } from '../skills/index.js';
import { renderBlueprint } from '../workflows/index.js';
import type { Row } from './fitContext.js';

type Known = Readonly<Record<string, unknown>>;

const withMissing = (row: Row, missing: readonly Missing[]): Row =>
  missing.length > 0 ? { ...row, missing_variables: missing } : row;

/** A skill of the context as the agent of this ticket is to read it (27.37); what nobody knows here is named. */
export function renderedSkill({ variables, ...skill }: Row, known: Known): Row {
  const declared = Array.isArray(variables) ? (variables as SkillVariable[]) : [];
  const { text, missing } = renderForTicket(String(skill['prompt_template']), declared, known);
  return withMissing({ ...skill, prompt_template: text }, missing);
}

/** The same of a workflow. */
export function renderedWorkflow(workflow: Row, known: Known): Row {
  const blueprint = renderBlueprint(workflow['blueprint'], known);
  const texts = renderEach({ test_plan: workflow['test_plan'], description: workflow['description'] }, known);
  const more = texts.missing.filter(({ name }) => blueprint.missing.every((one) => one.name !== name));
  return withMissing({ ...workflow, ...(texts.value as Row), blueprint: blueprint.value }, [
    ...blueprint.missing,
    ...more,
  ]);
}
