import type { Queryable } from '../db/index.js';

/** A person as a room knows them; without a Matrix id they can be named and not mentioned. */
export type Contact = { readonly name: string; readonly matrixId: string | null };

const columns = `p.display_name as name,
  (select subject from identities where person_id = p.id and kind = 'matrix' and issuer = '' order by id limit 1) as "matrixId"`;

export async function contactOf(q: Queryable, personId: number): Promise<Contact | undefined> {
  const { rows } = await q.query<Contact>(`select ${columns} from persons p where p.id = $1`, [personId]);
  return rows[0];
}

/** The active members of a group, by name; nobody when there is no such group. */
export async function contactsOfGroup(q: Queryable, group: string): Promise<Contact[]> {
  const { rows } = await q.query<Contact>(
    `select ${columns} from persons p join group_members m on m.person_id = p.id join groups g on g.id = m.group_id
     where g.name = $1 and g.enabled and p.active order by p.display_name, p.id`,
    [group],
  );
  return rows;
}

/** Who is behind these Matrix accounts; accounts that belong to nobody here are left out. */
export async function contactsByMatrixId(q: Queryable, matrixIds: readonly string[]): Promise<Contact[]> {
  const { rows } = await q.query<Contact>(
    `select p.display_name as name, i.subject as "matrixId" from identities i join persons p on p.id = i.person_id
     where i.kind = 'matrix' and i.issuer = '' and i.subject = any($1::text[])`,
    [matrixIds],
  );
  return rows;
}
