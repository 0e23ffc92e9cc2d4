/**
 * What an encryption engine has to do for us. None is there yet: then nothing is sent into encrypted rooms except one fixed
 * sentence that tells nothing. An engine shares keys and encrypts under its own lock, and is durable before it returns.
 */
export type CryptoPort = {
  /** The event to send in place of `content`; relations stay readable outside, as the specification wants. */
  encrypt: (
    roomId: string,
    type: string,
    content: Record<string, unknown>,
  ) => Promise<{ type: string; content: Record<string, unknown> }>;
};
