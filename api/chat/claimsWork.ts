/** Words by which an answer says that it filed or passed on something. */
const filed =
  /\b(?:i|we)(?:'ve| have)?(?: just| now)? (?:created|opened|filed|raised|logged|submitted|escalated|routed|forwarded)\b[^.!?\n]{0,60}\b(?:ticket|request|case|incident|team|group|operations)\b/i;

/** What the shell makes of a backtick in an argument: the answer was mangled on its way. */
const mangled = /\/usr\/bin\/(?:ba)?sh\b/;

export type Unearned = { readonly code: string; readonly detail: string };

/**
 * Why a plain answer does not count (contract 23.5): it tells of work on a ticket that no tool has done. `known` are the
 * numbers of the conversation's tickets and those that the person wrote.
 */
export function unearnedClaim(reply: string, known: readonly number[]): Unearned | undefined {
  if (mangled.test(reply)) {
    const detail = 'The shell has put a path into the reply. Write it into a file and use --reply-file.';
    return { code: 'reply_mangled', detail };
  }
  const named = [...reply.matchAll(/(?:ticket|chamado)\s*#?(\d{1,9})\b|#(\d{1,9})\b/gi)].map(([, a, b]) =>
    Number(a ?? b),
  );
  const unknown = named.find((number) => !known.includes(number));
  if (unknown !== undefined) {
    const detail = `The reply names ticket ${unknown}, which this conversation does not have. File it with create-ticket, and use the number that the tool prints.`;
    return { code: 'claims_ticket_work', detail };
  }
  if (filed.test(reply)) {
    const detail = 'The reply says that something was filed, and no tool did it. Use create-ticket or continue-ticket.';
    return { code: 'claims_ticket_work', detail };
  }
  return undefined;
}
