import type { Queryable } from '../../db/index.js';

export type MatrixIdentity = {
  readonly person_id: number;
  /** The person's name. */
  readonly username: string;
  /** Who says that the account is theirs. */
  readonly source: 'configuration' | 'operator';
};

/** Whose account this is. */
export async function readMatrixIdentity(q: Queryable, matrixUserId: string): Promise<MatrixIdentity | undefined> {
  const { rows } = await q.query<MatrixIdentity>(
    `select i.person_id, p.name as username, i.source from identities i join persons p on p.id = i.person_id
     where i.kind = 'matrix' and i.issuer = '' and i.subject = $1`,
    [matrixUserId],
  );
  return rows[0];
}

/** False where it became somebody's in the meantime. */
export async function insertMatrixIdentity(q: Queryable, personId: number, matrixUserId: string): Promise<boolean> {
  const { rowCount } = await q.query(
    `insert into identities (person_id, kind, subject, source) values ($1, 'matrix', $2, 'operator')
     on conflict (kind, issuer, subject) do nothing`,
    [personId, matrixUserId],
  );
  return rowCount === 1;
}

export async function deleteMatrixIdentity(q: Queryable, personId: number, matrixUserId: string): Promise<boolean> {
  const { rowCount } = await q.query(
    `delete from identities where kind = 'matrix' and issuer = '' and person_id = $1 and subject = $2`,
    [personId, matrixUserId],
  );
  return rowCount === 1;
}
