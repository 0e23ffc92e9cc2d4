import { expect } from 'chai';
import {
  accountState,
  commitSync,
  joinedMembers,
  membershipOf,
  recordEncryption,
  registerRoom,
  releaseAccount,
  renewAccount,
  roomById,
  roomByPurpose,
  takeAccount,
  threadByRoot,
  threadOf,
  type MemberSeen,
  type RoomSeen,
} from '../../../api/rooms/index.js';
import { account, room, roomsBench } from './roomsBench.js';

describe('rooms, members and threads', () => {
  const bench = roomsBench();
  const see = async (rooms: RoomSeen[], members: MemberSeen[] = []): Promise<void> => {
    const since = (await accountState(bench.db, account))?.since ?? null;
    const commit = { account, epoch: 1, since, nextBatch: `${since ?? ''}x`, events: [], rooms, members };
    expect((await commitSync(bench.db, commit)).outcome).to.equal('committed');
  };
  const member = (userId: string, membership: string, displayName: string | null = null): MemberSeen => ({
    ...{ roomId: room, userId, membership, displayName },
  });

  it('keep the purpose that was registered and take over name and membership from the sync', async () => {
    await registerRoom(bench.db, { roomId: room, purpose: 'approvals' });
    expect((await roomById(bench.db, room))?.encrypted, 'unknown until seen').to.equal(null);
    await see([{ roomId: room, membership: 'join', name: 'Gates', encrypted: false, direct: true }]);
    expect(await roomByPurpose(bench.db, 'approvals')).to.include({ roomId: room, name: 'Gates', encrypted: false });
    await see([{ roomId: room, membership: 'leave' }]);
    expect(await roomByPurpose(bench.db, 'approvals')).to.equal(undefined);
  });

  it('know a direct room by its invitation', async () => {
    await see([{ roomId: '!dm', membership: 'invite', direct: true }]);
    await see([{ roomId: '!dm', membership: 'join' }]);
    expect((await roomByPurpose(bench.db, 'direct'))?.roomId).to.equal('!dm');
  });

  it('are encrypted for good once they were', async () => {
    await see([{ roomId: room, membership: 'join', encrypted: true }]);
    await see([{ roomId: room, membership: 'join', encrypted: false }]);
    expect(await recordEncryption(bench.db, room, false)).to.equal(true);
    expect((await roomById(bench.db, room))?.encrypted).to.equal(true);
  });

  it('have the members of the last word about each', async () => {
    const words = [member('@bo:x', 'join', 'B'), member('@cy:x', 'join'), member('@bo:x', 'join', 'Bo')];
    await see([{ roomId: room, membership: 'join' }], words);
    expect(await joinedMembers(bench.db, room)).to.deep.equal([
      { userId: '@bo:x', displayName: 'Bo' },
      { userId: '@cy:x', displayName: null },
    ]);
    await see([], [member('@bo:x', 'leave')]);
    expect(await membershipOf(bench.db, room, '@bo:x')).to.equal('leave');
    expect((await joinedMembers(bench.db, room)).map(({ userId }) => userId)).to.deep.equal(['@cy:x']);
  });

  it('have one thread for each root; a chat becomes a ticket and stays one', async () => {
    const id = await threadOf(bench.db, room, '$root', 'chat');
    expect(await threadOf(bench.db, room, '$root', 'ticket')).to.equal(id);
    expect(await threadOf(bench.db, room, '$root', 'chat')).to.equal(id);
    expect(await threadByRoot(bench.db, room, '$root')).to.deep.equal({
      ...{ id, kind: 'ticket', roomId: room, rootEventId: '$root' },
    });
    const racing = Array.from({ length: 8 }, () => threadOf(bench.db, room, '$other', 'ticket'));
    expect(new Set(await Promise.all(racing)).size).to.equal(1);
  });
});

describe('the lease of the bot account', () => {
  const bench = roomsBench();
  const take = (holder: string, gone?: string): Promise<{ epoch: number } | undefined> =>
    takeAccount(bench.db, { userId: '@other:localhost', holder, seconds: 1, ...(gone !== undefined && { gone }) });

  it('is taken by one of many', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, (_, place) => take(`p${place}`)));
    expect(all.filter((taken) => taken !== undefined)).to.deep.equal([{ epoch: 1 }]);
  });

  it('passes on with a higher epoch when it was released, has run out, or its holder is known to be gone', async () => {
    const userId = '@other:localhost';
    expect(await take('a')).to.deep.equal({ epoch: 1 });
    expect(await take('b')).to.equal(undefined);
    await releaseAccount(bench.db, { userId, epoch: 1 });
    expect(await take('b')).to.deep.equal({ epoch: 2 });
    expect(await renewAccount(bench.db, { userId, epoch: 1, seconds: 9 })).to.equal(false);
    expect(await take('c', 'a')).to.equal(undefined);
    expect(await take('c', 'b')).to.deep.equal({ epoch: 3 });
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect(await take('d')).to.deep.equal({ epoch: 4 });
    await releaseAccount(bench.db, { userId, epoch: 3 });
    expect(await take('e'), 'an old holder releases nothing').to.equal(undefined);
  });
});
