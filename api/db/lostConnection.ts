/** Network errors, and the server's own words for "not now" (SQLSTATE classes 08 and 57P, too many connections). */
const codes = /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|08\d{3}|57P0[123]|53300)$/;
const words = /^Connection terminated|timeout exceeded when trying to connect/;

/** Whether something failed because the database cannot be reached, and not because of what it was asked. */
export function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && codes.test(String(error.code))) || words.test(error.message);
}
