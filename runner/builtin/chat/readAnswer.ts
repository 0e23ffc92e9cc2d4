import { foldWords, hasPhrase } from '../../../config/foldWords.js';
import type { Turn } from '../../toolbelt/platform/shapes.js';

export interface Answered {
  /** What the person had written when the question was asked; the answer itself when that is not known. */
  readonly original: string;
  readonly answer: string;
  /** The choice that the answer names, by number, by its words or by a tap. */
  readonly choice: string | undefined;
}

const ordinals: readonly (readonly string[])[] = [
  ['1', 'one', 'first', 'um', 'uma', 'primeiro', 'primeira', 'eins', 'erste', 'erstes'],
  ['2', 'two', 'second', 'dois', 'duas', 'segundo', 'segunda', 'zwei', 'zweite', 'zweites'],
  ['3', 'three', 'third', 'tres', 'terceiro', 'terceira', 'drei', 'dritte', 'drittes'],
  ['4', 'four', 'fourth', 'quatro', 'quarto', 'quarta', 'vier', 'vierte', 'viertes'],
  ['5', 'five', 'fifth', 'cinco', 'quinto', 'quinta', 'funf', 'funfte', 'funftes'],
];
/** Words beside a number that keep it a number: "the second one", "option 2, please". */
const beside = new Set(
  'the one option number choice please a o opcao numero por favor die der das bitte nummer it is e ist'.split(' '),
);

/** The choice that a text stands for. A sentence that merely contains a number is no choice. */
export function choiceOf(answer: string, choices: readonly string[]): string | undefined {
  const folded = foldWords(answer);
  const exact = choices.find((choice) => foldWords(choice) === folded);
  if (exact !== undefined) return exact;
  const words = folded.split(' ').filter((word) => word !== '');
  const numbered = ordinals.findIndex(
    (names) =>
      words.some((word) => names.includes(word)) && words.every((word) => names.includes(word) || beside.has(word)),
  );
  if (numbered >= 0) return choices[numbered];
  const within = choices.filter(
    (choice) => hasPhrase(folded, choice) || (folded.length >= 3 && hasPhrase(foldWords(choice), folded)),
  );
  return within.length === 1 ? within[0] : undefined;
}

/** The answer to the open question of the turn, with what it was asked about; undefined when no question is open. */
export function readAnswer(turn: Turn): Answered | undefined {
  const { question } = turn;
  if (!question) return undefined;
  const answer = (question.answer ?? '') === '' ? turn.message.body : (question.answer ?? '');
  const asked = turn.history.findLastIndex(({ role, body }) => role !== 'user' && body.includes(question.question));
  const before = turn.history.slice(0, asked < 0 ? undefined : asked);
  const original = before.findLast(({ role, body }) => role === 'user' && body !== turn.message.body)?.body;
  return { original: original ?? answer, answer, choice: choiceOf(answer, question.choices) };
}
