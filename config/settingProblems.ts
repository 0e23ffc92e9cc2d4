import type { z } from 'zod';
import { keyOf, shapeOf, type Problem } from './configError.js';
import { settingAt, type SettingNode } from './schema.js';
import { didYouMean } from './suggest.js';

/** What a setting takes, in words. */
export function expectation(node: SettingNode | undefined): string {
  if (node === undefined) {
    return 'something else';
  }
  if (node.expects !== undefined) {
    return node.expects;
  }
  if (node.enum !== undefined) {
    return `one of ${node.enum.join(', ')}`;
  }
  switch (node.type) {
    case 'integer':
    case 'number':
      return `a whole number from ${node.minimum ?? 0} to ${node.maximum ?? 'any'}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `a list, each item ${expectation(node.items)}`;
    case 'object':
      return 'a mapping of keys and values';
    default:
      return 'text';
  }
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined),
    input,
  );
}

type Where = (path: readonly PropertyKey[]) => string | undefined;

function unknownKeys(
  tree: SettingNode,
  path: readonly PropertyKey[],
  keys: readonly string[],
  where: Where,
): Problem[] {
  const known = Object.keys(settingAt(tree, path)?.properties ?? {});
  return keys.map((key) => {
    const meant = didYouMean(key, known);
    return {
      key: keyOf([...path, key]),
      where: where([...path, key]),
      says: 'is no setting.',
      fix: meant === undefined ? `remove it; known here: ${known.join(', ')}.` : `did you mean "${meant}"?`,
    };
  });
}

function problemsOf(issue: z.core.$ZodIssue, tree: SettingNode, input: unknown, where: Where): Problem[] {
  const { path } = issue;
  const place = where(path);
  if (issue.code === 'unrecognized_keys') {
    return unknownKeys(tree, path, issue.keys, where);
  }
  if (issue.code === 'invalid_key') {
    const names = settingAt(tree, path.slice(0, -1))?.propertyNames;
    return [{ key: keyOf(path), where: place, says: 'has a wrong name.', fix: `rename it to ${expectation(names)}.` }];
  }
  const node = settingAt(tree, path);
  const value = valueAt(input, path);
  const meant = typeof value === 'string' && node?.enum ? didYouMean(value, node.enum) : undefined;
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  return [
    {
      key: keyOf(path),
      where: place,
      says: `is ${shapeOf(value)}.`,
      fix: `set it to ${expectation(node)}, or remove it${node?.default === undefined ? '' : ' for the default'}.${hint}`,
    },
  ];
}

/** What zod found, as problems. `where` tells which file line or variable a path came from. */
export function settingProblems(error: z.ZodError, tree: SettingNode, input: unknown, where: Where): Problem[] {
  return error.issues.flatMap((issue) => problemsOf(issue, tree, input, where));
}
