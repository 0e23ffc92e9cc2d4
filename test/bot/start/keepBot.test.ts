import { EventEmitter, once } from 'node:events';
import { expect } from 'chai';
import pino from 'pino';
import { keepBot, type KeepBotEdges, type KeptBot } from '../../../bot/start/keepBot.js';
import type { Homeserver, NoHomeserver, OpenHomeserver } from '../../../bot/start/openHomeserver.js';
import type { BotParts } from '../../../bot/startBot.js';
import { configSchema } from '../../../config/schema.js';
import { Secret } from '../../../config/secret.js';

type Local = NonNullable<Homeserver['local']>;

/** A homeserver of this machine that ends when it is told to. */
function localHomeserver(name: string): { homeserver: Homeserver; ends: () => void; stops: () => number } {
  const life = new EventEmitter();
  let stops = 0;
  const local: Local = {
    ...{ kind: 'running', url: 'http://127.0.0.1:8008', serverName: 'opsroom.localhost', adopted: false },
    registrationSecret: new Secret('registration'),
    onExit: (listener) => void life.once('exit', listener),
    stop: () => {
      stops += 1;
      return Promise.resolve();
    },
  };
  return { homeserver: { ...given(name), local }, ends: () => void life.emit('exit'), stops: () => stops };
}

function given(name: string): Homeserver {
  return {
    ...{ kind: 'ready', url: `http://${name}`, publicUrl: `https://${name}.example`, serverName: 'opsroom.localhost' },
    ...{ botUserId: '@opsbot:opsroom.localhost', botAccessToken: new Secret(`token of ${name}`) },
    ...{ roomId: '!ops', roomAlias: '#ops:opsroom.localhost', matrixIds: new Map(), local: undefined },
  };
}

const none = (again: boolean): NoHomeserver => ({
  kind: 'none',
  sentence: 'Matrix is not available: no Python',
  again,
});

