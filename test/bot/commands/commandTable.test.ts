import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { commands, type Command } from '../../../bot/commands/index.js';
import { readCommand } from '../../../bot/inbox/runCommand.js';
import { grants, loadRoles } from '../../../config/roles.js';
import { repositoryRoot } from '../../house/sourceFiles.js';

const named = (name: string): Command => {
  const found = commands.find((command) => command.name === name);
  if (!found) throw new Error(`there is no !${name}`);
  return found;
};

describe('the table of commands', () => {
  it('has each name once, in lower case, as it is read from a message', () => {
    const names = commands.map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    for (const name of names) expect(readCommand(`!${name}`)?.command?.name).to.equal(name);
  });

  it('shows each as it is really typed: its usage is a call of itself that its words are taken from', async () => {
    for (const { name, usage, args } of commands) {
      const call = readCommand(usage);
      expect(call?.name, usage).to.equal(name);
      const read = await args.safeParseAsync({ text: call?.words ?? '', ticketId: undefined });
      expect(read.success, usage).to.equal(true);
    }
  });

  it('says in one sentence what each does, without the usage again', () => {
    for (const { name, summary } of commands) {
      expect(summary, name).to.match(/^[A-Z].*\.$/);
      expect(summary, name).to.not.match(/\n|^!/);
    }
  });

  it('names a permission for each that some role has and some role has not, or says that it is for everybody', () => {
    const roles = loadRoles();
    for (const { name, permission } of commands) {
      if ('everybody' in permission) continue;
      const may = roles.filter(({ capabilities }) => grants(capabilities, permission.capability));
      expect(may.length, name).to.be.within(2, roles.length - 1);
    }
  });

  it('is open to everybody only for help, for linking an account and for votes, which the gate itself judges', () => {
    const open = commands.filter(({ permission }) => 'everybody' in permission).map(({ name }) => name);
    expect(open).to.have.members(['help', 'link', 'approve', 'reject']);
    expect(commands.filter((command) => 'verb' in command).map(({ name }) => name)).to.have.members([
      'approve',
      'reject',
    ]);
  });

  it('lets a requester and an approver of the first start do nothing to tickets', () => {
    for (const role of loadRoles().filter(({ name }) => name === 'requester' || name === 'approver'))
      for (const name of ['take', 'note', 'resolve', 'assign']) {
        const { permission } = named(name);
        expect(
          'capability' in permission && grants(role.capabilities, permission.capability),
          `${role.name} ${name}`,
        ).to.equal(false);
      }
  });

  it('is listed by !help, whole and in its order', async () => {
    const help = named('help');
    if (!('handle' in help)) throw new Error('help is no vote');
    const text = await help.handle({} as never, {} as never, {});
    const listed = text.split('\n').filter((line) => line.startsWith('- '));
    expect(listed).to.deep.equal(commands.map(({ usage, summary }) => `- \`${usage}\` ${summary}`));
  });

  it('is the table of the README, in the same words where a row is about one command', async () => {
    const readme = await readFile(path.join(repositoryRoot(), 'README.md'), 'utf8');
    const rows = readme.split('\n').filter((line) => /^\| `!/.test(line));
    const told = rows.map((row) => [...row.matchAll(/`!([a-z]+)/g)].map(([, name]) => name ?? ''));
    expect(told.flat()).to.have.members(commands.map(({ name }) => name));
    const alone = rows.flatMap((row, place) =>
      told[place]?.length === 1 ? [{ row, name: told[place][0] ?? '' }] : [],
    );
    expect(alone.length).to.be.at.least(5);
    for (const { row, name } of alone) {
      const short = named(name).summary.split(/[,.]/)[0] ?? '';
      expect(row, name).to.include(short);
    }
  });
});

describe('the words after a command', () => {
  const read = async (name: string, text: string, ticketId?: number): Promise<unknown> => {
    const result = await named(name).args.safeParseAsync({ text, ticketId });
    return result.success ? result.data : result.error.issues[0]?.message;
  };

  it('begin with a ticket, or mean the one of the thread', async () => {
    expect(await read('take', '12')).to.deep.equal({ ticketId: 12, text: '' });
    expect(await read('take', '#12')).to.deep.equal({ ticketId: 12, text: '' });
    expect(await read('take', '', 7)).to.deep.equal({ ticketId: 7, text: '' });
    expect(await read('note', '12 found it', 7)).to.deep.equal({ ticketId: 12, text: 'found it' });
    expect(await read('note', 'found it', 7)).to.deep.equal({ ticketId: 7, text: 'found it' });
    expect(await read('note', '12\nfound it\n at last ')).to.deep.equal({ ticketId: 12, text: 'found it\n at last' });
  });

  it('take a number only when it stands alone', async () => {
    expect(await read('note', '12th floor is dark', 7)).to.deep.equal({ ticketId: 7, text: '12th floor is dark' });
    expect(await read('note', '1.5 GB are left', 7)).to.deep.equal({ ticketId: 7, text: '1.5 GB are left' });
    for (const text of ['12a', '1e3', '٣', '0x10', '-1', '##1', '9999999999'])
      expect(await read('take', text), text).to.equal('Say which ticket, or write it in the thread of one.');
  });

  it('never mean a change by the thread that they stand in: a gate is named', async () => {
    for (const name of ['approve', 'reject', 'who'])
      expect(await read(name, '', 7), name).to.equal('Say which change: its number stands on the card.');
    const ballot = async (name: string, text: string): Promise<unknown> => {
      const command = named(name);
      if (!('ballot' in command)) throw new Error(`!${name} is no vote`);
      return command.ballot(await read(name, text));
    };
    expect(await ballot('approve', '3')).to.deep.equal({ changeId: 3, reason: null });
    expect(await ballot('reject', '3 not  today')).to.deep.equal({ changeId: 3, reason: 'not  today' });
  });

  it('are not looked at where nothing is expected', async () => {
    for (const name of ['help', 'mine', 'pending', 'cancel'])
      expect(await read(name, 'please'), name).to.deep.equal({});
  });
});
