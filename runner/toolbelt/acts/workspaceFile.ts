import { realpath, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ToolFailure } from '../toolFailure.js';

/** Characters of a reply or message; a Matrix event holds 64 KiB in all. */
const longest = 40_000;

/** The real path of a file of the workspace. Throws ToolFailure for what is not there, not a file, or (through a link or "..") outside. */
export async function insideWorkspace(cwd: string, name: string): Promise<string> {
  const root = await realpath(cwd);
  const file = await realpath(path.resolve(root, name)).catch(() => undefined);
  const next = 'Write the file into the working directory and give its path relative to it.';
  if (file === undefined) throw new ToolFailure(`There is no file ${name}.`, next);
  if (!file.startsWith(root + path.sep)) throw new ToolFailure(`${name} is outside of the working directory.`, next);
  if (!(await stat(file)).isFile()) throw new ToolFailure(`${name} is not a file.`, next);
  return file;
}

/** A text that is given as such or as a file of the workspace; undefined when neither is. */
export async function textOrFile(
  cwd: string,
  text: string | undefined,
  file: string | undefined,
): Promise<string | undefined> {
  if (text !== undefined) return text;
  if (file === undefined) return undefined;
  const read = (await readFile(await insideWorkspace(cwd, file), 'utf8')).trim();
  if (read === '') throw new ToolFailure(`${file} is empty.`, 'Write the text into it, then call the command again.');
  if (read.length > longest)
    throw new ToolFailure(`${file} is longer than ${longest} characters.`, 'Shorten it, or use validate-artifact.');
  return read;
}
