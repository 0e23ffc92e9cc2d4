import type { Change, Plan } from '../../api/changes/index.js';
import { code, em, lines, monospace, strong, words, type Block, type Inlines } from './document.js';
import { duration } from './duration.js';
import { commandForReading } from './shellWords.js';
import { charactersOf, oneLine, tricksSpelled } from './visibleText.js';

/** Characters of a plan on a card: what a message to a room can carry with certainty, in text and in HTML. */
const mostOfPlan = 6_000;
const mostOfDecidedPlan = 600;

/** Text of people and agents on a card that somebody decides on. */
export const shown = (text: string, most = 300): string => oneLine(tricksSpelled(text), most);

/** Twelve hexadecimal digits: enough to compare two cards by eye. */
export const shortDigest = ({ digest }: Pick<Change, 'digest'>): string => digest.slice(0, 12);

/** Who will do it and how far the platform vouches for it. */
export function kindInWords(kind: Plan['kind']): string {
  switch (kind) {
    case 'argv':
      return 'runs exactly this once, by the platform';
    case 'agent':
      return 'described; the agent does it and reports, not verified';
    case 'effect':
      return 'the platform itself does exactly this, once, when it is approved';
    case 'manual':
      return 'described; a person does it by hand and reports, not verified';
  }
}

type Reading = { readonly text: string; readonly remarks: readonly string[]; readonly warnings: readonly string[] };

function described(text: string): Reading {
  const count = charactersOf(text).length;
  return {
    text: tricksSpelled(text).trimEnd(),
    remarks: [`${count} character${count === 1 ? '' : 's'}.`],
    warnings: [],
  };
}

function reading(plan: Plan): Reading {
  return plan.kind === 'argv' ? commandForReading(plan.argv) : described(plan.description);
}

function careful(warnings: readonly string[]): Inlines[] {
  return warnings.map((warning) => words`${strong(warning)}`);
}

/** What exactly would happen, on what, and of which kind it is. A reader who is not shown all of it is told so. */
export function planBlocks(plan: Plan, changeId: number): Block[] {
  const { text, remarks, warnings } = reading(plan);
  const characters = charactersOf(text);
  const cut = characters.length > mostOfPlan;
  const limit = plan.kind === 'argv' ? [`Ended after ${duration(plan.timeout)} if it has not finished.`] : [];
  const allOfIt = `Only the first ${mostOfPlan} of ${characters.length} characters are shown: read all of it before you decide, with GET /api/changes/${changeId}.`;
  return [
    lines(words`On ${code(shown(plan.target, 255))}: ${em(kindInWords(plan.kind))}`),
    monospace(cut ? `${characters.slice(0, mostOfPlan).join('')}…` : text),
    lines(words`${[...remarks, ...limit].join(' ')}`, ...careful([...(cut ? [allOfIt] : []), ...warnings])),
  ];
}

/** What a decided gate was about: enough to know it again. */
export function decidedPlanBlocks(plan: Plan): Block[] {
  const { text, warnings } = reading(plan);
  const characters = charactersOf(text);
  const short = characters.length > mostOfDecidedPlan ? `${characters.slice(0, mostOfDecidedPlan).join('')}…` : text;
  return [
    lines(words`It is about this, on ${code(shown(plan.target, 255))}:`),
    monospace(short),
    ...(warnings.length > 0 ? [lines(...careful(warnings))] : []),
  ];
}
