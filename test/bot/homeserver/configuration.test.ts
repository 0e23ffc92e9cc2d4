import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import {
  homeserverFolder,
  keptServerName,
  writeConfiguration,
  type HomeserverSettings,
} from '../../../bot/homeserver/configuration.js';
import { writeAtomically, type DataDirectory } from '../../../config/datadir/index.js';
import { temporaryData } from '../../config/datadir/temporaryData.js';

describe('the configuration of the local homeserver', () => {
  let data: DataDirectory;
  let remove: () => Promise<void>;
  const settings: HomeserverSettings = { serverName: 'opsroom.localhost', host: '127.0.0.1', port: 8_008 };
  beforeEach(async () => {
    ({ data, remove } = await temporaryData());
    await keptServerName(data, settings.serverName);
  });
  afterEach(() => remove());
  const inFolder = (name: string): string => path.join(homeserverFolder(data), name);
  const written = async (name = 'homeserver.yaml'): Promise<Record<string, unknown>> =>
    parse(await readFile(inFolder(name), 'utf8')) as Record<string, unknown>;
  const fingerprint = async (different: Partial<HomeserverSettings> = {}): Promise<string> =>
    (await writeConfiguration(data, { ...settings, ...different })).fingerprint;

  it('listens where it is told to, for clients only, and keeps everything in the data directory', async () => {
    await writeConfiguration(data, settings);
    const main = await written();
    expect(main['listeners']).to.deep.equal([
      {
        port: 8_008,
        bind_addresses: ['127.0.0.1'],
        type: 'http',
        tls: false,
        resources: [{ names: ['client'], compress: false }],
      },
    ]);
    expect(main).to.include({ server_name: 'opsroom.localhost', media_store_path: inFolder('media') });
    expect(main['database']).to.deep.equal({ name: 'sqlite3', args: { database: inFolder('homeserver.db') } });
    expect(main).to.not.have.property('public_baseurl');
  });

  it('is an island: talks to no other server and lets nobody make an account', async () => {
    await writeConfiguration(data, settings);
    expect(await written()).to.deep.include({
      ...{ federation_domain_whitelist: [], trusted_key_servers: [], push: { enabled: false } },
      ...{ report_stats: false, url_preview_enabled: false, allow_public_rooms_over_federation: false },
      ...{ enable_registration: false, allow_guest_access: false },
    });
  });

  it('lets people type in bursts, and guess passwords slowly', async () => {
    await writeConfiguration(data, settings);
    const main = (await written()) as {
      rc_message: { per_second: number };
      rc_login: { failed_attempts: { per_second: number; burst_count: number } };
    };
    expect(main.rc_message.per_second).to.be.at.least(10);
    expect(main.rc_login.failed_attempts.per_second).to.be.below(1);
    expect(main.rc_login.failed_attempts.burst_count).to.be.at.most(5);
  });

  it('has its secrets in a file of their own that only its owner reads, and nowhere else', async () => {
    const { files, registrationSecret } = await writeConfiguration(data, settings);
    expect(files).to.deep.equal([inFolder('homeserver.yaml'), inFolder('secrets.yaml')]);
    const secrets = await written('secrets.yaml');
    expect(Object.keys(secrets)).to.have.members(['registration_shared_secret', 'macaroon_secret_key', 'form_secret']);
    expect(secrets['registration_shared_secret']).to.equal(registrationSecret.reveal());
    expect(new Set(Object.values(secrets)).size).to.equal(3);
    const texts = await Promise.all(['homeserver.yaml', 'log.yaml'].map((name) => readFile(inFolder(name), 'utf8')));
    for (const secret of Object.values(secrets)) for (const text of texts) expect(text).to.not.include(String(secret));
    for (const name of ['homeserver.yaml', 'secrets.yaml', 'log.yaml'])
      expect((await stat(inFolder(name))).mode & 0o777, name).to.equal(0o600);
  });

  it('has a signing key as homeservers write it, made once', async () => {
    await writeConfiguration(data, settings);
    const file = String((await written())['signing_key_path']);
    expect(path.dirname(file)).to.equal(data.secrets);
    const key = await readFile(file, 'utf8');
    expect(key).to.match(/^ed25519 a_[0-9a-f]{4} [A-Za-z0-9+/]{43}\n$/);
    await writeConfiguration(data, settings);
    expect(await readFile(file, 'utf8')).to.equal(key);
  });

  it('is the same at the next start: nothing is written, and a running server can stay', async () => {
    const first = await writeConfiguration(data, settings);
    const names = ['homeserver.yaml', 'secrets.yaml', 'log.yaml'];
    const long = new Date(1_000_000_000_000);
    for (const name of names) await utimes(inFolder(name), long, long);
    const second = await writeConfiguration(data, settings);
    expect(second.fingerprint).to.equal(first.fingerprint);
    expect(second.registrationSecret.reveal()).to.equal(first.registrationSecret.reveal());
    for (const name of names) expect((await stat(inFolder(name))).mtimeMs, name).to.equal(long.getTime());
  });

  it('tells by its fingerprint that a server has to be started again', async () => {
    const prints = [
      await fingerprint(),
      await fingerprint({ port: 8_009 }),
      await fingerprint({ host: '0.0.0.0' }),
      await fingerprint({ publicBaseUrl: 'https://chat.example.org' }),
      await fingerprint({ overrides: { max_upload_size: '7M' } }),
    ];
    await writeFile(inFolder('local.yaml'), 'max_upload_size: 9M\n');
    prints.push(await fingerprint());
    await writeFile(inFolder('local.yaml'), 'max_upload_size: 8M\n');
    prints.push(await fingerprint());
    await writeAtomically(path.join(data.secrets, 'homeserver-macaroon'), 'another\n');
    prints.push(await fingerprint());
    expect(new Set(prints).size).to.equal(prints.length);
    for (const print of prints) expect(print).to.match(/^[0-9a-f]{16}$/);
  });

  it("is written over at every start, except for the operator's own file, which is read last", async () => {
    await writeConfiguration(data, settings);
    await writeFile(inFolder('homeserver.yaml'), 'enable_registration: true\n');
    await writeFile(inFolder('local.yaml'), 'max_upload_size: 9M\n');
    const { files } = await writeConfiguration(data, settings);
    expect(await written()).to.include({ enable_registration: false });
    expect(await readFile(inFolder('homeserver.yaml'), 'utf8')).to.match(/^# .*local\.yaml\.\n/);
    expect(await readFile(inFolder('local.yaml'), 'utf8')).to.equal('max_upload_size: 9M\n');
    expect(files.at(-1)).to.equal(inFolder('local.yaml'));
  });

  it('tells other machines how to reach it, and takes what a test wants otherwise', async () => {
    await writeConfiguration(data, {
      ...settings,
      publicBaseUrl: 'https://chat.example.org',
      overrides: { bcrypt_rounds: 4, enable_registration: true },
    });
    expect(await written()).to.include({
      public_baseurl: 'https://chat.example.org',
      bcrypt_rounds: 4,
      enable_registration: true,
    });
  });

  it('writes its log where ours is, and keeps little of it', async () => {
    await writeConfiguration(data, settings);
    const { handlers } = (await written('log.yaml')) as { handlers: { file: Record<string, unknown> } };
    expect(handlers.file).to.include({ filename: path.join(data.path, 'logs', 'synapse.log'), backupCount: 2 });
    expect((await written())['log_config']).to.equal(inFolder('log.yaml'));
  });

  it('keeps the name in every id from the first start on, whoever asks for another, two at once too', async () => {
    const other = await temporaryData();
    const [one, two] = await Promise.all([
      keptServerName(other.data, 'a.example'),
      keptServerName(other.data, 'b.example'),
    ]);
    expect(one)
      .to.equal(two)
      .and.to.match(/^[ab]\.example$/);
    expect(await keptServerName(other.data, 'c.example')).to.equal(one);
    expect((await stat(homeserverFolder(other.data))).mode & 0o777).to.equal(0o700);
    await other.remove();
  });
});
