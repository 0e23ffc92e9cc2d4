import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect } from 'chai';
import pino from 'pino';
import { apiPort, urlOf } from '../../../bot/start/apiPort.js';
import { knownPeople } from '../../../bot/start/knownPeople.js';
import { openLog } from '../../../bot/start/openLog.js';
import { readVersion } from '../../../bot/start/readVersion.js';
import { stopInOrder } from '../../../bot/start/stopInOrder.js';
import { credentialsPath, type DataDirectory } from '../../../config/datadir/index.js';
import { configSchema, type Config } from '../../../config/schema.js';
import { Secret } from '../../../config/secret.js';
import { temporaryData } from '../../config/datadir/temporaryData.js';
import { repositoryRoot } from '../../house/sourceFiles.js';

describe('a start', () => {
  let data: DataDirectory;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ data, remove } = await temporaryData());
  });
  afterEach(() => remove());

  describe('stops what it started', () => {
    const logged: string[] = [];
    const log = pino({}, { write: (line: string) => void logged.push(line) });
    let closed: string[];
    const closing = (name: string) => (): Promise<void> => {
      closed.push(name);
      return Promise.resolve();
    };
    beforeEach(() => {
      closed = [];
      logged.length = 0;
    });

    it('in the opposite order, with what a part still needs right after it', async () => {
      const closers = stopInOrder(log);
      closers.add('PostgreSQL', closing('PostgreSQL'));
      closers.add('bot', closing('bot'));
      closers.addBelow('bot', 'connections', closing('connections'));
      closers.add('API', closing('API'));
      await closers.closeAll();
      expect(closed).to.deep.equal(['API', 'bot', 'connections', 'PostgreSQL']);
    });

    it('one after the other: the next begins when the one before is closed', async () => {
      const closers = stopInOrder(log);
      closers.add('last', closing('last'));
      closers.add('slow', async () => {
        await new Promise(setImmediate);
        closed.push('slow');
      });
      await closers.closeAll();
      expect(closed).to.deep.equal(['slow', 'last']);
    });

    it('although a part can not be stopped, and says which', async () => {
      const closers = stopInOrder(log);
      closers.add('PostgreSQL', closing('PostgreSQL'));
      closers.add('runner', () => Promise.reject(new Error('a child does not end')));
      closers.add('API', closing('API'));
      await closers.closeAll();
      expect(closed).to.deep.equal(['API', 'PostgreSQL']);
      expect(logged.join('')).to.include('"part":"runner"').and.to.include('a child does not end');
    });

    it('once, whoever asks and how often', async () => {
      const closers = stopInOrder(log);
      closers.add('API', closing('API'));
      await Promise.all([closers.closeAll(), closers.closeAll()]);
      await closers.closeAll();
      expect(closed).to.deep.equal(['API']);
    });

    it('at the very end when what it belongs below was never started', async () => {
      const closers = stopInOrder(log);
      closers.add('API', closing('API'));
      closers.addBelow('bot', 'connections', closing('connections'));
      await closers.closeAll();
      expect(closed).to.deep.equal(['API', 'connections']);
    });
  });

  describe('knows its people', () => {
    const config = (sections: object = {}): Config => configSchema.parse(sections);
    type File = { api: { base_url: string; service_token: string }; people: Record<string, Record<string, unknown>> };
    const file = async (): Promise<File> => JSON.parse(await readFile(credentialsPath(data), 'utf8')) as File;

    it('from the configuration, makes each a password that can be typed, and keeps it for the next start', async () => {
      const first = await knownPeople(data, config(), 'http://127.0.0.1:8080');
      expect([...first.passwords.keys()]).to.deep.equal(['ana', 'bo', 'cy', 'admin']);
      const passwords = [...first.passwords.values()].map((password) => password.reveal());
      expect(new Set(passwords).size).to.equal(4);
      for (const password of passwords) expect(password).to.match(/^[a-hjkmnp-z2-9]{20}$/);
      const second = await knownPeople(data, config(), 'http://127.0.0.1:8080');
      expect([...second.passwords.values()].map((password) => password.reveal())).to.deep.equal(passwords);
      expect(second.serviceToken.reveal()).to.equal(first.serviceToken.reveal());
      expect(first.serviceToken.reveal().length).to.be.at.least(43);
      expect((await file()).people['ana']).to.deep.include({
        username: 'ana',
        password: passwords[0],
        roles: ['requester'],
      });
    });

    it('takes a password that the operator changed in the file, before the one in the configuration', async () => {
      await knownPeople(data, config(), 'http://127.0.0.1:8080');
      const kept = await file();
      const ana = { ...kept.people['ana'], password: 'correct horse' };
      await writeFile(credentialsPath(data), JSON.stringify({ ...kept, people: { ...kept.people, ana } }));
      const people = { ana: { roles: ['requester'], password: new Secret('battery staple').reveal() } };
      const { passwords } = await knownPeople(data, config({ people }), 'http://127.0.0.1:8080');
      expect(passwords.get('ana')?.reveal()).to.equal('correct horse');
    });

    it('leaves who is not configured any more in the file, and lets nobody in for it', async () => {
      await knownPeople(data, config(), 'http://127.0.0.1:8080');
      const { passwords } = await knownPeople(data, config({ people: { dee: {} } }), 'http://127.0.0.1:8080');
      expect([...passwords.keys()]).to.deep.equal(['dee']);
      expect(Object.keys((await file()).people)).to.have.members(['ana', 'bo', 'cy', 'admin', 'dee']);
    });

    it('takes the configured service token at every start, and brings the address up to date', async () => {
      await knownPeople(data, config(), 'http://127.0.0.1:8080');
      const token = 'a-service-token-that-the-operator-chose-0123456789';
      const { serviceToken } = await knownPeople(
        data,
        config({ auth: { service_token: token } }),
        'https://ops.example.org',
      );
      expect(serviceToken.reveal()).to.equal(token);
      expect((await file()).api.base_url).to.equal('https://ops.example.org');
    });
  });

  describe('listens on a port', () => {
    const server = (given: object): Config['server'] => configSchema.parse({ server: given }).server;

    it('that was configured as it is, taken or not', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const address = other.address();
      const taken = typeof address === 'object' && address ? address.port : 0;
      expect(await apiPort(data, server({ port: taken }))).to.equal(taken);
      other.close();
    });

    it('of its own choice, and the same at the next start', async () => {
      const first = await apiPort(data, server({ port: 0 }));
      expect(first).to.be.within(1_024, 65_535);
      expect(await apiPort(data, server({ port: 0 }))).to.equal(first);
    });

    it('near the usual one where nothing is configured', async () => {
      expect(await apiPort(data, server({}))).to.be.within(8_080, 8_100);
    });

    it('and reaches itself under an address that works, whatever it listens on', () => {
      const urls = { '127.0.0.1': 'http://127.0.0.1:80', '0.0.0.0': 'http://127.0.0.1:80', '::': 'http://[::1]:80' };
      const more = {
        '::1': 'http://[::1]:80',
        'ops.example.org': 'http://ops.example.org:80',
        '10.1.2.3': 'http://10.1.2.3:80',
      };
      for (const [host, url] of Object.entries({ ...urls, ...more })) {
        expect(urlOf(host, 80)).to.equal(url);
        expect(new URL(url).host).to.not.equal('');
      }
    });
  });

  it('knows its version and writes JSON lines in which no secret can be read', async () => {
    expect(readVersion()).to.match(/^\d+\.\d+\.\d+/);
    const log = openLog(data, 'file');
    log.info({ token: new Secret('do not show') }, 'started');
    const line = await readFile(path.join(data.path, 'logs', 'opsroom.log'), 'utf8');
    expect(JSON.parse(line)).to.include({ app: 'opsroom', msg: 'started', token: '[redacted]' });
  });
});

