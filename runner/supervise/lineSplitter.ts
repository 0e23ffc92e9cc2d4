import { StringDecoder } from 'node:string_decoder';

/** Longest line that is read as one (contract 12.4: AGENT_STREAM_LINE_LIMIT_BYTES, 8 MiB); in characters. */
const lineLimit = 8 * 1024 * 1024;

export type LineSplitter = { push(chunk: Buffer): void; end(): void };

/**
 * Cuts a stream of bytes into lines. A character may arrive in two chunks; a line longer than the limit is handed on
 * cut, once, and the rest of it dropped, so that no output makes the platform's memory grow.
 */
export function splitLines(onLine: (line: string, cut: boolean) => void, limit = lineLimit): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let pieces: string[] = [];
  let length = 0;
  let dropping = false;
  const finish = (): void => {
    const line = pieces.join('');
    if (!dropping) onLine(line.endsWith('\r') ? line.slice(0, -1) : line, false);
    pieces = [];
    length = 0;
    dropping = false;
  };
  const add = (text: string): void => {
    if (dropping || text === '') return;
    pieces.push(length + text.length > limit ? text.slice(0, limit - length) : text);
    length += text.length;
    if (length <= limit) return;
    onLine(pieces.join(''), true);
    pieces = [];
    dropping = true;
  };
  const take = (text: string): void => {
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      add(text.slice(from, at));
      finish();
      from = at + 1;
    }
    add(text.slice(from));
  };
  return {
    push: (chunk) => {
      take(decoder.write(chunk));
    },
    end: () => {
      take(decoder.end());
      if (length > 0) finish();
    },
  };
}
