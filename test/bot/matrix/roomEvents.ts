/** Events as a homeserver writes them. */
let count = 0;

export const room = '!ops:localhost';

export function event(type: string, content: object, more: object = {}): Record<string, unknown> {
  count += 1;
  return { event_id: `$e${count}`, sender: '@ana:localhost', type, content, origin_server_ts: Date.now(), ...more };
}

export const message = (body: string, more: object = {}): Record<string, unknown> =>
  event('m.room.message', { msgtype: 'm.text', body }, more);

export const member = (userId: string, membership: string, more: object = {}): Record<string, unknown> =>
  event(
    'm.room.member',
    { membership, displayname: userId.slice(1, 4) },
    { state_key: userId, sender: userId, ...more },
  );

export const create = (): Record<string, unknown> => event('m.room.create', {}, { state_key: '' });

export const joined = (
  timeline: object[],
  {
    roomId = room,
    state = [] as object[],
    ...more
  }: { roomId?: string; state?: object[]; [field: string]: unknown } = {},
): { rooms: Record<string, Record<string, unknown>> } => ({
  rooms: { join: { [roomId]: { state: { events: state }, timeline: { events: timeline, limited: false, ...more } } } },
});
