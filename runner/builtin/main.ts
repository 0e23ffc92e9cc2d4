/**
 * The harness without a model: the same environment and toolbelt as the others, rules instead of a model. It prints the harness port's events, one
 * JSON object a line, and ends with 0 only when the platform has its result.
 */
import process from 'node:process';
import { readRunEnvironment } from '../toolbelt/runEnvironment.js';
import { handsOf } from '../toolbelt/runTool.js';
import { ToolFailure } from '../toolbelt/toolFailure.js';
import { workTurn } from './chat/workTurn.js';
import type { Report } from './report.js';
import { workTask } from './work/workTask.js';

const print = (event: Readonly<Record<string, string>>): void => {
  process.stdout.write(`${JSON.stringify(event)}\n`);
};
const report: Report = (name, summary) => {
  print({ type: 'tool_use', name, summary });
};

try {
  const environment = readRunEnvironment(process.env);
  const hands = handsOf(environment, process.cwd());
  const text = hands.kind === 'turn' ? await workTurn(hands, report) : await workTask(hands, report);
  print({ type: 'result', text });
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  print({ type: 'error', kind: 'other', message: error instanceof ToolFailure ? `${message} ${error.next}` : message });
  process.exitCode = 1;
}
