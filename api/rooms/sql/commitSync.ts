import { notify, transaction, type Connection, type Database } from '../../db/index.js';
import type { IncomingEvent, MemberSeen, RoomSeen } from '../rows.js';
import { storableJson } from '../storableJson.js';

export type SyncCommit = {
  account: string;
  epoch: number;
  /** The token that this batch was asked with; the commit is refused when another one is stored by now. */
  since: string | null;
  nextBatch: string;
  /** In the order of the rooms' timelines, closed gaps first. */
  events: readonly IncomingEvent[];
  rooms: readonly RoomSeen[];
  members: readonly MemberSeen[];
};

export type CommitOutcome =
  | { outcome: 'committed'; stored: number }
  /** Another process holds the account now. */
  | { outcome: 'fenced' }
  /** The stored token is another one: read it and sync again. */
  | { outcome: 'stale' };

/** Stores one sync answer and its token, all or nothing. Events that are already in the inbox are left as they are. */
export async function commitSync(db: Database, commit: SyncCommit): Promise<CommitOutcome> {
  return transaction(db, async (connection) => {
    const held = await connection.query<{ since: string | null }>(
      'select since from matrix_accounts where user_id = $1 and epoch = $2 for update',
      [commit.account, commit.epoch],
    );
    const account = held.rows[0];
    if (!account) return { outcome: 'fenced' };
    if (account.since !== commit.since) return { outcome: 'stale' };
    if (commit.rooms.length > 0) await upsertRooms(connection, commit.rooms);
    if (commit.members.length > 0) await upsertMembers(connection, commit.members);
    const stored = commit.events.length > 0 ? await insertEvents(connection, commit.events) : 0;
    await connection.query(
      `update matrix_accounts set since = $2, last_sync_at = clock_timestamp(), updated_at = clock_timestamp() where user_id = $1`,
      [commit.account, commit.nextBatch],
    );
    if (stored > 0) await notify(connection, 'inbox');
    return { outcome: 'committed', stored };
  });
}

const rowset = (rows: readonly object[]): string => JSON.stringify(storableJson(rows));

async function insertEvents(connection: Connection, events: readonly IncomingEvent[]): Promise<number> {
  const { rowCount } = await connection.query(
    `insert into inbox_events (event_id, room_id, sender, type, state_key, content, origin_server_ts, backfilled)
     select event."eventId", event."roomId", event.sender, event.type, event."stateKey", event.content, event."originServerTs", event.backfilled
     from jsonb_to_recordset($1::jsonb) as event("eventId" text, "roomId" text, sender text, type text, "stateKey" text,
       content jsonb, "originServerTs" bigint, backfilled boolean, position integer)
     order by event.position
     on conflict (event_id) do nothing`,
    [rowset(events.map((event, position) => ({ ...event, position })))],
  );
  return rowCount ?? 0;
}

async function upsertRooms(connection: Connection, rooms: readonly RoomSeen[]): Promise<void> {
  await connection.query(
    `insert into rooms (room_id, purpose, name, membership, encrypted)
     select seen."roomId", case when seen.direct then 'direct' else 'other' end, seen.name, seen.membership, seen.encrypted
     from jsonb_to_recordset($1::jsonb) as seen("roomId" text, direct boolean, name text, membership text, encrypted boolean)
     order by seen."roomId"
     on conflict (room_id) do update set
       membership = excluded.membership,
       name = coalesce(excluded.name, rooms.name),
       purpose = case when rooms.purpose = 'other' then excluded.purpose else rooms.purpose end,
       encrypted = case when rooms.encrypted then true else coalesce(excluded.encrypted, rooms.encrypted) end
     where rooms.membership <> excluded.membership
       or (excluded.name is not null and excluded.name is distinct from rooms.name)
       or (excluded.encrypted is not null and rooms.encrypted is not true and excluded.encrypted is distinct from rooms.encrypted)
       or (excluded.purpose <> 'other' and rooms.purpose = 'other')`,
    [rowset(rooms)],
  );
}

async function upsertMembers(connection: Connection, members: readonly MemberSeen[]): Promise<void> {
  // The last word about a member counts; one statement can not touch a row twice.
  const last = new Map(members.map((member) => [`${member.roomId} ${member.userId}`, member]));
  await connection.query(
    `insert into room_members (room_id, user_id, membership, display_name)
     select seen."roomId", seen."userId", seen.membership, seen."displayName"
     from jsonb_to_recordset($1::jsonb) as seen("roomId" text, "userId" text, membership text, "displayName" text)
     order by seen."roomId", seen."userId"
     on conflict (room_id, user_id) do update set
       membership = excluded.membership, display_name = excluded.display_name, updated_at = clock_timestamp()`,
    [rowset([...last.values()])],
  );
}
