import type { Outcome, Placed, Provider } from './port.js';
import type { PushRow } from './sql/readPush.js';

/** What came of one push: a ticket that is there now, a word that it has there, or nothing to say. */
export type Asked = Outcome<{ readonly placed?: Placed; readonly status?: string }>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function nothing(outcome: Outcome<null>): Asked {
  return outcome.kind === 'done' ? { kind: 'done', value: {} } : outcome;
}

/** Tells the provider what the row says. A note that has become internal meanwhile is not told. */
export async function askProvider(provider: Provider, push: PushRow, signal: AbortSignal): Promise<Asked> {
  const { kind, place, payload, again, outgoing, note } = push;
  switch (kind) {
    case 'create': {
      const made = await provider.create(outgoing, again, signal);
      return made.kind === 'done' ? { kind: 'done', value: { placed: made.value } } : made;
    }
    case 'update': {
      const fields = Array.isArray(payload['fields']) ? payload['fields'] : [];
      const change = {
        ...(fields.includes('priority') ? { priority: outgoing.priority } : {}),
        ...(fields.includes('team') ? { team: outgoing.team } : {}),
      };
      return nothing(await provider.update(place, change, signal));
    }
    case 'note':
    case 'attachment':
      return note ? nothing(await provider.addNote(place, note, again, signal)) : { kind: 'not_supported' };
    case 'close': {
      const closing = { status: text(payload['status']), reason: text(payload['reason']) };
      const closed = await provider.close(place, closing, signal);
      return closed.kind === 'done' ? { kind: 'done', value: { status: closed.value } } : closed;
    }
  }
}
