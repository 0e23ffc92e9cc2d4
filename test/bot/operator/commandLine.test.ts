import { expect } from 'chai';
import fc from 'fast-check';
import { commands } from '../../../bot/operator/commandTable.js';
import { usageOf } from '../../../bot/operator/defineCommand.js';
import { typeLine } from './terminal.js';

/** A port that nothing listens on: whatever is understood ends there, and what is not understood never gets so far. */
const nowhere = { DATABASE_URL: 'postgres://nobody:secret-of-the-url@127.0.0.1:1/none' };

describe('what an operator types', () => {
  describe('for help', () => {
    it('shows every command of the table with its words and options, and how it ends', async () => {
      const { code, out, err } = await typeLine(['--help']);
      expect([code, err]).to.deep.equal([0, '']);
      for (const command of commands) {
        expect(out)
          .to.contain(`  ${usageOf(command)}`)
          .and.contain(command.summary);
        for (const [option, { summary }] of Object.entries(command.options))
          expect(out).to.contain(`--${option}`).and.contain(summary);
      }
      expect(out).to.contain('npm run opsroom -- <command>').and.contain('2 when it was not understood');
      for (const argv of [['help'], ['-h'], ['nonsense', '--help']]) expect((await typeLine(argv)).out).to.equal(out);
    });

    it('of one command or of one kind shows that alone', async () => {
      const { out } = await typeLine(['person', 'token', 'dana', '--help']);
      expect(out).to.contain('person token <person>').and.contain('--expires <days>').and.not.contain('person add');
      const groups = (await typeLine(['help', 'group'])).out;
      expect(groups).to.contain('group join <group> <person>').and.not.contain('person token');
    });

    it('fits a terminal: no line of it is longer than 120 characters', async () => {
      const { out } = await typeLine(['--help']);
      expect(out.split('\n').filter((line) => line.length > 120)).to.deep.equal([]);
    });
  });

  describe('and is not understood ends with 2 and says what to type', () => {
    const misunderstood = async (argv: readonly string[], piped?: string): Promise<string> => {
      const { code, out, err } = await typeLine(argv, { env: nowhere, ...(piped !== undefined && { piped }) });
      expect([code, out], argv.join(' ')).to.deep.equal([2, '']);
      expect(err.split('\n').at(-1)).to.equal('"npm run opsroom -- --help" shows every command.');
      return err.split('\n').slice(0, -1).join('\n');
    };

    it('nothing at all', async () => {
      expect(await misunderstood([])).to.equal('Say what to do.');
    });

    it('a command that is not there, with the one that was probably meant', async () => {
      expect(await misunderstood(['person', 'ad', 'dana'])).to.equal(
        'There is no command "person ad". Did you mean "person add"?',
      );
      expect(await misunderstood(['launch', 'missiles'])).to.equal('There is no command "launch missiles".');
      expect(await misunderstood(['\u001b[31mred', '\u202eevil'])).to.not.match(/\u001b|\u202e/);
    });

    it('too few or too many words, without a repetition of what was too much', async () => {
      expect(await misunderstood(['person', 'add'])).to.equal('It is: person add <name>');
      expect(await misunderstood(['person', 'password', 'dana', 'hunter2hunter2'])).to.equal(
        'It is: person password <person>',
      );
      expect(await misunderstood(['group', 'join', 'ops'])).to.equal('It is: group join <group> <person>');
    });

    it('an option that is not there, lacks its value, or has one that it does not take', async () => {
      expect(await misunderstood(['person', 'add', 'dana', '--emial', 'x'])).to.equal(
        'There is no option --emial here. Did you mean --email?',
      );
      expect(await misunderstood(['person', 'list', '--json'])).to.equal('There is no option --json here.');
      expect(await misunderstood(['person', 'add', 'dana', '--email'])).to.equal('--email needs a value after it.');
      expect(await misunderstood(['person', 'add', 'dana', '--email', '--roles', 'a'])).to.equal(
        '--email needs a value after it.',
      );
      expect(await misunderstood(['person', 'add', 'dana', '--password-stdin=x'])).to.equal(
        '--password-stdin stands alone: nothing follows it.',
      );
    });

    it('a password on the command line, which is not repeated', async () => {
      for (const argv of [
        ['person', 'add', 'dana', '--password', 'hunter2hunter2'],
        ['person', 'add', 'dana', '--password=hunter2hunter2'],
        ['person', 'password', 'dana', '-password=hunter2hunter2'],
      ]) {
        const said = await misunderstood(argv);
        expect(said).to.contain('never taken from the command line').and.contain('--password-stdin');
        expect(said).to.not.contain('hunter2');
      }
    });

    it('a value that cannot be, each with the word or option that it is about', async () => {
      const dana = ['person', 'add', 'dana'];
      expect(await misunderstood(['person', 'add', '9 lives'])).to.match(/^<name>: begins with a letter/);
      expect(await misunderstood([...dana, '--email', 'nobody'])).to.equal('--email: is no e-mail address');
      expect(await misunderstood([...dana, '--display-name', 'x'.repeat(201)])).to.match(/^--display-name: /);
      expect(await misunderstood(['person', 'link', 'dana', 'dana'])).to.equal(
        '<@matrix:id>: is a Matrix id such as @bo:example.org',
      );
      for (const days of ['soon', '1.5', '1e2', ''])
        expect(await misunderstood(['person', 'token', 'dana', '--expires', days])).to.equal(
          '--expires: is a number of days from 1 to 366',
        );
      for (const days of ['0', '367'])
        expect(await misunderstood(['person', 'token', 'dana', '--expires', days])).to.match(/^--expires: Too /);
      expect(await misunderstood(['group', 'add', ' \u202e '])).to.equal('<name>: is empty');
      const both = await misunderstood(['person', 'add', '9', '--email', 'x']);
      expect(both.split('\n')).to.have.length(2);
    });

    it('a password from a terminal, an empty one, and more than one line', async () => {
      const asked = ['person', 'add', 'dana', '--password-stdin'];
      expect(await misunderstood(asked)).to.contain('a terminal would show it');
      expect(await misunderstood(asked, '\n')).to.contain('nothing came from standard input');
      expect(await misunderstood(asked, 'one of two\nlines here\n')).to.contain('it is one line');
      expect(await misunderstood(asked, 'x'.repeat(2_001))).to.contain('at most 2000 characters');
      expect(await misunderstood(asked, 'x'.repeat(100_000))).to.contain('at most 2000 characters');
    });
  });

  it('whatever is typed: it ends with 0, 1 or 2, and what a database refuses is never asked of it', async () => {
    const word = fc.oneof(
      fc.constantFrom(
        'person',
        'group',
        'add',
        'list',
        'link',
        '--help',
        '--',
        '-',
        '--roles',
        '__proto__',
        'constructor',
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 5 }), async (argv) => {
        const { code, err } = await typeLine(argv, { env: nowhere });
        expect(code).to.be.oneOf([0, 1, 2]);
        expect(err).to.not.contain('secret-of-the-url');
      }),
      { numRuns: 200, seed: 20_26 },
    );
  });
});
