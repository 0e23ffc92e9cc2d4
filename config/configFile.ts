import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';
import { ConfigError } from './configError.js';

export interface ConfigFile {
  readonly path: string;
  /** The file as plain values; top-level sections that are empty are left out. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Line (from 1) of a key, or of the nearest key around it that stands in the file. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

/** Where the key of a path starts, as an offset; falls back to the last part that exists. */
function offsetOf(root: Node | null, parts: readonly PropertyKey[]): number | undefined {
  let node: unknown = root;
  let offset: number | undefined;
  for (const part of parts) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part));
      if (pair === undefined || !isScalar(pair.key)) {
        return offset;
      }
      offset = pair.key.range?.[0];
      node = pair.value;
    } else if (isSeq(node) && typeof part === 'number') {
      node = node.items[part];
      offset = isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const fix = `make the file readable for the user that starts Opsroom, or change OPSROOM_CONFIG.`;
    throw new ConfigError([{ key: file, where: 'OPSROOM_CONFIG', says: `cannot be read (${code}).`, fix }]);
  }
}

type Fault = { readonly offset: number; readonly kind: string };

/** An alias of an anchor that is not there: mostly a password that starts with "*" and stands without quotes. */
function looseAliases(document: Document): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined) faults.push({ offset: alias.range?.[0] ?? 0, kind: 'unknown alias' });
    },
  });
  return faults;
}

/** Reads a YAML file. Throws ConfigError when it cannot be read or is no mapping; syntax errors come with their lines. */
export function readConfigFile(file: string): ConfigFile {
  const lines = new LineCounter();
  const name = path.basename(file);
  const document = parseDocument(read(file), { lineCounter: lines, prettyErrors: false });
  // What YAML only warns of is an unknown tag: a value that starts with "!", of which the first word would be lost.
  const told = [...document.errors, ...document.warnings].map(({ pos, code }) => ({
    offset: pos[0],
    // Only the kind of error: its message may quote the line, and the line may hold a secret.
    kind: code.toLowerCase().replaceAll('_', ' '),
  }));
  const faults: Fault[] = told.length > 0 ? told : looseAliases(document);
  if (faults.length > 0) {
    throw new ConfigError(
      faults.map(({ offset, kind }) => ({
        key: file,
        where: `${name} line ${lines.linePos(offset).line}`,
        says: `is not valid YAML (${kind}).`,
        fix: 'correct that line; indent with spaces, and put values with ":" or "#", or that start with "*" or "!", into quotes.',
      })),
    );
  }
  const values: unknown = document.toJS() ?? {};
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    const fix = 'start it with a section such as "server:"; config/opsroom.sample.yaml shows all of them.';
    throw new ConfigError([{ key: file, where: `${name} line 1`, says: 'is no mapping of sections.', fix }]);
  }
  return {
    path: file,
    values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)),
    lineOf(parts) {
      const offset = offsetOf(document.contents, parts);
      return offset === undefined ? undefined : lines.linePos(offset).line;
    },
  };
}
