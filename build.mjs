/**
 * Builds dist/: every TypeScript file is transformed one to one (the tree stays readable in stack traces), data files
 * are copied beside them, and what must be a single file is bundled: the programs that an unprivileged child runs, and
 * the web client. `--if-stale` does nothing when dist/ is newer than every source, so that a start costs milliseconds.
 */
import { cp, mkdir, readdir, rm, stat, writeFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(fileURLToPath(import.meta.url));
const out = process.argv.indexOf('--out');
const dist = path.resolve(root, out > 0 ? (process.argv[out + 1] ?? 'dist') : 'dist');
const stamp = path.join(dist, '.built');
const folders = ['bot', 'api', 'runner', 'config', 'test'];
const dataFile = /\.(sql|ya?ml|json|css|html|svg|txt|md|py)$/;

async function* walk(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== 'no-native-crypto') yield* walk(file);
    } else if (entry.isFile()) yield file;
  }
}

const sources = [path.join(root, 'build.mjs'), path.join(root, 'package.json')];
for (const folder of [...folders, 'migrations'])
  for await (const file of walk(path.join(root, folder))) sources.push(file);

if (process.argv.includes('--if-stale')) {
  const built = await stat(stamp).catch(() => undefined);
  const listed = await readFile(stamp, 'utf8').catch(() => '');
  const times = await Promise.all(sources.map(async (file) => (await stat(file)).mtimeMs));
  if (built && built.mtimeMs > Math.max(...times) && listed === String(sources.length)) process.exit(0);
}

let esbuild;
try {
  esbuild = await import('esbuild');
} catch {
  if (await stat(stamp).catch(() => undefined)) process.exit(0); // a production image without dev dependencies
  console.error('build: esbuild is missing. Run "npm ci" (with dev dependencies) once, then start again.');
  process.exit(1);
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const typescript = sources.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
const browser = (file) => file.includes(`${path.sep}webchat${path.sep}client${path.sep}`);
await esbuild.build({
  entryPoints: typescript.filter((file) => !browser(file)),
  outdir: dist,
  outbase: root,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'linked',
  logLevel: 'warning',
});
for (const file of sources.filter(
  (name) => dataFile.test(name) && name !== path.join(root, 'package.json') && !browser(name),
)) {
  const target = path.join(dist, path.relative(root, file));
  await mkdir(path.dirname(target), { recursive: true });
  await cp(file, target);
}

/** Programs that run under another uid, which may not reach this checkout: one file each, no import left. */
const programs = { ops_chat_tool: 'runner/toolbelt/main.ts', builtin: 'runner/builtin/main.ts' };
for (const [name, entry] of Object.entries(programs)) {
  if (!typescript.includes(path.join(root, entry))) continue;
  await esbuild.build({
    entryPoints: [path.join(root, entry)],
    outfile: path.join(dist, 'programs', `${name}.mjs`),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    banner: {
      js: "import { createRequire as opsroomRequire } from 'node:module'; const require = opsroomRequire(import.meta.url);",
    },
  });
}

const webchat = path.join(root, 'api', 'webchat', 'client', 'build.mjs');
if (sources.includes(webchat))
  await (await import(webchat)).buildWebchat({ esbuild, root, outdir: path.join(dist, 'webchat') });
await writeFile(stamp, String(sources.length));
