/** Builds the web chat: one script, its style sheets and the files that Hydrogen loads by itself. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Long enough that two builds never share a name, short enough to read. */
const hashLength = 10;

export async function buildWebchat({ esbuild, root, outdir }) {
  const client = path.join(root, 'api', 'webchat', 'client');
  const packages = path.join(root, 'node_modules');
  const hydrogen = path.join(packages, 'hydrogen-view-sdk');
  const olm = path.join(packages, '@matrix-org', 'olm');
  const assets = path.join(outdir, 'assets');
  await mkdir(assets, { recursive: true });

  const hashed = async (file) => {
    const bytes = await readFile(file);
    const { name, ext } = path.parse(file);
    const target = `${name}-${createHash('sha256').update(bytes).digest('hex').slice(0, hashLength)}${ext}`;
    await writeFile(path.join(assets, target), bytes);
    return target;
  };
  const bundle = async (name, entry, options) => {
    const { metafile } = await esbuild.build({
      entryPoints: { [name]: entry },
      outdir: assets,
      bundle: true,
      minify: true,
      metafile: true,
      logLevel: 'warning',
      ...options,
      entryNames: '[name]-[hash]',
      assetNames: '[name]-[hash]',
    });
    const output = Object.entries(metafile.outputs).find(([, one]) => one.entryPoint);
    return path.basename(output[0]);
  };

  // Olm is its own script because it looks for its wasm file beside the page; Hydrogen's bundle also imports it, twice is waste.
  const withoutOlm = {
    name: 'without-olm',
    setup(build) {
      build.onResolve({ filter: /^@matrix-org\/olm/ }, () => ({ path: 'olm', namespace: 'empty' }));
      build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: '' }));
    },
  };
  // The system's font is used instead of 2 MB of Inter, see chat.css.
  const withoutInter = {
    name: 'without-inter',
    setup(build) {
      build.onLoad({ filter: /theme-element-.*\.css$/ }, async ({ path: file }) => ({
        contents: (await readFile(file, 'utf8')).replace(/@font-face\{font-family:Inter;[^}]*\}/g, ''),
        loader: 'css',
      }));
    },
  };
  const sheet = (name, file) => bundle(name, file, { loader: { '.svg': 'file' }, plugins: [withoutInter] });
  const theme = (name) => sheet(name, path.join(hydrogen, 'asset-build', 'assets', `theme-element-${name}.css`));

  const files = {
    olmScript: `assets/${await hashed(path.join(olm, 'olm.js'))}`,
    olmWasm: `assets/${await hashed(path.join(olm, 'olm.wasm'))}`,
    downloadSandbox: `assets/${await hashed(path.join(hydrogen, 'asset-build', 'assets', 'download-sandbox.html'))}`,
  };
  const names = {
    light: await theme('light'),
    dark: await theme('dark'),
    chat: await sheet('chat', path.join(client, 'chat.css')),
    script: await bundle('app', path.join(client, 'main.ts'), {
      format: 'esm',
      target: 'es2022',
      define: { ASSETS: JSON.stringify(files) },
      plugins: [withoutOlm],
    }),
  };
  const page = await readFile(path.join(client, 'index.html'), 'utf8');
  await writeFile(
    path.join(outdir, 'index.html'),
    page.replace(/\{\{(\w+)\}\}/g, (_, key) => names[key]),
  );
  await copyFile(path.join(hydrogen, 'lib-build', 'sw.js'), path.join(outdir, 'sw.js'));
  await writeLicence({ client, packages, target: path.join(outdir, 'LICENSE.txt') });
}

/** Who wrote what is served, then the licence texts: Apache's from this folder, the others' from their packages. */
async function writeLicence({ client, packages, target }) {
  const parts = [
    await readFile(path.join(client, 'ATTRIBUTION.txt'), 'utf8'),
    await readFile(path.join(client, 'Apache-2.0.txt'), 'utf8'),
  ];
  for (const name of ['base64-arraybuffer', 'off-color']) {
    const file = (await readdir(path.join(packages, name))).find((one) => /^licen[cs]e/i.test(one));
    if (!file) throw new Error(`webchat: ${name} has no licence file`);
    parts.push(`${name}\n\n${await readFile(path.join(packages, name, file), 'utf8')}`);
  }
  await writeFile(target, parts.join(`\n\n${'-'.repeat(80)}\n\n`));
}
