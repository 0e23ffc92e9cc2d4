import { ClientEvent, createClient, type MatrixClient, type MatrixEvent } from 'matrix-js-sdk';
import { logger } from 'matrix-js-sdk/lib/logger.js';

export type Shown = {
  readonly eventId: string;
  readonly sender: string;
  readonly type: string;
  readonly at: number;
  /** The words as a reader sees them now: with the latest edit of its sender. */
  readonly body: string;
  readonly threadRoot: string | undefined;
  readonly mentions: readonly string[];
  readonly raw: Readonly<Record<string, unknown>>;
};

export type Reaction = {
  readonly eventId: string;
  readonly sender: string;
  readonly target: string;
  readonly key: string;
};

/** A person at Element: the SDK that Element is made of, signed in with a password, in one room. */
export type Person = {
  readonly userId: string;
  write(body: string, place?: { thread?: string; replyTo?: string; mentions?: string[] }): Promise<string>;
  edit(eventId: string, body: string): Promise<string>;
  react(eventId: string, key: string): Promise<string>;
  redact(eventId: string): Promise<string>;
  /** Every message in the order of the room; edits are folded into what they edit. */
  messages(): Shown[];
  reactions(): Reaction[];
  typing(): readonly string[];
  /** Every event as it came. */
  events(): readonly Readonly<Record<string, unknown>>[];
  /** Waits until `look` finds something, and says what the room holds when it does not. */
  sees<T>(what: string, look: (room: Shown[]) => T | undefined | false, ms?: number): Promise<T>;
  leave(): Promise<void>;
};

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function shown(events: readonly Fields[]): Shown[] {
  const edits = new Map<string, string>();
  const gone = new Set(
    events
      .filter(({ type }) => type === 'm.room.redaction')
      .map((event) => textOf(event['redacts'] ?? fieldsOf(event['content'])['redacts'])),
  );
  const list: Shown[] = [];
  for (const event of events) {
    const content = fieldsOf(event['content']);
    const relation = fieldsOf(content['m.relates_to']);
    if (event['type'] !== 'm.room.message' || gone.has(textOf(event['event_id']))) continue;
    if (relation['rel_type'] === 'm.replace') {
      edits.set(
        `${textOf(event['sender'])} ${textOf(relation['event_id'])}`,
        textOf(fieldsOf(content['m.new_content'])['body']),
      );
      continue;
    }
    list.push({
      eventId: textOf(event['event_id']),
      sender: textOf(event['sender']),
      type: textOf(event['type']),
      at: Number(event['origin_server_ts']),
      body: textOf(content['body']),
      threadRoot: relation['rel_type'] === 'm.thread' ? textOf(relation['event_id']) : undefined,
      mentions: (fieldsOf(content['m.mentions'])['user_ids'] as string[] | undefined) ?? [],
      raw: event,
    });
  }
  return list.map((message) => ({
    ...message,
    body: edits.get(`${message.sender} ${message.eventId}`) ?? message.body,
  }));
}

/** The SDK tells of every request on the console; a test's output is for its sentences. */
const chatty = logger as unknown as { setLevel(level: 'silent'): void };
chatty.setLevel('silent');

type Requests = Record<'authedRequest' | 'request', (...args: unknown[]) => Promise<unknown>>;

/**
 * The SDK gives each request a timer that outlives it, 110 s for a sync, and the test process would live as long. Tests
 * have their own limits.
 */
function withoutTimers(client: MatrixClient): void {
  const http = client.http as unknown as Requests;
  for (const name of ['authedRequest', 'request'] as const) {
    const request = http[name].bind(http);
    http[name] = (method, path, query, body, options) => {
      const kept = Object.entries(fieldsOf(options)).filter(([option]) => option !== 'localTimeoutMs');
      return request(method, path, query, body, Object.fromEntries(kept));
    };
  }
}

