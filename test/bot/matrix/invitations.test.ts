import { expect } from 'chai';
import pino from 'pino';
import { mayInvite, openInviteDesk, serverOf, type InviteDesk } from '../../../bot/matrix/acceptInvites.js';
import type { MatrixHttp } from '../../../bot/matrix/http.js';
import { MatrixFailure } from '../../../bot/matrix/matrixFailure.js';

const opsbot = '@opsbot:localhost';

describe('who may bring the bot into a room', () => {
  const rule = { users: new Set(['@dee:other.example']), servers: new Set(['example.org']) };
  const may = (inviter: string): boolean => mayInvite(rule, inviter, '!room');

  it('is nobody where nobody is named', () => {
    expect(mayInvite({ users: new Set(), servers: new Set() }, '@ana:localhost', '!room')).to.equal(false);
  });

  it('is whoever is named, and everybody of a server that is named, to the letter', () => {
    expect(['@dee:other.example', '@anybody:example.org'].map(may)).to.deep.equal([true, true]);
    const strangers = [
      '@dee:example.com',
      '@dee:other.example.org',
      '@x:sub.example.org',
      '@x:example.org:8448',
      '@x:example.org.evil',
    ];
    strangers.push('@example.org:evil', '@x:EXAMPLE.ORG', '@dee', '');
    for (const inviter of strangers) expect(may(inviter), inviter).to.equal(false);
  });

  it('is anybody into a room that is named', () => {
    expect(mayInvite({ ...rule, rooms: new Set(['!room']) }, '@eve:evil', '!room')).to.equal(true);
    expect(mayInvite({ ...rule, rooms: new Set(['!room']) }, '@eve:evil', '!other')).to.equal(false);
  });

  it('is looked for after the first colon, where the name of the server begins', () => {
    expect(serverOf('@ana:localhost:8448')).to.equal('localhost:8448');
    expect(serverOf('@ana:[::1]:8448')).to.equal('[::1]:8448');
  });
});

describe('an invitation', () => {
  let asked: string[];
  let answers: (() => unknown)[];
  let logged: string[];
  let stopping: AbortController;
  beforeEach(() => {
    [asked, answers, logged, stopping] = [[], [], [], new AbortController()];
  });
  function desk(allowed: (inviter: string, roomId: string) => boolean | Promise<boolean>): InviteDesk {
    const http: MatrixHttp = {
      request: async (method, path, options) => {
        const body = options?.body === undefined ? '' : ` ${JSON.stringify(options.body)}`;
        asked.push(`${method} ${path.replace('/_matrix/client/v3', '')}${body}`);
        await Promise.resolve();
        return answers.shift()?.() ?? {};
      },
      open: () => Promise.reject(new Error('no files here')),
    };
    const log = pino({}, { write: (line: string) => void logged.push(line) });
    return openInviteDesk({ http, userId: opsbot, log, signal: stopping.signal, allowed });
  }
  const invite = (roomId = '!a:x', inviter = '@ana:localhost') => ({ roomId, inviter, direct: false });
  const fails =
    (kind: MatrixFailure['kind'], facts: object = {}) =>
    () => {
      throw new MatrixFailure(kind, `it is ${kind}`, facts);
    };

  it('of somebody who may is taken, and of nobody else: then the bot says why it leaves', async () => {
    const one = desk((inviter) => Promise.resolve(inviter === '@ana:localhost'));
    one.received([invite('!good/room:x'), invite('!bad:x', '@eve:evil')]);
    await one.settled();
    expect(asked).to.deep.equal([
      'POST /rooms/!good%2Froom%3Ax/join {}',
      'POST /rooms/!bad%3Ax/leave {"reason":"This bot joins only rooms that people of its installation invite it to."}',
    ]);
    expect(logged.join('')).to.include('refused an invitation').and.to.include('@eve:evil');
  });

  it('is answered once, however often it is seen while it is being answered', async () => {
    const one = desk(() => true);
    one.received([invite(), invite()]);
    one.received([invite()]);
    await one.settled();
    expect(asked).to.have.length(1);
    one.received([invite()]);
    await one.settled();
    expect(asked).to.have.length(2);
  });

  it('is tried again while the homeserver can not, and given up when it refuses', async () => {
    answers = [fails('rate_limited', { retryAfterMs: 1 }), fails('refused')];
    const one = desk(() => true);
    one.received([invite()]);
    await one.settled();
    expect(asked).to.have.length(2);
    expect(logged.join('')).to.include('gave an invitation up').and.to.include('it is refused');
  });

  it('is not decided by a guess: where that can not be asked, it is asked again', async () => {
    let tries = 0;
    const one = desk(() => {
      tries += 1;
      return tries === 1 ? Promise.reject(new Error('the database is away')) : Promise.resolve(true);
    });
    one.received([invite()]);
    await one.settled();
    expect([tries, asked.length]).to.deep.equal([2, 1]);
  });

  it('is let go when the bot stops', async () => {
    answers = [fails('unreachable')];
    const one = desk(() => true);
    one.received([invite()]);
    setImmediate(() => {
      stopping.abort();
    });
    await one.settled();
    expect(asked).to.have.length(1);
  });

  it('that came before the start is asked for, and what is no invitation of ours is not answered', async () => {
    const state = (more: object): object => ({
      invite_state: {
        events: [
          {
            type: 'm.room.member',
            state_key: opsbot,
            sender: '@ana:localhost',
            content: { membership: 'invite' },
            ...more,
          },
        ],
      },
    });
    answers = [
      () => ({
        next_batch: 's1',
        rooms: {
          invite: {
            '!ours': state({}),
            '!anothers': state({ state_key: '@bo:localhost' }),
            '!joined': state({ content: { membership: 'join' } }),
            '!nobody': state({ sender: 7 }),
            '!empty': {},
            '!shapeless': 'x',
          },
        },
      }),
    ];
    const one = desk(() => true);
    await one.askForOpen();
    await one.settled();
    expect(asked).to.deep.equal(['GET /sync', 'POST /rooms/!ours/join {}']);
  });
});
