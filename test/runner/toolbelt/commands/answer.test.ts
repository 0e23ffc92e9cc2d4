import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { openBelt, type Belt } from '../belt.js';

describe('answer', () => {
  let belt: Belt;
  beforeEach(async () => {
    belt = await openBelt();
  });
  afterEach(() => belt.close());

  it('ends the turn with what the person reads, without the blanks around it', async () => {
    expect(await belt.works('answer', '--reply', '  Good morning!\n')).to.deep.equal({
      accepted: true,
      mode: 'general',
      reply: 'Good morning!',
    });
    expect(belt.result()).to.deep.equal({ mode: 'general', reply: 'Good morning!' });
  });

  it('takes a long reply from a file of the workspace; a reply that is given counts more', async () => {
    await belt.write('reply.md', '\nFirst line\n\nSecond line\n');
    expect((await belt.works('answer', '--reply-file', 'reply.md'))['reply']).to.equal('First line\n\nSecond line');
    const both = await belt.works('answer', '--reply', 'Short.', '--reply-file', 'reply.md');
    expect(both['reply']).to.equal('Short.');
  });

  it('says that there is nothing to say', async () => {
    const { error, next } = await belt.fails('answer');
    expect(error).to.equal('There is nothing to say.');
    expect(next).to.equal('Repeat the command with --reply "…" or --reply-file.');
    expect((await belt.fails('answer', '--reply', ' \n ')).error).to.equal('--reply: must not be empty.');
  });

  it('reads no file that is missing, empty, too long, or outside of the workspace by name or by link', async () => {
    await belt.write('empty.md', ' \n');
    await belt.write('long.md', 'x'.repeat(40_001));
    await belt.write('full.md', 'x'.repeat(40_000));
    await symlink('/etc/passwd', path.join(belt.cwd, 'link.md'));
    await symlink('/etc', path.join(belt.cwd, 'folder'));
    const file = (name: string) => belt.fails('answer', '--reply-file', name);
    expect((await file('none.md')).error).to.equal('There is no file none.md.');
    expect((await file('empty.md')).error).to.equal('empty.md is empty.');
    expect((await file('long.md')).next).to.equal('Shorten it, or use validate-artifact.');
    for (const name of ['/etc/passwd', '../../etc/passwd', 'link.md', 'folder/passwd'])
      expect((await file(name)).error).to.equal(`${name} is outside of the working directory.`);
    expect((await file('.')).error).to.equal('. is outside of the working directory.');
    expect(belt.platform.state.results).to.deep.equal([]);
    await belt.works('answer', '--reply-file', 'full.md');
  });

  it('does not take the place of a ticket of the same turn, and says what counts', async () => {
    belt.platform.state.results.push({ mode: 'ticket', reply: 'Filed.', ticket_id: 40 });
    const printed = await belt.works('answer', '--reply', 'All done!');
    expect(printed).to.include({ mode: 'ticket' });
    expect(belt.result()).to.include({ mode: 'ticket' });
  });
});

describe('ask', () => {
  let belt: Belt;
  beforeEach(async () => {
    belt = await openBelt();
  });
  afterEach(() => belt.close());
  const choices = (...all: string[]): string[] => all.flatMap((one) => ['--choice', one]);

  it('ends the turn with one question and its choices', async () => {
    const printed = await belt.works('ask', '--question', 'Which printer?', ...choices(' floor 2 ', 'floor 3', ''));
    const question = { mode: 'question', question: 'Which printer?', choices: ['floor 2', 'floor 3'] };
    expect(printed).to.deep.equal({ accepted: true, ...question });
    expect(belt.result()).to.deep.equal({ ...question, reply: 'Which printer?' });
  });

  it('may be open, without choices', async () => {
    expect(await belt.works('ask', '--question', 'Since when?')).to.deep.include({ choices: [] });
  });

  it('wants two to five choices, each once and short', async () => {
    const ask = (...all: string[]) => belt.fails('ask', '--question', 'Which?', ...choices(...all));
    expect((await ask('a')).error).to.equal('1 choices are no choice.');
    expect((await ask('a', 'b', 'c', 'd', 'e', 'f')).next).to.equal('Give two to 5, or none for an open question.');
    expect((await ask('Yes', 'no', 'yes ')).error).to.equal('Two choices are the same.');
    expect((await ask('a', 'b'.repeat(81))).error).to.equal('A choice is longer than 80 characters.');
    expect(belt.platform.state.results).to.deep.equal([]);
    await belt.works('ask', '--question', 'Which?', ...choices('a', 'b'.repeat(80), 'c', 'd', 'e'));
  });

  it('asks no second question about the same thing', async () => {
    belt.platform.state.turn.question = { id: 4, question: 'Which printer?', choices: [], answer: null };
    const { error, next } = await belt.fails('ask', '--question', 'And which floor?');
    expect(error).to.equal('This message already answers a question of yours, and people are asked once.');
    expect(next).to.include('create-ticket, continue-ticket or answer');
    expect(belt.platform.state.results).to.deep.equal([]);
  });

  it('needs a question of at most 500 characters', async () => {
    expect((await belt.fails('ask', ...choices('a', 'b'))).error).to.equal('--question is needed.');
    expect((await belt.fails('ask', '--question', 'x'.repeat(501))).error).to.match(/^--question: .*500/);
  });
});
