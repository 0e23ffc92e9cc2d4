/** Writes the types of the API's client, `api/client/schema.d.mts`, from the OpenAPI document; `--check` only compares. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { openApiDocument, type OpenApiDocument } from '../../api/http/openApi.js';
import { repositoryRoot } from '../house/sourceFiles.js';
import { routesOfThisTree } from './listRoutes.js';

export const command = 'node build.mjs && node dist/test/support/writeClient.js';
const file = 'api/client/schema.d.mts';

/** Every refusal has the one shape that the client knows already: without them the types are half as long. */
function withoutRefusals(document: OpenApiDocument): OpenApiDocument {
  const paths = Object.entries(document.paths).map(([address, methods]) => {
    const good = Object.entries(methods).map(([method, operation]) => {
      const responses = Object.entries(operation.responses).filter(([status]) => /^[23]/.test(status));
      return [method, { ...operation, responses: Object.fromEntries(responses) }];
    });
    return [address, Object.fromEntries(good) as OpenApiDocument['paths'][string]];
  });
  const components = Object.fromEntries(Object.entries(document.components).filter(([name]) => name !== 'responses'));
  return { ...document, paths: Object.fromEntries(paths) as OpenApiDocument['paths'], components };
}

/** The types that belong into the file now. */
export async function clientTypes(): Promise<string> {
  // Version and address are an installation's; the types are the same for all.
  const document = openApiDocument(routesOfThisTree(), '0.0.0');
  const types = astToString(await openapiTS(JSON.stringify(withoutRefusals(document))));
  return `// Made from the OpenAPI document: ${command}\n${types}`;
}

/** Whether the file is what the routes give now. */
export async function clientIsCurrent(): Promise<boolean> {
  const written = await readFile(path.join(repositoryRoot(), file), 'utf8').catch(() => '');
  return written === (await clientTypes());
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (!process.argv.includes('--check')) {
    await writeFile(path.join(repositoryRoot(), file), await clientTypes());
    console.log(`${file} written`);
  } else if (!(await clientIsCurrent())) {
    console.log(`${file} does not match the routes. Run: ${command}`);
    process.exitCode = 1;
  }
}
