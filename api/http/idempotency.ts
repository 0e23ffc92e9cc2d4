import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalJson, type Json } from '../audit/canonical.js';
import { jsonText, type Queryable } from '../db/index.js';
import { problem, type Answer } from './answer.js';
import type { Caller } from './caller.js';

/** Milliseconds that a repeated request waits for the first one, which is still at work. */
const patience = 20_000;

type First = { body_digest: string; route: string; status: number | null; response: unknown };

/**
 * The key as it is kept. Principals stand for many: all turns of conversations are one, and so are the people for whom a
 * service works. Of those a key belongs to the run, or to the service with these rights and the person that it names. A
 * person's key is the person's, whatever sign-in it comes with: a request that is repeated after a new sign-in is the same.
 */
export function scopedKey({ type, run, submittedBy, roles }: Caller, key: string): string {
  const worker = run === null ? null : `${run.kind} ${run.kind === 'turn' ? run.turnId : run.taskId}`;
  const service = type === 'service' ? [submittedBy, ...roles.toSorted()] : [];
  if (worker === null && service.length === 0) return key;
  return createHash('sha256')
    .update(JSON.stringify([worker, service, key]))
    .digest('hex');
}

/**
 * Runs `work` once for (principal, key): the same key and body returns the first answer, the same key with another body
 * is a conflict. Answers of 5xx and streams are not kept, so that the request can be tried again.
 */
export async function once(
  q: Queryable,
  request: { principalId: number; key: string; route: string; body: unknown },
  work: () => Promise<Answer>,
): Promise<Answer> {
  const { principalId, key, route } = request;
  const digest = createHash('sha256')
    .update(canonicalJson(request.body as Json))
    .digest('hex');
  await q.query(
    `delete from idempotency_keys where principal_id = $1 and key = $2 and created_at < now() - interval '24 hours'`,
    [principalId, key],
  );
  const { rowCount } = await q.query(
    'insert into idempotency_keys (principal_id, key, route, body_digest) values ($1, $2, $3, $4) on conflict do nothing',
    [principalId, key, route, digest],
  );
  if (rowCount === 1) {
    let answer: Answer | undefined;
    try {
      answer = await work();
      return answer;
    } finally {
      // What is sent as a stream is gone when it was sent.
      if (answer && answer.status < 500 && answer.stream === undefined) {
        await q.query('update idempotency_keys set status = $3, response = $4 where principal_id = $1 and key = $2', [
          principalId,
          key,
          answer.status,
          jsonText({ body: answer.body, headers: answer.headers ?? {} }),
        ]);
      } else {
        await q.query('delete from idempotency_keys where principal_id = $1 and key = $2', [principalId, key]);
      }
    }
  }
  const started = Date.now();
  for (;;) {
    const { rows } = await q.query<First>(
      'select body_digest, route, status, response from idempotency_keys where principal_id = $1 and key = $2',
      [principalId, key],
    );
    const first = rows[0];
    if (!first) return once(q, request, work);
    if (first.body_digest !== digest || first.route !== route) {
      return problem(
        409,
        'idempotency_key_reused',
        'This Idempotency-Key was used with another request. Use a new key.',
      );
    }
    if (first.status !== null) {
      const { body, headers } = first.response as { body: unknown; headers: Record<string, string> };
      return { status: first.status, body, headers: { ...headers, 'idempotent-replay': 'true' } };
    }
    if (Date.now() - started > patience) {
      // Its process may have died after the change was made: doing it again could do it twice.
      return problem(
        409,
        'idempotency_in_doubt',
        'The first request with this key has no answer yet. Look at the result before you use a new key.',
      );
    }
    await sleep(100);
  }
}

/** Keys that no repeated request may name any more. */
export async function forgetKeys(q: Queryable): Promise<number> {
  const { rowCount } = await q.query(
    `delete from idempotency_keys where created_at < clock_timestamp() - interval '24 hours'`,
  );
  return rowCount ?? 0;
}
