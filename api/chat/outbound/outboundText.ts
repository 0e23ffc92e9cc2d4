export type SaidNote = { readonly source: string; readonly body: string; readonly ticketId: number };

/** Contract 23.8: what stands above a note, by what wrote it. */
function headingOf({ source, ticketId }: SaidNote): string {
  switch (source) {
    case 'user-info-request':
      return `Ticket #${ticketId} needs your input:`;
    case 'ticket-status':
      return `Ticket #${ticketId} status update:`;
    case 'agent-resolution':
      return `Agent completed this request for ticket #${ticketId}:`;
    case 'agent':
      return `Agent update for ticket #${ticketId}:`;
    default:
      return `Update for ticket #${ticketId}:`;
  }
}

/** A request for information starts with a line for the record; the question is what comes after the first blank line. */
function questionIn(body: string): string {
  const [, ...rest] = body.split(/\n[ \t]*\n/);
  const question = rest.join('\n\n').trim();
  return question === '' ? body : question;
}

/** A note as an external consumer says it, with at most `most` characters and "..." after them. */
export function outboundText(note: SaidNote, most: number): string {
  const body = note.source === 'user-info-request' ? questionIn(note.body) : note.body;
  const whole = `${headingOf(note)}\n\n${body.trim()}`;
  const characters = Array.from(whole);
  return characters.length <= most ? whole : `${characters.slice(0, most).join('').trimEnd()}...`;
}
