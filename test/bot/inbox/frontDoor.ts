import pino from 'pino';
import { openPeople, seedPeople, type SeedPerson } from '../../../api/access/index.js';
import { takeAccount, type RoomPurpose } from '../../../api/rooms/index.js';
import type { InboxParts } from '../../../bot/inbox/inboxParts.js';
import { loadRoles } from '../../../config/roles.js';
import { freshHouse, type House } from '../../api/changes/house.js';
import { FrontRoom, opsbot } from './frontRoom.js';

const roles = loadRoles();

function inhabitant(name: string, role: string): SeedPerson {
  const displayName = name.replace(/^./, (first) => first.toUpperCase());
  return {
    ...{ name, displayName, email: null, roles: [role], groups: [], matrixId: `@${name}:localhost`, password: null },
  };
}

/** Everybody of the house; besides, Ivy may read and not ask, Tom sees the mission board only, Una has left the company. */
const others = [inhabitant('ivy', 'auditor'), inhabitant('tom', 'technician'), inhabitant('una', 'requester')];

/** All who are in a room unless a test says otherwise. Zoe is linked to nobody. */
const inRoom = ['ana', 'bo', 'cy', 'dee', 'ada', 'nia', 'max', 'ivy', 'tom', 'una', 'zoe'];

/** What stands between the homeserver's events and the house, without a homeserver. */
export type FrontDoor = {
  house: House;
  parts: InboxParts;
  /** Rooms that were told of as waiting for an answer. */
  waited: string[];
  logged: string[];
  /** A new room with everybody in it. */
  room(purpose?: RoomPurpose): Promise<FrontRoom>;
};

async function furnishedHouse(): Promise<House> {
  const house = await freshHouse();
  await seedPeople(house.db, { roles, groups: [], people: others });
  // Seeding switches off whoever is not named, which is everybody else of the house.
  await house.db.query(`update persons set active = (name <> 'una')`);
  await takeAccount(house.db, { userId: opsbot, holder: 'this test', seconds: 3_600 });
  return house;
}

let shared: Promise<House> | undefined;
let rooms = 0;
after(async () => {
  await (await shared)?.close();
});

/** Hooks the door of one test file. All share one house, and each test makes rooms of its own; `alone` has a house for itself. */
export function frontDoor({ alone } = { alone: false }): FrontDoor {
  const door = { waited: [] as string[], logged: [] as string[] } as FrontDoor;
  before(async function () {
    this.timeout(60_000);
    door.house = await (alone ? furnishedHouse() : (shared ??= furnishedHouse()));
    door.parts = {
      ...{ db: door.house.db, people: openPeople(roles), botUserId: opsbot, joinQuestion: 600, horizonMs: 3_600_000 },
      log: pino({ level: 'debug' }, { write: (line: string) => void door.logged.push(line) }),
      waiting: (roomId) => void door.waited.push(roomId),
    };
  });
  after(async () => {
    if (alone) await door.house.close();
  });
  door.room = async (purpose = 'intake') => {
    rooms += 1;
    const roomId = `!room${rooms}:localhost`;
    const { db } = door.house;
    await db.query('insert into rooms (room_id, purpose, encrypted) values ($1, $2, false)', [roomId, purpose]);
    await db.query(
      `insert into room_members (room_id, user_id, membership) select $1, '@' || unnest($2::text[]) || ':localhost', 'join'`,
      [roomId, [...inRoom, 'opsbot']],
    );
    return new FrontRoom(door.house, door.parts, roomId);
  };
  return door;
}
