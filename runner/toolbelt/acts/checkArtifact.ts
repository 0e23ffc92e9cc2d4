import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';

export interface Check {
  readonly name: string;
  readonly passed: boolean;
  readonly detail: string;
}

export interface Artifact {
  readonly filename: string;
  readonly kind: string;
  /** Relative to the working directory. */
  readonly path: string;
  readonly content_type: string;
  readonly size_bytes: number;
  readonly size_chars: number | null;
  readonly sha256: string;
  readonly validation_passed: boolean;
  readonly checks: readonly Check[];
}

const kinds: Readonly<Record<string, readonly [kind: string, contentType: string]>> = {
  '.py': ['python', 'text/x-python'],
  '.html': ['html', 'text/html'],
  '.htm': ['html', 'text/html'],
  '.md': ['markdown', 'text/markdown'],
  '.sh': ['bash', 'text/x-shellscript'],
  '.js': ['javascript', 'text/javascript'],
  '.mjs': ['javascript', 'text/javascript'],
  '.json': ['json', 'application/json'],
  '.mp4': ['video', 'video/mp4'],
  '.webm': ['video', 'video/webm'],
  '.gif': ['image', 'image/gif'],
  '.png': ['image', 'image/png'],
  '.jpg': ['image', 'image/jpeg'],
  '.jpeg': ['image', 'image/jpeg'],
  '.pdf': ['pdf', 'application/pdf'],
  '.docx': ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
};
export const artifactKinds = [
  'python',
  'html',
  'markdown',
  'bash',
  'javascript',
  'json',
  'video',
  'image',
  'pdf',
  'docx',
  'text',
] as const;
const binary = new Set(['video', 'image', 'pdf', 'docx']);
/** Bytes; a picture or document of less is empty or a failed download (contract 23.6). */
const smallestBinary = 1024;

/** The text inside of a Markdown fence is code; an odd number of fences swallows the rest of the page. */
const fences = (text: string): number => text.split('\n').filter((line) => /^\s{0,3}(```|~~~)/.test(line)).length;

const check = (name: string, passed: boolean, detail: string): Check => ({ name, passed, detail });

/** Runs a program on the file without the run's token and address: an artifact is tried, not trusted. */
function tryProgram(name: string, command: readonly string[], cwd: string, seconds: number): Promise<Check> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const env = {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      HOME: cwd,
      LANG: 'C.UTF-8',
      PYTHONDONTWRITEBYTECODE: '1',
    };
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    const keep = (chunk: Buffer): void => {
      if (output.length < 2000) output += chunk.toString('utf8');
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const timer = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, seconds * 1000);
    child.on('error', () => {
      clearTimeout(timer);
      resolve(check(name, false, `${program} is not on this host, so it could not be checked`));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const ended = signal === null ? `exit code ${code ?? 0}` : `stopped after ${seconds} s`;
      resolve(check(name, code === 0, `${ended}${output.trim() === '' ? '' : `: ${output.trim().slice(0, 600)}`}`));
    });
  });
}

const parsePython = 'import ast,sys; ast.parse(open(sys.argv[1], encoding="utf-8").read(), sys.argv[1])';

async function checksOf(
  kind: string,
  file: string,
  bytes: Buffer,
  cwd: string,
  run: boolean,
  seconds: number,
): Promise<Check[]> {
  const program = (name: string, command: readonly string[]): Promise<Check> => tryProgram(name, command, cwd, seconds);
  if (binary.has(kind)) return [check('size', bytes.length > smallestBinary, `${bytes.length} bytes`)];
  const text = bytes.toString('utf8');
  const says = check('not empty', text.trim() !== '', `${text.length} characters`);
  switch (kind) {
    case 'python':
      return [
        says,
        await program('syntax', ['python3', '-c', parsePython, file]),
        ...(run ? [await program('run', ['python3', file])] : []),
      ];
    case 'javascript':
      return [
        says,
        await program('syntax', [process.execPath, '--check', file]),
        ...(run ? [await program('run', [process.execPath, file])] : []),
      ];
    case 'bash':
      return [says, await program('syntax', ['bash', '-n', file])];
    case 'json':
      return [says, isJson(text)];
    case 'html':
      return [says, check('structure', /<html[\s>]/i.test(text) && /<body[\s>]/i.test(text), 'has <html and <body')];
    case 'markdown':
      return [says, check('fences', fences(text) % 2 === 0, `${fences(text)} fence lines`)];
    default:
      return [says];
  }
}

function isJson(text: string): Check {
  try {
    JSON.parse(text);
    return check('parse', true, 'is JSON');
  } catch (error) {
    return check('parse', false, error instanceof Error ? error.message : 'is no JSON');
  }
}

/** Checks one file of the workspace by its kind (contract 23.6). `file` is its real path below `cwd`; `seconds` bounds each program. */
export async function checkArtifact(
  file: string,
  cwd: string,
  {
    kind: asked,
    run,
    seconds,
  }: { readonly kind?: string | undefined; readonly run: boolean; readonly seconds: number },
): Promise<{ readonly artifact: Artifact; readonly text: string | null }> {
  const bytes = await readFile(file);
  const [byName, contentType] = kinds[path.extname(file).toLowerCase()] ?? ['text', 'text/plain'];
  const kind = asked ?? byName;
  const checks = await checksOf(kind, file, bytes, cwd, run, seconds);
  const text = binary.has(kind) ? null : bytes.toString('utf8');
  return {
    text,
    artifact: {
      filename: path.basename(file),
      kind,
      path: path.relative(cwd, file),
      content_type: contentType,
      size_bytes: bytes.length,
      size_chars: text === null ? null : text.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      validation_passed: checks.every(({ passed }) => passed),
      checks,
    },
  };
}