describe('the bot is kept', () => {
  const happened = new EventEmitter();
  let logged: string[];
  let begun: { url: string; room: string; token: string }[];
  let stopped: number;
  let answers: (Homeserver | NoHomeserver | Error)[];
  let kept: KeptBot | undefined;
  let beginning: () => Promise<void>;
  beforeEach(() => {
    [logged, begun, stopped, answers, kept] = [[], [], 0, [], undefined];
    beginning = () => Promise.resolve();
  });
  afterEach(() => kept?.stop());

  const edges: KeepBotEdges = {
    again: 1,
    open: () => {
      const answer = answers.shift() ?? none(true);
      happened.emit('opened');
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    begin: async ({ homeserverUrl: url, intakeRoomId: room, accessToken }) => {
      await beginning();
      begun.push({ url, room, token: accessToken.reveal() });
      happened.emit('begun');
      return {
        stop: () => {
          stopped += 1;
          return Promise.resolve();
        },
      };
    },
  };
  function keep(opened: Homeserver | NoHomeserver, sections: object = {}): KeptBot {
    const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
    const config = configSchema.parse(sections);
    kept = keepBot({ config, log } as OpenHomeserver, opened, edges);
    return kept;
  }
  const parts = {} as BotParts;

  it('running where there is a homeserver from the beginning', async () => {
    const bot = keep(given('first'));
    await bot.start(parts);
    expect(begun).to.deep.equal([{ url: 'http://first', room: '!ops', token: 'token of first' }]);
    await bot.stop();
    expect([stopped, begun.length]).to.deep.equal([1, 1]);
  });

  it('waiting for a homeserver that is not there yet, and started when it comes', async () => {
    answers = [none(true), new Error('ECONNREFUSED'), given('late')];
    const bot = keep(none(true));
    const came = once(happened, 'begun');
    await bot.start(parts);
    expect(bot.homeserver()).to.equal(undefined);
    expect(bot.facts()).to.deep.equal({ sentence: 'Matrix is not available: no Python' });
    await came;
    expect(begun.map(({ url }) => url)).to.deep.equal(['http://late']);
    expect(bot.homeserver()?.publicUrl).to.equal('https://late.example');
    expect(bot.facts()).to.deep.equal({ url: 'https://late.example', reach: 'yours', room: '#ops:opsroom.localhost' });
    expect(logged.filter((line) => line.includes('there is no homeserver yet'))).to.have.length(2);
    expect(logged.join('')).to.include('ECONNREFUSED');
  });

  it('silent where there will never be one: nothing is looked for', async () => {
    let opened = 0;
    happened.on('opened', () => (opened += 1));
    const bot = keep(none(false));
    await bot.start(parts);
    await bot.stop();
    happened.removeAllListeners('opened');
    expect([opened, begun.length]).to.deep.equal([0, 0]);
    expect(bot.facts()).to.deep.equal({ sentence: 'Matrix is not available: no Python' });
  });

  it('while its local homeserver ends by itself and is started again, and is not started twice itself', async () => {
    const [first, second] = [localHomeserver('first'), localHomeserver('second')];
    const bot = keep(first.homeserver);
    await bot.start(parts);
    answers = [none(true), second.homeserver];
    const looked = (async () => {
      await once(happened, 'opened');
      await once(happened, 'opened');
    })();
    first.ends();
    await looked;
    await new Promise(setImmediate);
    expect(bot.homeserver()).to.equal(second.homeserver);
    expect(begun).to.have.length(1);
    expect(logged.join('')).to.include('the local homeserver ended by itself; it is started again');
    await bot.stop();
    expect([stopped, first.stops(), second.stops()]).to.deep.equal([1, 0, 1]);
  });

  it('through any number of ends', async () => {
    const lives = ['a', 'b', 'c', 'd'].map(localHomeserver);
    const bot = keep(lives[0]?.homeserver ?? given('none'));
    await bot.start(parts);
    for (const [place, life] of lives.entries()) {
      const next = lives[place + 1];
      if (!next) break;
      answers = [next.homeserver];
      const looked = once(happened, 'opened');
      life.ends();
      await looked;
      await new Promise(setImmediate);
      expect(bot.homeserver()).to.equal(next.homeserver);
    }
    expect(begun).to.have.length(1);
  });

  it('no longer when it is stopped while it looks for a homeserver, and leaves none running that came just then', async () => {
    const late = localHomeserver('late');
    const bot = keep(none(true));
    let stopping: Promise<void> | undefined;
    happened.once('opened', () => {
      stopping = bot.stop();
    });
    answers = [late.homeserver];
    const looked = once(happened, 'opened');
    await bot.start(parts);
    await looked;
    await stopping;
    expect(late.stops()).to.equal(1);
    expect(stopped).to.equal(begun.length);
  });

  it('when it could not begin at once: it is tried again, with a word in the log', async () => {
    let failures = 2;
    beginning = () => ((failures -= 1) >= 0 ? Promise.reject(new Error('the database is away')) : Promise.resolve());
    const late = localHomeserver('late');
    answers = [late.homeserver];
    const bot = keep(none(true));
    const came = once(happened, 'begun');
    await bot.start(parts);
    await came;
    expect(logged.filter((line) => line.includes('the bot could not begin; trying again'))).to.have.length(2);
    expect(logged.join('')).to.include('the database is away');
    await bot.stop();
    expect([begun.length, stopped, late.stops()]).to.deep.equal([1, 1, 1]);
  });

  it('and stops although it never could begin', async () => {
    beginning = () => Promise.reject(new Error('the room is gone'));
    const late = localHomeserver('late');
    answers = [late.homeserver];
    const bot = keep(none(true));
    const looked = once(happened, 'opened');
    await bot.start(parts);
    await looked;
    await bot.stop();
    expect([begun.length, late.stops()]).to.deep.equal([0, 1]);
  });

  it('and tells whom its homeserver lets in', () => {
    const { homeserver } = localHomeserver('here');
    expect(keep(homeserver).facts()).to.have.property('reach', 'loopback');
    expect(keep(homeserver, { matrix: { host: '0.0.0.0' } }).facts()).to.have.property('reach', 'network');
    expect(keep(given('theirs')).facts()).to.have.property('reach', 'yours');
  });
});
