import { expect } from 'chai';
import { inventoryOf } from '../../../api/tools/inventory.js';
import { openPool, transaction, type Database } from '../../../api/db/index.js';
import { seedTools } from '../../../api/tools/index.js';
import { loadTools } from '../../../config/index.js';
import { configSchema } from '../../../config/schema.js';
import type { Fields } from '../../support/api.js';
import { onePostgres } from '../rooms/onePostgres.js';

const shipped = loadTools();
const toolsOf = (tools: Fields = {}) => configSchema.parse({ tools }).tools;

describe('the tools that an installation has', () => {
  it('are those that scripts look for, Mailcow among them, and none has an address by itself', () => {
    const inventory = inventoryOf(toolsOf(), shipped);
    expect(inventory.map(({ name }) => name)).to.include.members([
      ...['iTop ITSM', 'Wazuh SIEM', 'GitLab', 'Mailcow', 'Keycloak', 'Agent Memory', 'Element Ops Chat'],
      ...['Matrix Synapse Ops Chat', 'Ops Chat Matrix Bridge', 'SearXNG'],
    ]);
    expect(inventory).to.have.length(16);
    for (const { host, port } of inventory) expect([host, port]).to.deep.equal([null, null]);
  });

  it('have the address that the operator gives them, by name in any case, and keep their type', () => {
    const inventory = inventoryOf(toolsOf({ hosts: { gitlab: { host: 'git.example.org', port: 8443 } } }), shipped);
    expect(inventory.find(({ name }) => name === 'GitLab')).to.include({
      host: 'git.example.org',
      port: 8443,
      type: 'vcs',
    });
    expect(inventory).to.have.length(16);
  });

  it("and the operator's own, asked by a connection unless told otherwise", () => {
    const hosts = {
      Vault: { host: 'vault', port: 8200 },
      Wiki: { host: 'wiki', type: 'search', description: 'Pages' },
    };
    const inventory = inventoryOf(toolsOf({ hosts }), shipped);
    expect(inventory.slice(16)).to.deep.equal([
      { name: 'Vault', type: 'tcp', description: '', host: 'vault', port: 8200 },
      { name: 'Wiki', type: 'search', description: 'Pages', host: 'wiki', port: null },
    ]);
  });

  for (const host of [
    'http://git.example.org',
    'git.example.org/path',
    'user@git',
    'git.example.org:80 ',
    '',
    'a b',
    '-git',
  ])
    it(`an address is a name or a number alone, not "${host}"`, () => {
      expect(configSchema.safeParse({ tools: { hosts: { GitLab: { host } } } }).success).to.be.false;
    });

  it('an address may be a name, an IPv4 or an IPv6 one', () => {
    for (const host of ['git', 'git.example.org', '10.0.0.1', '::1', 'fd00::1', '2001:db8::192.0.2.1', 'my_host'])
      expect(configSchema.safeParse({ tools: { hosts: { GitLab: { host } } } }).success, host).to.be.true;
  });

  describe('in the database', () => {
    let db: Database;
    before(async () => {
      db = openPool(await (await onePostgres()).freshDatabase(), () => undefined);
    });
    beforeEach(() => db.query('delete from tools'));
    after(() => db?.end());

    const find = async (name: string): Promise<Fields | undefined> =>
      (await db.query<Fields>('select * from tools where name = $1', [name])).rows[0];
    const at = { hosts: { GitLab: { host: 'git', port: 80 }, Vault: { host: 'vault', port: 8200 } } };

    it('are written once by any number of processes, and a second start touches no row', async () => {
      await Promise.all([1, 2, 3].map(() => seedTools(db, toolsOf(at))));
      const before = (await db.query('select * from tools order by id')).rows;
      expect(before).to.have.length(17);
      await seedTools(db, toolsOf(at));
      expect((await db.query('select * from tools order by id')).rows).to.deep.equal(before);
    });

    it('keep their last answer while their address stays, and lose it with another one', async () => {
      await seedTools(db, toolsOf(at));
      await db.query(`update tools set status = 'healthy', last_check = clock_timestamp()`);
      await seedTools(db, toolsOf({ ...at, check_interval: '5m' }));
      expect(await find('GitLab')).to.include({ status: 'healthy', check_interval: 300 });
      await seedTools(db, toolsOf({ hosts: { ...at.hosts, GitLab: { host: 'git-2', port: 80 } } }));
      expect(await find('GitLab')).to.include({ status: 'unknown', last_check: null, host: 'git-2' });
    });

    it('that the operator took out of the configuration stay with their history and are never asked again', async () => {
      await seedTools(db, toolsOf(at));
      const id = (await find('Vault'))?.['id'];
      await db.query(`insert into tool_checks (tool_id, status) values ($1, 'healthy')`, [id]);
      await transaction(db, (q) => q.query(`update tools set status = 'healthy' where id = $1`, [id]));
      await seedTools(db, toolsOf());
      expect(await find('Vault')).to.include({ id, host: null, port: null, status: 'unknown' });
      expect((await db.query('select from tool_checks')).rows).to.have.length(1);
    });
  });
});
