import { request, type ClientRequest, type IncomingMessage } from 'node:http';

/** One server-sent event, or a comment line. */
export type Heard = { readonly event: string; readonly id: string; readonly data: string; readonly comment: string };

/** A client of server-sent events that reads as slowly as a test wants. */
export type EventSourceClient = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** The next event; comments are passed over. Undefined when the stream has ended. */
  next(): Promise<Heard | undefined>;
  /** The next part, comments too. */
  nextPart(): Promise<Heard | undefined>;
  /** Hangs up. */
  close(): void;
};

function parsed(block: string): Heard {
  const found: Record<string, string> = {};
  for (const line of block.split('\n')) {
    const [, name = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
    const key = name === '' ? 'comment' : name;
    found[key] = key in found ? `${found[key] ?? ''}\n${value}` : value;
  }
  return {
    event: found['event'] ?? '',
    id: found['id'] ?? '',
    data: found['data'] ?? '',
    comment: found['comment'] ?? '',
  };
}

async function* blocksOf(answer: IncomingMessage): AsyncGenerator<Heard, void> {
  let rest = '';
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      const blocks = (rest + part.toString('utf8')).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) yield parsed(block);
    }
  } catch {
    // The connection was cut: there is no more to hear.
  }
}

export async function openEventSource(
  url: string,
  headers: Record<string, string>,
  sent: { readonly method?: string; readonly body?: string } = {},
): Promise<EventSourceClient> {
  let asked: ClientRequest | undefined;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    asked = request(url, { method: sent.method ?? 'GET', headers, agent: false });
    asked.once('response', resolve);
    asked.once('error', reject);
    asked.end(sent.body);
  });
  asked?.on('error', () => undefined);
  const blocks = blocksOf(answer);
  const nextPart = async (): Promise<Heard | undefined> => {
    const part: IteratorResult<Heard, void> = await blocks.next();
    return part.done === true ? undefined : part.value;
  };
  return {
    ...{ status: answer.statusCode ?? 0, headers: answer.headers, nextPart },
    async next() {
      for (;;) {
        const part = await nextPart();
        if (part === undefined || part.data !== '') return part;
      }
    },
    close() {
      asked?.destroy();
    },
  };
}
