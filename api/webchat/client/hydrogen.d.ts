/**
 * The part of hydrogen-view-sdk 0.3.1 that this client uses. The package ships no usable typings, and members that begin
 * with an underscore are its own: the version is pinned exactly and the browser test fails when one of them moves.
 */
declare module 'hydrogen-view-sdk' {
  export interface MatrixContent {
    readonly [key: string]: unknown;
    readonly msgtype?: string;
    readonly 'm.new_content'?: MatrixContent;
    readonly 'm.relates_to'?: Relation;
  }
  export interface Relation {
    readonly rel_type?: string;
    readonly event_id?: string;
    readonly 'm.in_reply_to'?: { readonly event_id?: string };
  }
  export interface MatrixEvent {
    readonly event_id: string;
    readonly sender: string;
    readonly type: string;
    readonly origin_server_ts: number;
    readonly content: MatrixContent;
    readonly unsigned?: { readonly 'm.relations'?: { readonly 'm.replace'?: unknown } };
  }
  export interface Entry {
    readonly id: string;
    /** null for an event of ours that the homeserver has not accepted yet; absent for a gap. */
    readonly event?: MatrixEvent | null;
    readonly isGap?: boolean;
    readonly isPending?: boolean;
    readonly isRedacted?: boolean;
    readonly eventType?: string;
    readonly sender: string;
    readonly timestamp: number;
    readonly content: MatrixContent;
    /** Of a state event: what it replaces. */
    readonly prevContent?: MatrixContent;
    readonly relation?: Relation;
  }
  export interface Timeline {
    /** Tells everyone who shows the event that it changed; `params` is handed to the tile. */
    _findAndUpdateEntryById(txnId: string | null, eventId: string, params: (entry: Entry) => string | false): void;
  }
  export interface TileOptions {
    readonly timeline: Timeline;
  }
  export type TileConstructor = new (entry: Entry, options: TileOptions) => SimpleTile;
  export type TileClassForEntry = (entry: Entry, options: TileOptions) => TileConstructor | undefined;
  export const tileClassForEntry: TileClassForEntry;

  export class SimpleTile {
    constructor(entry: Entry, options: TileOptions);
    protected _entry: Entry;
  }
  export interface Reaction {
    readonly key: string;
    readonly firstTimestamp: number;
    _compare(this: Reaction, other: Reaction): number;
  }
  export interface Reactions {
    readonly _map: { values(): IterableIterator<Reaction> };
  }
  export class TextTile extends SimpleTile {
    get reactions(): Reactions | null;
    protected _getContent(): MatrixContent;
    createReplyContent(msgtype: string, body: string): MatrixContent;
  }

  export interface Segment {
    readonly value: unknown;
  }
  export interface Navigation {
    readonly path: { get(type: string): Segment | undefined };
    push(type: string, value?: string | true): void;
  }
  export function createNavigation(): Navigation;
  export interface Router {
    attach(): void;
  }
  export function createRouter(options: { navigation: Navigation; history: unknown }): Router;

  export interface AssetPaths {
    readonly downloadSandbox: string;
    readonly serviceWorker?: string;
    readonly olm?: { readonly wasm: string; readonly wasmBundle: string };
  }
  export interface RequestResult {
    response(): Promise<{ readonly status: number; readonly body: unknown }>;
    abort(): void;
  }
  export class Platform {
    constructor(options: {
      container: HTMLElement;
      assetPaths: AssetPaths;
      config: unknown;
      options: { development: boolean };
    });
    readonly history: unknown;
    request: (url: string, options: { readonly method: string }) => RequestResult;
    readonly settingsStorage: unknown;
    init(): Promise<void>;
    setNavigation(navigation: Navigation): void;
    createAndMountRootView(viewModel: RootViewModel): void;
  }
  export const FeatureSet: { load(settings: unknown): Promise<unknown> };

  interface Handler {
    onAdd(id: string): void;
    onRemove(id: string): void;
    onUpdate(id: string): void;
    onReset(): void;
  }
  export interface KeyedList {
    readonly size: number;
    keys(): IterableIterator<string>;
    subscribe(handler: Handler): () => void;
  }
  export interface SessionViewModel {
    readonly _client: { readonly session: { readonly rooms: KeyedList; readonly invites: KeyedList } };
  }
  export class RootViewModel {
    constructor(options: {
      platform: Platform;
      navigation: Navigation;
      urlRouter: Router;
      features: unknown;
      tileClassForEntry: TileClassForEntry;
    });
    load(): Promise<void>;
    on(event: 'change', handler: () => void): () => void;
    readonly activeSection: string;
    readonly sessionViewModel: SessionViewModel | undefined;
  }
}
