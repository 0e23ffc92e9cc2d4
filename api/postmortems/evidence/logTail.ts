import { open } from 'node:fs/promises';
import path from 'node:path';

/** Bytes from the end of a log that are looked at: twenty times what is shown of it. */
const tailBytes = 24 * 1024;

/** The last lines of a run's log; undefined where there is none. */
export async function logTail(
  runLogs: string,
  task: { readonly id: number; readonly attempt: number },
  lines: number,
): Promise<string | undefined> {
  const file = await open(path.join(runLogs, `task-${task.id}-${task.attempt}.log`)).catch(() => undefined);
  if (!file) return undefined;
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - tailBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(tailBytes), 0, tailBytes, start);
    return lastLines(buffer.subarray(0, bytesRead).toString('utf8'), lines);
  } finally {
    await file.close();
  }
}

export function lastLines(text: string, lines: number): string {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
