import type { Contact, Outgoing } from './port.js';
import { stamped } from './reference.js';

const heading = 'Ticket contact context';
const filesHeading = 'Files';

function line(label: string, { name, email }: Contact): string[] {
  if (name === null && email === null) return [];
  return [
    `${label}: ${[name, email === null ? null : name === null ? email : `<${email}>`].filter(Boolean).join(' ')}`,
  ];
}

/** The description as a provider gets it (contract 7.5 (6)): who it is about, what it is about, files, our reference. */
export function describedFor(ticket: Outgoing): string {
  const contacts = [
    ...line('Opened by', ticket.openedBy),
    ...line('Requester', ticket.requester),
    ...line('Affected user', ticket.affectedUser),
  ];
  return [
    ...(contacts.length === 0 ? [] : [[heading, ...contacts].join('\n')]),
    ticket.description.trim(),
    ...(ticket.attachments.length === 0 ? [] : [[filesHeading, ...ticket.attachments].join('\n')]),
    stamped(ticket.reference),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** What of a description there is the description here: without the blocks of ours around it. */
export function withoutOurBlocks(description: string, reference: string): string {
  const parts = description
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/)
    .map((part) => part.trim());
  const mark = stamped(reference);
  const inner = parts.filter((part, index) => {
    if (part === mark) return false;
    if (index === 0 && part.startsWith(`${heading}\n`)) return false;
    return !(part.startsWith(`${filesHeading}\n`) && parts[index + 1] === mark);
  });
  return inner.join('\n\n').replaceAll(mark, '').trim();
}