export async function signIn(homeserverUrl: string, roomId: string, name: string, password: string): Promise<Person> {
  const door = createClient({ baseUrl: homeserverUrl });
  const session = await door.loginRequest({
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user: name },
    password,
  });
  const client: MatrixClient = createClient({
    baseUrl: homeserverUrl,
    accessToken: session.access_token,
    userId: session.user_id,
    deviceId: session.device_id,
  });
  withoutTimers(client);
  const events: Fields[] = [];
  const seen = new Set<string>();
  const looks = new Set<() => void>();
  client.on(ClientEvent.Event, (event: MatrixEvent) => {
    const raw = event.event as Fields;
    const id = textOf(raw['event_id']);
    if (raw['room_id'] !== roomId || id === '' || seen.has(id)) return;
    seen.add(id);
    events.push(raw);
    for (const look of [...looks]) look();
  });
  // Before the start: the first answer may be there when `startClient` returns, and no other comes while nobody writes.
  const prepared = new Promise<void>((resolve) => {
    const onSync = (state: string): void => {
      if (state !== 'PREPARED' && state !== 'SYNCING') return;
      client.off(ClientEvent.Sync, onSync);
      resolve();
    };
    client.on(ClientEvent.Sync, onSync);
  });
  await client.startClient({ initialSyncLimit: 200, lazyLoadMembers: false });
  await prepared;
  const raw = async (type: string, content: Fields): Promise<string> => {
    const path = `/rooms/${encodeURIComponent(roomId)}/send/${type}/${client.makeTxnId()}`;
    const answer = await client.http.authedRequest('PUT' as never, path, undefined, content);
    return textOf(fieldsOf(answer)['event_id']);
  };
  return {
    userId: session.user_id,
    write: (body, { thread, replyTo, mentions = [] } = {}) =>
      raw('m.room.message', {
        msgtype: 'm.text',
        body,
        'm.mentions': mentions.length === 0 ? {} : { user_ids: mentions },
        ...((thread !== undefined || replyTo !== undefined) && {
          'm.relates_to': {
            ...(thread !== undefined && {
              rel_type: 'm.thread',
              event_id: thread,
              is_falling_back: replyTo === undefined,
            }),
            'm.in_reply_to': { event_id: replyTo ?? thread },
          },
        }),
      }),
    edit: (eventId, body) =>
      raw('m.room.message', {
        msgtype: 'm.text',
        body: `* ${body}`,
        'm.new_content': { msgtype: 'm.text', body },
        'm.relates_to': { rel_type: 'm.replace', event_id: eventId },
      }),
    react: (eventId, key) =>
      raw('m.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id: eventId, key } }),
    async redact(eventId) {
      return (await client.redactEvent(roomId, eventId)).event_id;
    },
    messages: () => shown(events),
    reactions: () =>
      events
        .filter(({ type }) => type === 'm.reaction')
        .map((event) => {
          const relation = fieldsOf(fieldsOf(event['content'])['m.relates_to']);
          return {
            eventId: textOf(event['event_id']),
            sender: textOf(event['sender']),
            target: textOf(relation['event_id']),
            key: textOf(relation['key']),
          };
        }),
    typing: () =>
      (client.getRoom(roomId)?.getMembers() ?? []).filter((member) => member.typing).map((member) => member.userId),
    events: () => events,
    sees<T>(what: string, look: (room: Shown[]) => T | undefined | false, ms = 15_000): Promise<T> {
      return new Promise((resolve, reject) => {
        const end = (): void => {
          clearTimeout(timer);
          clearInterval(again);
          looks.delete(check);
        };
        const check = (): void => {
          const found = look(shown(events));
          if (found === undefined || found === false) return;
          end();
          resolve(found);
        };
        const again = setInterval(check, 100);
        const timer = setTimeout(() => {
          end();
          const room = shown(events)
            .slice(-12)
            .map(({ sender, body }) => `  ${sender}: ${body.slice(0, 200)}`);
          reject(new Error(`${what} was not seen within ${ms} ms. The room ends with:\n${room.join('\n')}`));
        }, ms);
        looks.add(check);
        check();
      });
    },
    async leave() {
      client.stopClient();
      await client.logout(true).catch(() => undefined);
    },
  };
}
