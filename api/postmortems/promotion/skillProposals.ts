import { foldWords } from '../../../config/foldWords.js';
import { asText } from '../../http/looseFields.js';

export type ProposedSkill = {
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly prompt: string;
};

function slug(text: string): string {
  return foldWords(text)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 120)
    .replace(/-+$/, '');
}

function textIn(fields: Readonly<Record<string, unknown>>, ...names: string[]): string {
  const found = names
    .map((name) => fields[name])
    .find((value) => value !== undefined && value !== null && value !== '');
  return found === undefined ? '' : asText(found);
}

function proposed(entry: unknown, postmortemId: number, taken: ReadonlySet<string>, at: number): ProposedSkill {
  const fields =
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? (entry as Record<string, unknown>)
      : { name: asText(entry) };
  const title = textIn(fields, 'name', 'title', 'purpose');
  const purpose = textIn(fields, 'description', 'purpose', 'title', 'name');
  const plain = `postmortem-${postmortemId}-${slug(title) || `skill-${at + 1}`}`;
  let name = plain;
  for (let number = at + 1; taken.has(name); number += 1) name = `${plain}-${number}`;
  const written = textIn(fields, 'prompt_template', 'prompt', 'instructions');
  return {
    name,
    description: purpose.slice(0, 2_000),
    category: textIn(fields, 'category').slice(0, 100) || 'postmortem',
    prompt:
      written ||
      `${title}: ${purpose}\n\nLearnt from postmortem ${postmortemId}. Say what you did, and how you verified it.`,
  };
}

/** The skills that a postmortem proposes, with a name that is the same every time (contract 19.4). Pure. */
export function skillProposals(proposals: readonly unknown[], postmortemId: number): ProposedSkill[] {
  const taken = new Set<string>();
  return proposals.map((entry, at) => {
    const skill = proposed(entry, postmortemId, taken, at);
    taken.add(skill.name);
    return skill;
  });
}
