/** Why a command did not do what it was asked, and what the caller should do next. Both reach the agent as JSON. */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure';
  /** A sentence in the imperative. An agent that reads only this must be able to go on. */
  readonly next: string;
  /** Further facts for the agent, such as the fields that the server refused. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(message: string, next: string, facts: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.next = next;
    this.facts = facts;
  }
}

/** The platform does not know this run any more: another attempt has it, or a person stopped it. Nothing may be tried again. */
export class LeaseGone extends ToolFailure {
  constructor() {
    super(
      "This run's lease is gone: another attempt goes on with the work, or a person stopped it.",
      'Stop now. Call no further command and write nothing; what you did so far is kept.',
    );
  }
}
