import type { Queryable } from '../../db/index.js';

export type NewPerson = {
  readonly username: string;
  readonly display_name?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly provider?: string | null | undefined;
  readonly provider_ref?: string | null | undefined;
};

/** A person whom no configuration names: the next start leaves them as they are. */
export async function insertPerson(q: Queryable, person: NewPerson): Promise<number> {
  const { username } = person;
  const { rows } = await q.query<{ id: number }>(
    `insert into persons (name, display_name, email, provider, provider_ref, source)
     values ($1, $2, $3, $4, $5, 'operator') returning id`,
    [
      username,
      person.display_name ?? username,
      person.email ?? null,
      person.provider ?? 'local',
      person.provider_ref ?? null,
    ],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error(`The person ${username} could not be written.`);
  await q.query(`insert into principals (type, name, person_id) values ('person', $1, $2)`, [username, id]);
  await q.query(
    `insert into identities (person_id, kind, subject, source) values ($1, 'password', $2, 'operator')
     on conflict (kind, issuer, subject) do nothing`,
    [id, username],
  );
  return id;
}
