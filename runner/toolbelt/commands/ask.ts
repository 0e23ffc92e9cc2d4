import { defineTool, list, text, words } from '../defineTool.js';
import { ToolFailure } from '../toolFailure.js';

/** Each choice is a reaction that the bot seeds; contract GATES and the room's card show at most five. */
const mostChoices = 5;
/** Characters of a choice: it stands on one line of a phone. */
const longestChoice = 80;

export const ask = defineTool({
  name: 'ask',
  summary:
    'Ask the person one question, with two to five short choices where you can, and end the turn. The answer starts the next one.',
  for: 'turn',
  options: {
    question: text(words(500), 'one question'),
    choice: list('a short answer to choose from'),
  },
  run: async ({ calls, turn }, { question, choice }) => {
    const choices = choice.map((one) => one.trim()).filter((one) => one !== '');
    if (choices.length === 1 || choices.length > mostChoices) {
      throw new ToolFailure(
        `${choices.length} choices are no choice.`,
        `Give two to ${mostChoices}, or none for an open question.`,
      );
    }
    if (new Set(choices.map((one) => one.toLowerCase())).size < choices.length) {
      throw new ToolFailure('Two choices are the same.', 'Give each once.');
    }
    if (choices.some(({ length }) => length > longestChoice)) {
      throw new ToolFailure(`A choice is longer than ${longestChoice} characters.`, 'Shorten it to a few words.');
    }
    if ((await turn()).question) {
      throw new ToolFailure(
        'This message already answers a question of yours, and people are asked once.',
        'Decide with what you know: create-ticket, continue-ticket or answer.',
      );
    }
    const accepted = await calls.result({ mode: 'question', reply: question, question, choices });
    return { ...accepted, mode: 'question', question, choices };
  },
});
