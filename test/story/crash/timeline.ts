type Fields = Readonly<Record<string, unknown>>;

/** An event as the homeserver tells it to a member of the room. */
export type TimelineEvent = {
  readonly event_id: string;
  readonly type: string;
  readonly sender: string;
  readonly state_key?: string;
  readonly content: Fields;
  readonly unsigned?: Fields;
};

export type Timeline = { read(): Promise<TimelineEvent[]> };

async function ask(url: string, token: string | undefined, body?: object): Promise<Fields> {
  const answer = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Fields;
}

/** A room's whole timeline as one person may read it, page by page from the homeserver, with no client in between. */
export async function openTimeline(
  homeserver: string,
  roomId: string,
  { user, password }: { user: string; password: string },
): Promise<Timeline> {
  const login = { type: 'm.login.password', identifier: { type: 'm.id.user', user }, password };
  const session = await ask(`${homeserver}/_matrix/client/v3/login`, undefined, login);
  const token = String(session['access_token']);
  return {
    async read() {
      const events: TimelineEvent[] = [];
      for (let from: string | undefined; ;) {
        const query = new URLSearchParams({ dir: 'b', limit: '100', ...(from !== undefined && { from }) });
        const room = `${homeserver}/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}`;
        const page = await ask(`${room}/messages?${query.toString()}`, token);
        events.push(...(page['chunk'] as TimelineEvent[]));
        const next = page['end'];
        if (typeof next !== 'string') return events.reverse();
        from = next;
      }
    },
  };
}
