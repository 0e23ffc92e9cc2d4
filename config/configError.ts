/** One wrong setting, in three parts that a person can act on. None of them ever holds the wrong value itself. */
export interface Problem {
  /** `server.port`, `people.bo.roles[1]`; or the file's path. */
  readonly key: string;
  /** `OPSROOM_PORT`, `opsroom.yaml line 4`; undefined for what stands nowhere, such as a missing value. */
  readonly where: string | undefined;
  readonly says: string;
  readonly fix: string;
}

/** All that is wrong with the configuration, at once: a start that names one mistake a time wastes an evening. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
    const lines = problems.map(
      ({ key, where, says, fix }, index) =>
        `  ${index + 1}. ${key}${where === undefined ? '' : ` (${where})`} ${says}\n     Fix: ${fix}`,
    );
    super(`The configuration has ${count}; nothing was started.\n${lines.join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** What a wrong value looks like without telling it: it may be a secret that stands at the wrong place. */
export function shapeOf(value: unknown): string {
  if (value === undefined || value === null) {
    return 'nothing';
  }
  if (typeof value === 'string') {
    return value === '' ? 'empty text' : `text of ${value.length} character${value.length === 1 ? '' : 's'}`;
  }
  if (typeof value === 'number') {
    const digits = String(Math.abs(Math.trunc(value))).length;
    return `a ${value < 0 ? 'negative ' : ''}number of ${digits} digit${digits === 1 ? '' : 's'}`;
  }
  if (Array.isArray(value)) {
    return `a list of ${value.length}`;
  }
  return typeof value === 'object' ? `a mapping of ${Object.keys(value).length}` : `a ${typeof value}`;
}

export function keyOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((key, part) => {
    if (typeof part === 'number') {
      return `${key}[${part}]`;
    }
    return key === '' ? String(part) : `${key}.${String(part)}`;
  }, '');
}