describe('a process that is told to end', () => {
  const program = new URL('../../../bot/start/untilSignalled.js', import.meta.url).href;
  const script = `
    const { untilSignalled } = await import(${JSON.stringify(program)});
    const alive = setInterval(() => undefined, 60_000);
    const signalled = untilSignalled(() => console.log('asked'));
    console.log('ready');
    await signalled;
    console.log('resolved');
    if (process.argv[1] === 'quick') clearInterval(alive);
    if (process.argv[1] === 'orderly') setTimeout(() => clearInterval(alive), 300);`;
  async function run(
    mode: string,
    signals: readonly NodeJS.Signals[],
    gap = 0,
  ): Promise<{ lines: string[]; code: number | null }> {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, mode], {
      cwd: repositoryRoot(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    const ended = once(child, 'close') as Promise<[number | null]>;
    let sent = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      lines.push(...text.trim().split('\n'));
      // One signal when it is ready, and the next one when the first was heard.
      const heard = lines.includes('resolved') ? 2 : lines.includes('ready') ? 1 : 0;
      for (; sent < Math.min(heard, signals.length); sent += 1) {
        const signal = signals[sent];
        setTimeout(() => child.kill(signal), sent * gap);
      }
    });
    const [code] = await ended;
    return { lines, code };
  }

  it('by any of the three signals says so once and ends in its own time', async () => {
    const runs = await Promise.all((['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => run('quick', [signal])));
    for (const one of runs) expect(one).to.deep.equal({ lines: ['ready', 'asked', 'resolved'], code: 0 });
  });

  it('by Ctrl-C, which npm passes on once more, still ends in its own time', async () => {
    expect(await run('orderly', ['SIGINT', 'SIGINT'])).to.deep.equal({
      lines: ['ready', 'asked', 'resolved'],
      code: 0,
    });
  });

  it('again after a second ends at once, whichever signals they are', async () => {
    expect(await run('slow', ['SIGTERM', 'SIGINT'], 1_200)).to.deep.equal({
      lines: ['ready', 'asked', 'resolved'],
      code: 130,
    });
  });
});
