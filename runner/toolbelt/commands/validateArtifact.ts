import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { artifactKinds, checkArtifact, type Artifact } from '../acts/checkArtifact.js';
import { insideWorkspace } from '../acts/workspaceFile.js';
import { defineTool, flag, text, words } from '../defineTool.js';
import { ToolFailure } from '../toolFailure.js';

/** What earlier calls of this turn validated; the result of the turn names all of them. Below the working directory, which goes with the turn. */
const earlierFile = '.ops_chat/artifacts.json';
const earlierShape = z.array(z.looseObject({ artifact: z.looseObject({ path: z.string() }), reply: z.string() }));

async function earlier(cwd: string): Promise<z.output<typeof earlierShape>> {
  try {
    return earlierShape.parse(JSON.parse(await readFile(path.join(cwd, earlierFile), 'utf8')));
  } catch {
    return [];
  }
}

function describe(
  artifact: Artifact,
  content: string | null,
  title: string | undefined,
  notes: string | undefined,
  most: number,
): string {
  const fence = '`'.repeat(Math.max(3, ...[...(content ?? '').matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return [
    `**${title ?? artifact.filename}**`,
    ...(notes === undefined ? [] : [notes]),
    'Validation: passed',
    ...artifact.checks.map(({ name, detail }) => `- ${name}: ${detail}`),
    ...(content === null ? [] : [`${fence}${artifact.kind}\n${content.slice(0, most).trimEnd()}\n${fence}`]),
    ...(content !== null && content.length > most ? [`(the first ${most} of ${content.length} characters)`] : []),
  ].join('\n');
}

export const validateArtifact = defineTool({
  name: 'validate-artifact',
  summary: 'Check a file that you wrote for the person and send it as the answer. A file that fails is not sent.',
  for: 'turn',
  options: {
    path: text(words(500), 'the file, below the working directory'),
    kind: text(z.enum(artifactKinds).optional(), 'by the name of the file when not given'),
    title: text(words(200).optional(), 'its heading'),
    notes: text(words(4000).optional(), 'what the person should know'),
    run: flag(false, 'also run it (python, javascript)'),
    timeout: text(z.coerce.number().int().min(1).max(60).default(15), 'seconds for each check, at most 60'),
    maxChars: text(z.coerce.number().int().min(200).max(20_000).default(8000), 'characters of it that are shown'),
  },
  run: async ({ calls, cwd: given }, { path: name, kind, title, notes, run, timeout, maxChars }) => {
    const cwd = await realpath(given);
    const { artifact, text: content } = await checkArtifact(await insideWorkspace(cwd, name), cwd, {
      kind,
      run,
      seconds: timeout,
    });
    if (!artifact.validation_passed) {
      const failed = artifact.checks
        .filter(({ passed }) => !passed)
        .map(({ name: what, detail }) => `${what} (${detail})`);
      throw new ToolFailure(
        `${name} failed its checks: ${failed.join('; ')}.`,
        'Correct the file, then call the command again. Nothing was sent.',
        {
          checks: artifact.checks,
        },
      );
    }
    const before = (await earlier(cwd)).filter((one) => one.artifact.path !== artifact.path);
    const all = [...before, { artifact: { ...artifact }, reply: describe(artifact, content, title, notes, maxChars) }];
    const reply = all.map((one) => one.reply).join('\n\n');
    const artifacts = all.map((one) => one.artifact);
    await calls.result({ mode: 'artifact', reply, artifacts });
    await mkdir(path.join(cwd, path.dirname(earlierFile)), { recursive: true });
    await writeFile(path.join(cwd, earlierFile), JSON.stringify(all), { mode: 0o600 });
    return { mode: 'artifact', reply, artifact: { ...artifact }, artifacts };
  },
});
