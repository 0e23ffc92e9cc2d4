import { access } from 'node:fs/promises';
import { z } from 'zod';
import type { Harness, HarnessEvent } from './port.js';
import { jsonObject } from './providerFailure.js';

type BuiltinPrograms = { readonly node: string; readonly builtin: string; readonly readable: readonly string[] };

/** What `runner/builtin` prints: the port's own events, one JSON object a line. Anything else is text. */
const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('tool_use'), name: z.string(), summary: z.string() }),
  z.object({ type: z.literal('result'), text: z.string() }),
  z.object({ type: z.literal('error'), kind: z.enum(['provider', 'auth', 'limit', 'other']), message: z.string() }),
]);

/** Our own program without a model: the same workspace, toolbelt and isolation as the others. */
export function builtin(programs: BuiltinPrograms, version: string): Harness {
  const program = { command: programs.node, args: [programs.builtin], readable: programs.readable };
  return {
    name: 'builtin',
    usesModel: false,
    probe: async () => {
      const there = await access(programs.builtin).then(
        () => true,
        () => false,
      );
      if (there)
        return { state: 'ready', version, program, detail: 'Built in: follows rules and workflows, without a model.' };
      return { state: 'broken', detail: `${programs.builtin} is missing: start Opsroom again, it makes a new copy.` };
    },
    launch: (run) => ({
      ...{ command: run.program.command, args: run.program.args, env: {}, files: {} },
      readable: run.program.readable,
      parseEvents: parseBuiltinEvents,
    }),
  };
}

export function parseBuiltinEvents(line: string, stream: 'stdout' | 'stderr'): readonly HarnessEvent[] {
  if (stream === 'stderr' || line.trim() === '') return [];
  return [event.safeParse(jsonObject(line)).data ?? { type: 'text', text: line }];
}
