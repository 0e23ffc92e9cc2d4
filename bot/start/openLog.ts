import path from 'node:path';
import pino, { type Logger } from 'pino';
import type { DataDirectory } from '../../config/datadir/index.js';

/**
 * JSON lines in `logs/opsroom.log`, so that the terminal keeps to what people read; with `stdout` there instead, for a
 * service manager that collects them. Secrets are a type that prints as `[redacted]`.
 */
export function openLog(data: DataDirectory, to: 'file' | 'stdout'): Logger {
  const base = { app: 'opsroom' };
  if (to === 'stdout') return pino({ base });
  const file = pino.destination({ dest: path.join(data.path, 'logs', 'opsroom.log'), mkdir: true, sync: true });
  return pino({ base }, file);
}
