import type { Fields, TestApi, Who } from '../../support/api.js';

export type Answered = { readonly status: number; readonly headers: Headers; readonly body: Fields };

/** A file as the body itself, as `curl --data-binary` sends it. */
export async function sendFile(
  api: TestApi,
  ticket: number,
  query: string,
  content: string | Uint8Array | ReadableStream,
  { as = 'bo', headers = {} }: { readonly as?: Who; readonly headers?: Record<string, string> } = {},
): Promise<Answered> {
  const token = typeof as === 'object' ? as.token : as === 'service' ? api.serviceToken : api.tokenOf(as as 'bo');
  const answer = await fetch(`${api.url}/api/tickets/${ticket}/attachments/content${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain', ...headers },
    body: content,
    ...(content instanceof ReadableStream ? { duplex: 'half' } : {}),
  } as RequestInit);
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Fields };
}

/** The bytes of a file, and how they come. */
export async function fetchContent(api: TestApi, url: unknown, as: Who = 'bo', method = 'GET') {
  const token = typeof as === 'object' ? as.token : api.tokenOf(as as 'bo');
  const answer = await fetch(`${api.url}${String(url)}`, { method, headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}
