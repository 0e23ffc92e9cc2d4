import type { TestSynapse } from '../../support/synapse.js';

export interface Person {
  readonly userId: string;
  readonly password: string;
  /** A request to the client-server API as this person; throws when the homeserver refuses it. */
  call(method: string, endpoint: string, body?: unknown): Promise<Record<string, unknown>>;
  /** Sends an event and returns its id. */
  send(room: string, type: string, content: unknown): Promise<string>;
}

/** A new account that writes without a client: the other side of what the browser shows. */
export async function newPerson(synapse: TestSynapse, localpart: string): Promise<Person> {
  const { userId, password, accessToken } = await synapse.createUser(localpart);
  let transaction = 0;
  const call: Person['call'] = async (method, endpoint, body) => {
    const answer = await fetch(synapse.url + endpoint, {
      method,
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${accessToken}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const result = (await answer.json()) as Record<string, unknown>;
    if (!answer.ok) throw new Error(`${method} ${endpoint}: ${answer.status} ${JSON.stringify(result)}`);
    return result;
  };
  return {
    userId,
    password,
    call,
    async send(room, type, content) {
      transaction += 1;
      const endpoint = `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/send/${type}/t${transaction}`;
      return String((await call('PUT', endpoint, content))['event_id']);
    },
  };
}
