import { placeholdersOf, prompted, type SkillVariable } from '../../config/skillVariables.js';
import { isGiven, textOf } from './render.js';

export type Missing = { readonly name: string; readonly type: SkillVariable['type']; readonly description: string };
export type RenderedForTicket = { readonly text: string; readonly missing: readonly Missing[] };

/** What stands in a prompt where a value is not known. Without angle brackets: a shell would take those for files. */
export const missingMark = (name: string): string => `[not given: ${name}]`;

/**
 * A prompt for an agent (27.37): values where they are known, the default where there is one, and what is missing said in
 * its place and named beside. Each placeholder once, as in `render`. `${name}` is the shell's, and stays.
 */
export function renderForTicket(
  template: string,
  variables: readonly SkillVariable[],
  known: Readonly<Record<string, unknown>>,
): RenderedForTicket {
  const missing: Missing[] = [];
  const texts = new Map<string, string>();
  for (const name of placeholdersOf(template, prompted)) {
    const declared = variables.find((variable) => variable.name === name);
    const { type, description, default: fallback } = declared ?? { type: 'string' as const, description: '' };
    const value = Object.hasOwn(known, name) ? known[name] : undefined;
    const text = (isGiven(value) ? textOf(type, value) : undefined) ?? fallback;
    if (text === undefined) missing.push({ name, type, description });
    texts.set(name, text ?? missingMark(name));
  }
  return { text: template.replaceAll(prompted, (whole, name: string) => texts.get(name) ?? whole), missing };
}

/** The same for every text in a JSON value. */
export function renderEach(
  value: unknown,
  known: Readonly<Record<string, unknown>>,
): { value: unknown; missing: Missing[] } {
  if (typeof value === 'string') {
    const { text, missing } = renderForTicket(value, [], known);
    return { value: text, missing: [...missing] };
  }
  if (typeof value !== 'object' || value === null) return { value, missing: [] };
  const missing: Missing[] = [];
  const rendered = (entry: unknown): unknown => {
    const done = renderEach(entry, known);
    missing.push(...done.missing);
    return done.value;
  };
  const whole = Array.isArray(value)
    ? value.map(rendered)
    : Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, rendered(entry)]));
  return {
    value: whole,
    missing: missing.filter(({ name }, at) => missing.findIndex((one) => one.name === name) === at),
  };
}
