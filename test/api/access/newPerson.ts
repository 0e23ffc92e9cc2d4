import { startSession } from '../../../api/access/sql/startSession.js';
import { numberIn, textIn, type Fields, type TestApi } from '../../support/api.js';

export type NewPerson = { readonly id: number; readonly name: string; readonly token: string };

/** Rows of an answer under this name. */
export function rowsIn(fields: Fields, name: string): Fields[] {
  const rows = fields[name];
  if (!Array.isArray(rows)) throw new Error(`${name} is no list in ${JSON.stringify(fields)}`);
  return rows as Fields[];
}

export async function signInAs(api: TestApi, username: string, password: string): Promise<string> {
  const { body } = await api.call('nobody', 'POST', '/api/auth/login', { username, password });
  return textIn(body, 'token');
}

/** Somebody whom the administrator adds over REST, with these roles, and who is signed in without a password. */
export async function newPerson(api: TestApi, name: string, roles: readonly string[]): Promise<NewPerson> {
  const made = await api.call('admin', 'POST', '/api/access/users', { username: name });
  const id = numberIn(made.body, 'id');
  await api.call('admin', 'POST', `/api/access/users/${id}/roles`, roles);
  const how = { ttl: 3600, method: 'password', ip: '127.0.0.1', userAgent: null } as const;
  const session = await startSession(api.db, { personId: id, ...how });
  if (!session) throw new Error(`${name} could not be signed in`);
  return { id, name, token: session.token };
}

/** The same with a password, which costs two slow hashes. */
export async function newPersonWithPassword(
  api: TestApi,
  name: string,
  roles: readonly string[],
): Promise<NewPerson & { readonly password: string }> {
  const made = await newPerson(api, name, roles);
  const password = `correct horse of ${name}`;
  await api.call('admin', 'POST', `/api/access/users/${made.id}/password`, { password });
  return { ...made, password, token: await signInAs(api, name, password) };
}

export async function idOf(api: TestApi, name: string): Promise<number> {
  const { rows } = await api.db.query<{ id: number }>('select id from persons where name = $1', [name]);
  const id = rows[0]?.id;
  if (id === undefined) throw new Error(`there is no ${name}`);
  return id;
}

/** What was written down about a person, oldest first: who did it, and what. */
export async function toldAbout(api: TestApi, id: number): Promise<string[]> {
  const { rows } = await api.db.query<{ line: string }>(
    `select actor || ' ' || action as line from audit_log where target = 'person_' || $1::bigint order by id`,
    [id],
  );
  return rows.map(({ line }) => line);
}
