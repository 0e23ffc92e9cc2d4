import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { environmentTable } from './environmentTable.js';
import { sampleFile } from './sampleFile.js';

export const command = 'node dist/config/generate.js';

/** The documents that are made from the schema, by their path in the repository. */
export function generatedDocuments(): ReadonlyMap<string, string> {
  return new Map([
    ['config/opsroom.sample.yaml', sampleFile()],
    ['config/ENVIRONMENT.md', environmentTable()],
  ]);
}

/** The documents under `root` that are not what the schema gives now. */
export function driftedDocuments(root: string): string[] {
  return [...generatedDocuments()]
    .filter(([file, text]) => {
      const found = path.join(root, file);
      return !existsSync(found) || readFileSync(found, 'utf8') !== text;
    })
    .map(([file]) => file);
}

/** Writes the documents, or with `--check` only compares them. Returns the exit code. Runs in the repository's root. */
export function generate(args: readonly string[], root: string, print: (line: string) => void): 0 | 1 {
  const drifted = driftedDocuments(root);
  if (args.includes('--check')) {
    for (const file of drifted) {
      print(`${file} does not match the configuration's schema. Run: npm run build && ${command}`);
    }
    return drifted.length === 0 ? 0 : 1;
  }
  const documents = generatedDocuments();
  for (const file of drifted) {
    writeFileSync(path.join(root, file), documents.get(file) ?? '');
    print(`${file} written`);
  }
  return 0;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = generate(process.argv.slice(2), process.cwd(), (line) => {
    console.log(line);
  });
}
