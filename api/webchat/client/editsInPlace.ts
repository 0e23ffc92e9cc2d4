import { TextTile, tileClassForEntry } from 'hydrogen-view-sdk';
import type { Entry, MatrixContent, MatrixEvent, Reactions, Timeline, TileClassForEntry } from 'hydrogen-view-sdk';
import { steadyReactions } from './steadyReactions.js';

/** The kinds of message that Hydrogen shows as text. An edit of anything else keeps Hydrogen's own line: better twice than lost. */
const textual = new Set(['m.text', 'm.notice', 'm.emote']);

interface Edit {
  readonly id: string;
  readonly at: number;
  readonly sender: string;
  readonly content: MatrixContent;
}

/** The edit that an event is, or undefined. Only text edits count, see `textual`. */
function editIn(event: MatrixEvent | null | undefined): (Edit & { readonly target: string }) | undefined {
  const relation = event?.content['m.relates_to'];
  const content = event?.content['m.new_content'];
  if (!event || event.type !== 'm.room.message' || relation?.rel_type !== 'm.replace') return undefined;
  if (typeof relation.event_id !== 'string' || !content || !textual.has(content.msgtype ?? '')) return undefined;
  return { id: event.event_id, at: event.origin_server_ts, sender: event.sender, content, target: relation.event_id };
}

/** The latest edit as the homeserver bundled it with the original: it is there when the edit itself lies in an unloaded stretch. */
function bundledEdit(entry: Entry): Edit | undefined {
  const bundled = entry.event?.unsigned?.['m.relations']?.['m.replace'];
  if (typeof bundled !== 'object' || bundled === null || !('content' in bundled)) return undefined;
  return editIn(bundled as MatrixEvent);
}

/** The specification's order of edits: the homeserver's time, then the event id. */
const newer = (one: Edit, other: Edit | undefined): boolean =>
  !other || one.at > other.at || (one.at === other.at && one.id > other.id);

/**
 * Hydrogen shows every `m.replace` as one more line. This hides those lines and lets the original show the newest
 * content instead. Hydrogen keeps edits in its own store like any event, so they are found again after a reload.
 */
export function editsInPlace(): TileClassForEntry {
  const known = new WeakMap<Timeline, Map<string, Edit[]>>();

  const editsOf = (timeline: Timeline): Map<string, Edit[]> => {
    const existing = known.get(timeline);
    if (existing) return existing;
    const created = new Map<string, Edit[]>();
    known.set(timeline, created);
    return created;
  };

  class EditedTextTile extends TextTile {
    readonly #edits: Map<string, Edit[]>;

    constructor(...[entry, options]: ConstructorParameters<typeof TextTile>) {
      super(entry, options);
      this.#edits = editsOf(options.timeline);
    }

    /** Only the author may edit, whatever the homeserver let through. */
    #newest(): Edit | undefined {
      let newest = bundledEdit(this._entry);
      for (const edit of this.#edits.get(this._entry.id) ?? []) if (newer(edit, newest)) newest = edit;
      return newest?.sender === this._entry.sender ? newest : undefined;
    }

    protected override _getContent(): MatrixContent {
      return this.#newest()?.content ?? super._getContent();
    }

    override get reactions(): Reactions | null {
      return steadyReactions(super.reactions);
    }

    /** A reply inside a thread stays in the thread; none carries the old quoted copy of what it answers. */
    override createReplyContent(msgtype: string, body: string): MatrixContent {
      if (this._entry.isPending) return super.createReplyContent(msgtype, body);
      const parent = { 'm.in_reply_to': { event_id: this._entry.id } };
      const { rel_type: kind, event_id: root } = this._entry.relation ?? {};
      const relation =
        kind === 'm.thread' && root ? { rel_type: kind, event_id: root, is_falling_back: false, ...parent } : parent;
      return { msgtype, body, 'm.relates_to': relation };
    }
  }

  return (entry, options) => {
    const edit = entry.isGap || entry.isRedacted ? undefined : editIn(entry.event);
    if (!edit) {
      const tile = tileClassForEntry(entry, options);
      return tile === TextTile ? EditedTextTile : tile;
    }
    const edits = editsOf(options.timeline);
    const earlier = edits.get(edit.target) ?? [];
    if (!earlier.some((one) => one.id === edit.id)) {
      edits.set(edit.target, [...earlier, edit]);
      // After the current change of the list, which must not be interrupted by an update of another row.
      queueMicrotask(() => {
        options.timeline._findAndUpdateEntryById(null, edit.target, () => 'edited');
      });
    }
    return undefined;
  };
}
