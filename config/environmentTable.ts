import { CONFIG_FILE_VARIABLE, environmentVariables, type EnvironmentVariable } from './environment.js';
import { settingAt, settingTree, type SettingNode } from './schema.js';

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function inCode(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) {
    return '';
  }
  return `\`${Array.isArray(value) ? value.join(',') : JSON.stringify(value).replaceAll('"', '')}\``;
}

function row(tree: SettingNode, { name, path, reading, remark }: EnvironmentVariable): string[] {
  const node = settingAt(tree, path.split('.'));
  const fallback = node?.default;
  // With another unit than the file's, the file's default would be a wrong value for the variable.
  const otherUnit = typeof fallback === 'string' && reading !== 'text';
  const says = [
    node?.description,
    node?.enum === undefined ? undefined : `One of ${node.enum.join(', ')}.`,
    reading === 'list' ? 'Separate with commas.' : undefined,
    node?.secret === true ? `Or \`${name}_FILE\` with the path of a file that holds it.` : undefined,
    remark,
    otherUnit ? `The setting's default is ${fallback}.` : undefined,
  ];
  const text = says.filter((part) => part !== undefined).join(' ');
  return [`\`${name}\``, `\`${path}\``, otherUnit ? '' : inCode(fallback), cell(text)];
}

/** Columns as wide as their widest cell, which is how prettier writes a table: the generated file is a formatted one. */
function table([titles = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(titles), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

const head = `# Environment variables

Generated from the configuration's schema: do not edit here. A variable wins over the file; an empty one counts as not set.
All settings, also those without a variable, stand in [opsroom.sample.yaml](opsroom.sample.yaml).

`;

/** `ENVIRONMENT.md`: every variable that is a setting. */
export function environmentTable(): string {
  const tree = settingTree();
  const file = [
    `\`${CONFIG_FILE_VARIABLE}\``,
    '',
    '`opsroom.yaml`',
    'The configuration file. When set, it must exist.',
  ];
  const rows = environmentVariables.map((variable) => row(tree, variable));
  return `${head}${table([['Variable', 'Setting', 'Default', 'Meaning'], file, ...rows])}\n`;
}
