/** Writes `migrations/schema.sql` anew. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '../house/sourceFiles.js';
import { startTestPostgres } from './postgres.js';
import { schemaDump } from './schemaDump.js';

const server = await startTestPostgres();
try {
  await writeFile(
    path.join(repositoryRoot(), 'migrations', 'schema.sql'),
    await schemaDump(await server.freshDatabase()),
  );
} finally {
  await server.stop();
}
