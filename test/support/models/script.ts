/** What a model knows when it has to say its next word: the text of the person, and what its tools gave back so far. */
export type ModelTurn = { readonly userText: string; readonly toolResults: readonly string[] };

/** The next word of a scripted model: an answer, a shell command, or the provider failing as a provider does. */
export type ModelAction =
  | { readonly say: string }
  | { readonly run: string }
  | { readonly fail: { readonly status: number; readonly type: string; readonly message: string } };

/** A function of the conversation only: a script can learn an id from nowhere but a tool's result. It may think for a while. */
export type Script = (turn: ModelTurn) => ModelAction | Promise<ModelAction>;

export type ApiKind = 'anthropic-messages' | 'openai-responses' | 'chat-completions';

export type RecordedRequest = {
  readonly api: ApiKind;
  readonly model: string;
  readonly turn: ModelTurn;
  /** `authorization` or `x-api-key`: the headers that carried the key. */
  readonly keyIn: readonly string[];
  /** Asked without tools, as for the title of a conversation: the script was not asked. */
  readonly side: boolean;
};

/** A request that the vendor would refuse too. Answered with 400 and this text. */
export class RefusedRequest extends Error {}

/** One API's own tongue: how it writes a conversation down, and how it streams an answer. */
export type Dialect = {
  readonly api: ApiKind;
  read(body: unknown): { model: string; turn: ModelTurn; shellTool: ShellTool | undefined; side: boolean };
  /** Server-sent events as `[name, data]`; a name of '' sends data alone. */
  answer(reply: { say: string } | { run: string; tool: ShellTool }, model: string): [string, unknown][];
  failure(status: number, type: string, message: string): unknown;
};

export type ShellTool = { readonly name: string; readonly argument: string };
