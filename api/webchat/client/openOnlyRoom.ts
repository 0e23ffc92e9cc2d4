import type { Navigation, RootViewModel } from 'hydrogen-view-sdk';

/**
 * Opens the room of someone who has exactly one (joined, or an invitation to it), and the first one that arrives for
 * someone who has none. Once per session: who then goes back to the list stays there.
 */
export function openOnlyRoom(root: RootViewModel, navigation: Navigation): void {
  let seen: unknown;
  let stop: () => void = () => undefined;
  root.on('change', () => {
    const session = root.sessionViewModel;
    if (session === seen) return;
    seen = session;
    stop();
    if (!session) return;
    const { rooms, invites } = session._client.session;
    const open = (): void => {
      if (rooms.size + invites.size === 0) return;
      stop();
      const [only, another] = [...rooms.keys(), ...invites.keys()];
      if (only && !another && !navigation.path.get('room')) navigation.push('room', only);
    };
    // A later turn of the event loop: the list announces a room before the session can show it.
    const soon = (): void => void setTimeout(open);
    const handler = { onAdd: soon, onRemove: soon, onUpdate: () => undefined, onReset: soon };
    const ends = [rooms.subscribe(handler), invites.subscribe(handler)];
    stop = () => {
      for (const end of ends.splice(0)) end();
    };
    soon();
  });
}
