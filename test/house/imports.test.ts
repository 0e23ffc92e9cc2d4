import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { sourceFiles } from './sourceFiles.js';

type Import = { readonly file: string; readonly names: string };

/** What a file imports: paths from the root for our own, names for packages. */
async function importsOf(root: string, file: string): Promise<Import[]> {
  const text = await readFile(path.join(root, file), 'utf8');
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, name = '']) => name);
  return found.map((name) => ({
    file,
    names: name.startsWith('.') ? path.join(path.dirname(file), name).replace(/\.js$/, '.ts') : name,
  }));
}

const house = ['config', 'api', 'runner', 'bot'] as const;
const allowed: Readonly<Record<(typeof house)[number], readonly string[]>> = {
  config: [],
  api: ['config'],
  runner: ['api', 'config'],
  bot: ['api', 'config'],
};
const partOf = (file: string): string => file.split('/')[0] ?? '';
const areaOf = (file: string): string | undefined => /^(api\/[^/]+)\//.exec(file)?.[1];

describe('the house', () => {
  let imports: Import[];
  before(async () => {
    const { root, files } = await sourceFiles();
    const ours = files.filter((file) => file.endsWith('.ts') && house.some((part) => file.startsWith(`${part}/`)));
    imports = (await Promise.all(ours.map((file) => importsOf(root, file)))).flat();
    expect(imports.length).to.be.greaterThan(500);
  });

  const wrong = (rule: (one: Import) => boolean): string[] =>
    imports.filter(rule).map(({ file, names }) => `${file} imports ${names}`);

  it('imports in one direction: config, then api, then runner and bot; only bot/main.ts knows the runner', () => {
    const against = wrong(({ file, names }) => {
      const [from, to] = [partOf(file), partOf(names)];
      if (from === to || !house.some((part) => part === to)) return false;
      if (file === 'bot/main.ts' && to === 'runner') return false;
      return !allowed[from as (typeof house)[number]].includes(to);
    });
    expect(against).to.deep.equal([]);
  });

  it('enters an area of the API through its index', () => {
    // The rules of intake are pure and travel into a child's workspace, which can carry no database driver.
    const doors = /^api\/(db\/embedded\/index|intake\/rules\/index|[^/]+\/index|[^/]+)\.ts$/;
    const against = wrong(({ file, names }) => {
      const area = areaOf(names);
      if (area === undefined || area === areaOf(file) || doors.test(names)) return false;
      // Within the API every area is built on these three.
      return !(partOf(file) === 'api' && /^api\/(http|db|audit)\//.test(names));
    });
    expect(against).to.deep.equal([]);
  });

  it('keeps the database driver in api/db, and SQL out of runner and bot', async () => {
    expect(wrong(({ file, names }) => names === 'pg' && !file.startsWith('api/db/'))).to.deep.equal([]);
    const { root, files } = await sourceFiles();
    const hands = files.filter((file) => /^(runner|bot)\/.*\.ts$/.test(file));
    const sql = await Promise.all(
      hands.map(async (file) => {
        const text = await readFile(path.join(root, file), 'utf8');
        return /\b(select\s[\s\S]{1,200}?\sfrom|insert into|update \w+ set|delete from)\s/.test(
          text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''),
        )
          ? [file]
          : [];
      }),
    );
    expect(sql.flat()).to.deep.equal([]);
  });

  it('keeps the Matrix SDK in bot/matrix, and the spawning of runs in runner/sandbox', () => {
    expect(wrong(({ file, names }) => names === 'matrix-bot-sdk' && !file.startsWith('bot/matrix/'))).to.deep.equal([]);
    const spawns = wrong(
      ({ file, names }) =>
        names === 'node:child_process' &&
        !/^(runner\/(sandbox|toolbelt\/acts)\/|runner\/harness\/programVersion|config\/datadir\/|api\/db\/embedded\/|bot\/homeserver\/)/.test(
          file,
        ),
    );
    expect(spawns).to.deep.equal([]);
  });
});
