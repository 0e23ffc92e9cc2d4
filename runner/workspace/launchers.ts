import type { ChildPrograms } from './childPrograms.js';

/**
 * The toolbelt under its two names (contract 23.6): `ops_chat_tool`, and `ops_chat_tool.py` for whoever was taught
 * that. Both name node by absolute path, since some harnesses change PATH.
 */
export function launchers({ node, toolbelt }: Pick<ChildPrograms, 'node' | 'toolbelt'>): Record<string, string> {
  return {
    ops_chat_tool: `#!/bin/sh\nexec ${quoted(node)} ${quoted(toolbelt)} "$@"\n`,
    'ops_chat_tool.py': [
      '#!/usr/bin/env python3',
      'import os',
      'import sys',
      '',
      `command = [${JSON.stringify(node)}, ${JSON.stringify(toolbelt)}]`,
      'os.execv(command[0], command + sys.argv[1:])',
      '',
    ].join('\n'),
  };
}

/** For sh: everything between single quotes is itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
