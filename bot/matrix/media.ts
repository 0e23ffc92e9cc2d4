import type { MatrixHttp } from './http.js';
import { failureOfConnection, MatrixFailure } from './matrixFailure.js';
import { fieldsOf, textOf } from './wire.js';

export type Media = { bytes: Buffer; contentType: string };

const mxc = /^mxc:\/\/([^/?#]+)\/([A-Za-z0-9_-]+)$/;

/**
 * A file from the homeserver, through the authenticated endpoint. Refuses (MatrixFailure `refused`) what is larger than
 * `maxBytes`, whatever the headers say, and gives up after `timeoutMs`. The caller decides what an encrypted file is.
 */
export async function downloadMedia(
  http: MatrixHttp,
  uri: string,
  { maxBytes, timeoutMs }: { maxBytes: number; timeoutMs: number },
): Promise<Media> {
  const parts = mxc.exec(uri);
  if (!parts?.[1] || !parts[2]) throw new MatrixFailure('refused', 'not the address of a media file');
  const path = `/_matrix/client/v1/media/download/${encodeURIComponent(parts[1])}/${encodeURIComponent(parts[2])}`;
  const { answer, done } = await http.open('GET', path, { timeoutMs, query: { timeout_ms: String(timeoutMs) } });
  const tooLarge = (): MatrixFailure => new MatrixFailure('refused', `the file is larger than ${maxBytes} bytes`);
  try {
    if (Number(answer.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge();
    const chunks: Uint8Array[] = [];
    let size = 0;
    if (answer.body) {
      for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
        size += chunk.byteLength;
        if (size > maxBytes) throw tooLarge();
        chunks.push(chunk);
      }
    }
    return {
      bytes: Buffer.concat(chunks),
      contentType: answer.headers.get('content-type') ?? 'application/octet-stream',
    };
  } catch (error) {
    await answer.body?.cancel().catch(() => undefined);
    throw error instanceof MatrixFailure ? error : failureOfConnection(error);
  } finally {
    done();
  }
}

/** Stores a file on the homeserver; returns its `mxc://` address. */
export async function uploadMedia(
  http: MatrixHttp,
  file: { bytes: Buffer; contentType: string; filename: string; timeoutMs: number },
): Promise<string> {
  const { answer, done } = await http.open('POST', '/_matrix/media/v3/upload', {
    query: { filename: file.filename },
    headers: { 'Content-Type': file.contentType },
    body: file.bytes,
    timeoutMs: file.timeoutMs,
  });
  try {
    const uri = textOf(fieldsOf(await answer.json())['content_uri']);
    if (uri === undefined) throw new MatrixFailure('server', 'an upload was answered without an address');
    return uri;
  } catch (error) {
    throw error instanceof MatrixFailure ? error : failureOfConnection(error);
  } finally {
    done();
  }
}
