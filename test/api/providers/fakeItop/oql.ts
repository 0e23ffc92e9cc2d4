import { attributes, plain, Refusal, type FakeObject } from './model.js';

type Test = (object: FakeObject) => boolean;

const valueOf = ({ id, fields }: FakeObject, name: string): string => plain(name === 'id' ? id : fields[name]);

/** SQL's LIKE, without regard to case, as MySQL compares. */
function like(pattern: string): RegExp {
  const parts = pattern.split('%').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('_', '.'));
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`, 'i');
}

function failed(oql: string): never {
  throw new Refusal(100, `Query failed to execute: ${oql}`);
}

function condition(text: string, itopClass: string, oql: string, now: (minus: number) => string): Test {
  const known = (name: string): string =>
    name === 'id' || attributes[itopClass]?.includes(name) ? name : failed(`${oql} (unknown attribute ${name})`);
  const within = /^(\w+) IN \(([\d, ]+)\)$/.exec(text);
  if (within) {
    const ids = (within[2] ?? '').split(',').map((id) => id.trim());
    const name = known(within[1] ?? '');
    return (object) => ids.includes(valueOf(object, name));
  }
  const [, name = '', operator = '', literal = ''] =
    /^(\w+) (=|>=|<=|<|>|LIKE) ('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\d+|DATE_SUB\(NOW\(\), INTERVAL \d+ SECOND\))$/.exec(
      text,
    ) ?? failed(oql);
  known(name);
  const ago = /INTERVAL (\d+) SECOND/.exec(literal)?.[1];
  const value = ago === undefined ? literal.replaceAll(/^['"]|['"]$/g, '') : now(Number(ago));
  switch (operator) {
    case '=':
      return (object) => valueOf(object, name) === value;
    case 'LIKE':
      return (object) => like(value).test(valueOf(object, name));
    case '>=':
      return (object) => valueOf(object, name) >= value;
    case '<=':
      return (object) => valueOf(object, name) <= value;
    case '<':
      return (object) => valueOf(object, name) < value;
    default:
      return (object) => valueOf(object, name) > value;
  }
}

/** The little of OQL that a client of tickets needs; anything else is a query that fails, and not one that finds nothing. */
export function query(
  oql: string,
  now: (minus: number) => string,
): { readonly itopClass: string; readonly test: Test } {
  const [, itopClass = '', where] = /^SELECT (\w+)(?: WHERE ([\s\S]+))?$/.exec(oql) ?? failed(oql);
  if (!(itopClass in attributes)) failed(oql);
  const tests = where === undefined ? [] : where.split(' AND ').map((part) => condition(part, itopClass, oql, now));
  return { itopClass, test: (object) => tests.every((one) => one(object)) };
}
