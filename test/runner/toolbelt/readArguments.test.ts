import { expect } from 'chai';
import fc from 'fast-check';
import { z } from 'zod';
import { defineTool, flag, list, optionalText, text } from '../../../runner/toolbelt/defineTool.js';
import { flagOf, readArguments } from '../../../runner/toolbelt/readArguments.js';
import { ToolFailure } from '../../../runner/toolbelt/toolFailure.js';

const tool = defineTool({
  name: 'try',
  summary: 'a command with an option of every form',
  for: 'both',
  options: {
    reply: text(z.string().optional(), 'a text'),
    blastRadius: text(z.string().optional(), 'a text whose name is two words'),
    choice: list('a list'),
    spawnAgent: flag(true, 'a flag'),
    wait: optionalText(z.string().optional(), 'a text or nothing'),
  },
  run: () => Promise.resolve({}),
});
const bare = defineTool({ ...{ name: 'bare', summary: '', for: 'both', options: {} }, run: () => Promise.resolve({}) });

const read = (...args: string[]): Readonly<Record<string, unknown>> => readArguments(tool, args);
function refusal(...args: string[]): ToolFailure {
  try {
    read(...args);
  } catch (error) {
    if (error instanceof ToolFailure) return error;
    throw error;
  }
  throw new Error(`was read: ${args.join(' ')}`);
}

describe('the words of a command line', () => {
  it('are options by the name of their field', () => {
    expect(flagOf('blastRadius')).to.equal('--blast-radius');
    expect(flagOf('requesterEmailOverride')).to.equal('--requester-email-override');
    expect(read()).to.deep.equal({});
    expect(read('--reply', 'hello there', '--blast-radius=one host')).to.deep.equal({
      reply: 'hello there',
      blastRadius: 'one host',
    });
  });

  it('keep every text as it was given, whatever is in it, after "="', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        expect(read(`--reply=${value}`)).to.deep.equal({ reply: value });
      }),
    );
  });

  it('keep every text that does not begin with two dashes when it follows', () => {
    const value = fc.string({ unit: 'grapheme' }).filter((one) => !one.startsWith('--'));
    fc.assert(
      fc.property(value, value, (one, two) => {
        expect(read('--reply', one, '--blast-radius', two)).to.deep.equal({ reply: one, blastRadius: two });
      }),
    );
  });

  it('do not fill a forgotten value with the next option', () => {
    const { message, next } = refusal('--reply', '--spawn-agent');
    expect(message).to.equal('--reply needs a value.');
    expect(next).to.equal('Write --reply="…". Call `help try` to see its options, then call it again.');
    expect(refusal('--reply').message).to.equal('--reply needs a value.');
    expect(read('--reply=--spawn-agent')).to.deep.equal({ reply: '--spawn-agent' });
  });

  it('of a flag are the flag or its negation, the last one counts, and a value is refused', () => {
    expect(read('--spawn-agent')).to.deep.equal({ spawnAgent: true });
    expect(read('--no-spawn-agent')).to.deep.equal({ spawnAgent: false });
    expect(read('--spawn-agent', '--no-spawn-agent')).to.deep.equal({ spawnAgent: false });
    const { message, next } = refusal('--spawn-agent=false');
    expect(message).to.equal('--spawn-agent takes no value.');
    expect(next).to.equal('Write --spawn-agent or --no-spawn-agent.');
    expect(refusal('--no-spawn-agent=true').message).to.include('no option --no-spawn-agent');
    expect(refusal('--spawn-agent', 'false').message).to.equal('"false" stands alone.');
  });

  it('negate flags only', () => {
    expect(refusal('--no-reply').message).to.include('try has no option --no-reply; it has --reply, --blast-radius');
  });

  it('of a list gather in order, also values that begin with dashes', () => {
    expect(read('--choice', 'a', '--reply', 'x', '--choice=b', '--choice', '--verbose')).to.deep.equal({
      choice: ['a', 'b', '--verbose'],
      reply: 'x',
    });
    expect(refusal('--choice').message).to.equal('--choice needs a value.');
  });

  it('may leave out the value of an optional text, before another option and at the end', () => {
    expect(read('--wait')).to.deep.equal({ wait: '' });
    expect(read('--wait', '--reply', 'x')).to.deep.equal({ wait: '', reply: 'x' });
    expect(read('--wait', '30')).to.deep.equal({ wait: '30' });
    expect(read('--wait=')).to.deep.equal({ wait: '' });
  });

  it('give a text once', () => {
    const { message, next } = refusal('--reply', 'one', '--reply', 'two');
    expect(message).to.equal('--reply is given twice.');
    expect(next).to.match(/^Give it once\./);
    expect(refusal('--reply=', '--reply=').message).to.equal('--reply is given twice.');
  });

  it('that stand alone are named, so that a text without quotes is seen', () => {
    const { message, next } = refusal('--reply', 'the', 'printer', 'is', 'back');
    expect(message).to.equal('"printer" stands alone.');
    expect(next).to.match(/^Give every value a name and put texts in quotes\./);
    expect(refusal('-r', 'x').message).to.equal('"-r" stands alone.');
    expect(refusal('').message).to.equal('"" stands alone.');
  });

  it('that are no option of the command are refused with the ones that it has', () => {
    expect(refusal('--replies', 'x').message).to.equal(
      'try has no option --replies; it has --reply, --blast-radius, --choice, --spawn-agent, --wait.',
    );
    expect(() => readArguments(bare, ['--reply', 'x'])).to.throw('bare has no option --reply; it has none.');
    for (const name of ['--', '--=x', '--constructor', '--blastRadius', '--Reply'])
      expect(refusal(name).message).to.include('try has no option');
  });
});
