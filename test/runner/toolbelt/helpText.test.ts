import { expect } from 'chai';
import { helpText, usageLine } from '../../../runner/toolbelt/helpText.js';
import { flagOf, readArguments } from '../../../runner/toolbelt/readArguments.js';
import { commandsOf, tools } from '../../../runner/toolbelt/toolTable.js';

const kinds = ['turn', 'task'] as const;
const needed = (name: string): string[] =>
  Object.entries(tools.find((tool) => tool.name === name)?.options ?? {})
    .filter(([, { schema }]) => !schema.safeParse(undefined).success)
    .map(([option]) => flagOf(option));

describe('the help of the toolbelt', () => {
  it('has every command of contract 23.6 in a turn', () => {
    const commands = helpText(tools, 'turn')['commands'] as Record<string, string>;
    expect(commands).to.include.all.keys(
      ...['create-ticket', 'continue-ticket', 'answer', 'web-search'],
      ...['validate-artifact', 'list-tickets', 'ticket-status'],
    );
  });

  it('says of every command in one or two sentences what it is for, and names no two alike', () => {
    for (const { summary } of tools) expect(summary).to.match(/^[A-Z].{15,200}\.$/s);
    expect(new Set(tools.map(({ name }) => name)).size).to.equal(tools.length);
    for (const { name } of tools) expect(name).to.match(/^[a-z]+(-[a-z]+)*$/);
  });

  it('lists every option of every command with its form, and says which are needed', () => {
    for (const tool of tools) {
      const kind = tool.for === 'task' ? 'task' : 'turn';
      const { command, summary, options } = helpText(tools, kind, tool.name);
      expect({ command, summary }).to.deep.equal({ command: tool.name, summary: tool.summary });
      const shown = Object.entries(options as Record<string, string>);
      expect(shown).to.have.length(Object.keys(tool.options).length);
      for (const [name, option] of Object.entries(tool.options)) {
        const line = shown.find(([usage]) => usage.split(' ')[0] === flagOf(name));
        expect(line, `${tool.name} ${name}`).to.not.equal(undefined);
        expect(line?.[1].startsWith('needed. ')).to.equal(needed(tool.name).includes(flagOf(name)));
        expect(line?.[1]).to.include(option.about);
        expect(line?.[0]).to.equal(
          flagOf(name) +
            { text: ' <text>', list: ' <text> (may be repeated)', flag: '', 'optional-text': ' [value]' }[option.form],
        );
      }
    }
  });

  it('shows in one line what has to be given, and that there is more', () => {
    const lines = Object.fromEntries(tools.map((tool) => [tool.name, usageLine(tool)]));
    expect(lines).to.include({
      'list-tickets': 'list-tickets',
      'ticket-status': 'ticket-status --ticket-id <text>',
      ask: 'ask --question <text> [options]',
      answer: 'answer [options]',
      'continue-ticket': 'continue-ticket --ticket-id <text> [options]',
      'request-change': 'request-change --action <text> --target <text> --reason <text> --risk <text> [options]',
      'complete-change': 'complete-change --change-id <text> --result <text>',
      done: 'done --summary <text> [options]',
    });
  });

  it('shows nothing that could not be given: every option of the help is read', () => {
    for (const tool of tools) {
      for (const [name, option] of Object.entries(tool.options)) {
        const args = option.form === 'flag' ? [flagOf(name)] : [flagOf(name), 'x'];
        expect(Object.keys(readArguments(tool, args))).to.deep.equal([name]);
      }
    }
  });

  it('is what TASK.md lists of each kind of run', () => {
    for (const kind of kinds) {
      const listed = commandsOf(kind).map(({ usage, purpose }) => [usage.split(' ')[0], purpose]);
      expect(Object.fromEntries(listed)).to.deep.equal(helpText(tools, kind)['commands']);
    }
  });

  it('offers no agent a way to decide on a change', () => {
    const words = JSON.stringify(kinds.map((kind) => helpText(tools, kind)['commands'])).toLowerCase();
    expect(words).to.not.match(/"(approve|reject|vote|grant|withdraw)/);
  });
});
