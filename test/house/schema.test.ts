import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startTestPostgres, type TestServer } from '../support/postgres.js';
import { schemaDump } from '../support/schemaDump.js';
import { repositoryRoot } from './sourceFiles.js';

describe('migrations/schema.sql', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestPostgres();
  });
  after(() => server.stop());

  it('is what the migrations make (else: node dist/test/support/writeSchema.js)', async () => {
    const kept = await readFile(path.join(repositoryRoot(), 'migrations', 'schema.sql'), 'utf8');
    expect(await schemaDump(await server.freshDatabase())).to.equal(kept);
  });
});
