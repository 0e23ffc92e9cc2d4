import { closeSync, openSync, writeSync } from 'node:fs';

/** Bytes of a run's log file. A run that prints more is rarely worth reading further, and the disk is everybody's. */
export const logLimit = 10 * 1024 * 1024;

/** Characters of the output that are kept in memory and shown (contract 12.5 stores the last 12,000). */
export const tailLimit = 32 * 1024;

export type OutputLog = {
  line(line: string, stream: 'stdout' | 'stderr'): void;
  /** The platform's own remark, outside the cap. */
  remark(text: string): void;
  tail(): string;
  close(): void;
};

/** The output of a run, in a file (0600) outside its reach: stdout as it is, stderr marked (contract 12.5). */
export function openOutputLog(file: string, limit = logLimit, secrets: readonly string[] = []): OutputLog {
  const descriptor = openSync(file, 'a', 0o600);
  let written = 0;
  let cut = false;
  let recent: string[] = [];
  let recentLength = 0;

  const keep = (text: string): void => {
    const kept = text.slice(-tailLimit);
    recent.push(kept);
    recentLength += kept.length;
    // Joined now and then rather than at every line: cheap for floods of short lines.
    if (recentLength < 2 * tailLimit) return;
    recent = [recent.join('').slice(-tailLimit)];
    recentLength = tailLimit;
  };
  const remark = (text: string): void => {
    const line = `[runner] ${text}\n`;
    writeSync(descriptor, line);
    keep(line);
  };
  return {
    line(given, stream) {
      // Whoever may read the log of a run must not get its token or the key of its model with it.
      const line = secrets.reduce((shown, secret) => shown.replaceAll(secret, '[redacted]'), given);
      const text = `${stream === 'stderr' ? '[stderr] ' : ''}${line}\n`;
      keep(text);
      if (cut) return;
      const bytes = Buffer.from(text);
      if (written + bytes.length <= limit) writeSync(descriptor, bytes);
      else {
        writeSync(descriptor, bytes.subarray(0, limit - written));
        writeSync(descriptor, `\n[runner] The output is longer than ${limit} bytes: the log was cut here.\n`);
        cut = true;
      }
      written += bytes.length;
    },
    remark,
    tail: () => recent.join('').slice(-tailLimit),
    close: () => {
      closeSync(descriptor);
    },
  };
}
