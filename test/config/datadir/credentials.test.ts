import { chmod, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import {
  completeCredentials,
  credentialsPath,
  readCredentials,
  type Credentials,
  type DataDirectory,
} from '../../../config/datadir/index.js';
import { Secret } from '../../../config/secret.js';
import { temporaryData } from './temporaryData.js';

const ana = { username: 'ana', password: new Secret('ana word'), roles: ['requester'] };
const matrix = {
  homeserver_url: 'http://127.0.0.1:8008',
  server_name: 'opsroom.localhost',
  room_id: '!room',
  room_alias: '#ops:opsroom.localhost',
};
const wanted: Credentials = {
  api: { base_url: 'http://127.0.0.1:8080', service_token: new Secret('token') },
  matrix,
  people: { ana: { ...ana, user_id: '@ana:opsroom.localhost' } },
};

describe('credentials.json', () => {
  let data: DataDirectory;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ data, remove } = await temporaryData());
  });
  afterEach(() => remove());
  const inFile = async (): Promise<unknown> => JSON.parse(await readFile(credentialsPath(data), 'utf8'));
  const edit = (content: unknown): Promise<void> => writeFile(credentialsPath(data), JSON.stringify(content));

  it('has the documented shape and is readable by its owner only', async () => {
    expect(await readCredentials(data)).to.deep.equal({ people: {} });
    await completeCredentials(data, wanted);
    expect(await inFile()).to.deep.equal({
      api: { base_url: 'http://127.0.0.1:8080', service_token: 'token' },
      matrix: wanted.matrix,
      people: {
        ana: { user_id: '@ana:opsroom.localhost', username: 'ana', password: 'ana word', roles: ['requester'] },
      },
    });
    expect((await stat(credentialsPath(data))).mode & 0o777).to.equal(0o600);
    expect((await readdir(data.path)).filter((name) => name.endsWith('.tmp'))).to.deep.equal([]);
  });

  it('can be written in steps: people before the homeserver has a name', async () => {
    await completeCredentials(data, { people: { ana } });
    const other = { ana: { ...ana, user_id: '@ana:opsroom.localhost', password: new Secret('made a second time') } };
    const complete = await completeCredentials(data, { ...wanted, people: other });
    expect(complete.people.ana?.user_id).to.equal('@ana:opsroom.localhost');
    expect(complete.people.ana?.password.reveal()).to.equal('ana word');
  });

  it("never overwrites an operator's change, refreshes the addresses, and adds a new person", async () => {
    await completeCredentials(data, wanted);
    const file = (await inFile()) as { api: object; people: { ana: object } };
    await edit({
      ...file,
      remark: 'rotated in May',
      api: { ...file.api, service_token: 'chosen' },
      people: {
        ana: { ...file.people.ana, password: 'her own', roles: ['requester', 'approver'] },
        zed: { password: 'z' },
      },
    });
    await chmod(credentialsPath(data), 0o644);
    const again = await completeCredentials(data, {
      api: { base_url: 'http://127.0.0.1:8081', service_token: new Secret('fresh') },
      matrix: { ...matrix, homeserver_url: 'http://127.0.0.1:9009' },
      people: { ...wanted.people, bo: { username: 'bo', password: new Secret('bo word'), roles: ['approver'] } },
    });
    expect(again.api?.service_token.reveal()).to.equal('chosen');
    expect(again.api?.base_url).to.equal('http://127.0.0.1:8081');
    expect(again.matrix).to.include({ homeserver_url: 'http://127.0.0.1:9009', room_id: '!room' });
    expect(again.people.ana?.password.reveal()).to.equal('her own');
    expect(again.people.ana?.roles).to.deep.equal(['requester', 'approver']);
    expect(again.people.bo?.password.reveal()).to.equal('bo word');
    expect(again.people.zed).to.include({ username: 'zed' });
    expect(await inFile()).to.include({ remark: 'rotated in May' });
    expect((await stat(credentialsPath(data))).mode & 0o777).to.equal(0o600);
  });

  it('is not written when nothing is new', async () => {
    await completeCredentials(data, wanted);
    const pretty = JSON.stringify(await inFile(), null, 8);
    await writeFile(credentialsPath(data), pretty);
    await completeCredentials(data, wanted);
    expect(await readFile(credentialsPath(data), 'utf8')).to.equal(pretty);
  });

  it('names the file and the field when damaged, without showing a secret', async () => {
    const faults: [string, RegExp][] = [
      ['{"people":{"ana":{"password":"hush hush",}}}', /credentials\.json is no JSON/],
      ['{"people":{"ana":{"password":12345}}}', /credentials\.json is damaged\. people\.ana\.password: .*string/],
      ['{"api":{"service_token":""}}', /api\.service_token/],
      ['{"people":{"ana":{"roles":"approver"}}}', /people\.ana\.roles: .*array/],
      ['{"people":{"zed":{"username":"zed"}}}', /people\.zed\.password is missing/],
    ];
    for (const [text, fault] of faults) {
      await writeFile(credentialsPath(data), text);
      const error = await readCredentials(data).catch((thrown: unknown) => String(thrown));
      expect(error).to.match(fault);
      expect(error).to.not.include('hush').and.not.include('12345');
      expect(await completeCredentials(data, { matrix }).catch(String)).to.match(fault);
      expect(await readFile(credentialsPath(data), 'utf8'), 'left as it is').to.equal(text);
    }
  });

  it('prints no secret', async () => {
    const printed = JSON.stringify(await completeCredentials(data, wanted));
    expect(printed).to.not.include('ana word').and.not.include('"token"');
  });

  it('loses nobody when several add to it at once', async () => {
    await Promise.all(
      ['bo', 'cy', 'dee', 'eve'].map((name) =>
        completeCredentials(data, { people: { [name]: { username: name, password: new Secret(name), roles: [] } } }),
      ),
    );
    expect(Object.keys((await readCredentials(data)).people).sort()).to.deep.equal(['bo', 'cy', 'dee', 'eve']);
  });
});
