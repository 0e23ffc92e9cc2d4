import { randomInt } from 'node:crypto';
import { transaction, type Connection, type Database, type Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { sameToken, tokenHash } from './credentialHash.js';
import { personActor } from './principals.js';
import { insertMatrixIdentity, readMatrixIdentity } from './sql/matrixIdentity.js';
import { personTarget, tellAccess } from './tellAccess.js';

/** Minutes in which a code has to be said: enough to change to Element and type it. */
const minutes = 10;
/** Wrong codes of one Matrix account until its codes are worth nothing. */
const mostTries = 5;
/** 32 signs that are not taken for one another, 5 bits each: with five tries nobody guesses eight of them. */
const signs = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const length = 8;

export type LinkOffered =
  | { readonly kind: 'offered'; readonly code: string; readonly expiresAt: Date }
  | { readonly kind: 'linked_already' }
  | { readonly kind: 'taken' };

async function ownerOf(q: Queryable, matrixUserId: string): Promise<number | undefined> {
  return (await readMatrixIdentity(q, matrixUserId))?.person_id;
}

const plain = (code: string): string => code.toUpperCase().replace(/[^A-Z0-9]/g, '');

/**
 * A code that the signed-in person says to the bot from this Matrix account, which proves both: who asks is the person,
 * and who says it has the account. It takes the place of an earlier one of the person.
 */
export async function offerMatrixLink(
  db: Database,
  caller: Caller & { readonly personId: number },
  matrixUserId: string,
): Promise<LinkOffered> {
  return transaction(db, async (q): Promise<LinkOffered> => {
    const owner = await ownerOf(q, matrixUserId);
    if (owner !== undefined) return { kind: owner === caller.personId ? 'linked_already' : 'taken' };
    const code = Array.from({ length }, () => signs[randomInt(signs.length)]).join('');
    const { rows } = await q.query<{ expires_at: Date }>(
      `insert into matrix_links (person_id, matrix_user_id, hash, expires_at)
       values ($1, $2, $3, clock_timestamp() + make_interval(mins => $4))
       on conflict (person_id) do update set matrix_user_id = excluded.matrix_user_id, hash = excluded.hash, tries = 0,
         expires_at = excluded.expires_at, created_at = clock_timestamp() returning expires_at`,
      [caller.personId, matrixUserId, tokenHash(code), minutes],
    );
    const expiresAt = rows[0]?.expires_at;
    if (!expiresAt) throw new Error('The code could not be written.');
    await tellAccess(q, caller, 'matrix_link_requested', personTarget(caller.personId), {
      matrix_user_id: matrixUserId,
    });
    return { kind: 'offered', code: `${code.slice(0, 4)}-${code.slice(4)}`, expiresAt };
  });
}

export type Linked =
  | { readonly kind: 'linked'; readonly name: string }
  | { readonly kind: 'linked_already'; readonly name: string }
  | { readonly kind: 'taken' }
  | { readonly kind: 'wrong' };

type Offer = { person_id: number; hash: Buffer; name: string; active: boolean };

/**
 * What an account said to the bot. Codes are good for the account that they were asked for and for no other, so that one
 * that somebody else reads in the room is worth nothing to them; a wrong one counts against all codes of the account.
 */
export async function linkMatrixAccount(q: Connection, matrixUserId: string, said: string): Promise<Linked> {
  const { rows } = await q.query<Offer>(
    `select l.person_id, l.hash, p.display_name as name, p.active from matrix_links l join persons p on p.id = l.person_id
     where l.matrix_user_id = $1 and l.expires_at > clock_timestamp() and l.tries < $2 order by l.person_id for update of l`,
    [matrixUserId, mostTries],
  );
  const hash = tokenHash(plain(said)).toString('hex');
  const offer = rows.find((one) => one.active && sameToken(one.hash.toString('hex'), hash));
  const owner = await ownerOf(q, matrixUserId);
  if (!offer) {
    await q.query('update matrix_links set tries = tries + 1 where matrix_user_id = $1', [matrixUserId]);
    return { kind: 'wrong' };
  }
  await q.query('delete from matrix_links where person_id = $1', [offer.person_id]);
  if (owner !== undefined)
    return owner === offer.person_id ? { kind: 'linked_already', name: offer.name } : { kind: 'taken' };
  if (!(await insertMatrixIdentity(q, offer.person_id, matrixUserId))) return { kind: 'taken' };
  const actor = await personActor(q, offer.person_id, 'matrix-command');
  if (actor)
    await tellAccess(q, actor, 'matrix_account_linked', personTarget(offer.person_id), {
      matrix_user_id: matrixUserId,
    });
  return { kind: 'linked', name: offer.name };
}
