import type { Ticket } from '../../tickets/index.js';
import { asText } from '../../http/looseFields.js';
import type { Postmortem } from '../contract.js';

/** Headings inside of what people wrote go two deeper, so that a section ends where the next postmortem's begins. */
const deeper = (text: string): string => text.replaceAll(/^(#{1,4}) /gm, '##$1 ').trim();

const part = (heading: string, text: string): string[] =>
  text.trim() === '' ? [] : [`### ${heading}\n\n${deeper(text)}`];

const headingOf = (id: number): string => `## Postmortem ${id}`;

/** What one postmortem has to say to whoever meets the like again. Pure. */
export function sectionOf(row: Postmortem, ticket: Pick<Ticket, 'id' | 'title'> | undefined): string {
  const of = ticket ? `: ticket ${ticket.id}, ${ticket.title.replaceAll(/\s+/g, ' ')}` : '';
  return [
    `${headingOf(row.id)}${of}`,
    ...part('What happened', row.summary),
    ...part('What went well', row.went_well),
    ...part('What to do better', row.improvements),
    ...part('How to work it', row.workflow_proposal),
    ...part('Guardrails', asText(row.guardrails)),
    ...part('Test cases', asText(row.test_cases)),
    ...part('Documentation', row.documentation),
  ].join('\n\n');
}

/** The article with this postmortem's section in it: in the place of its earlier one, else at the end. Pure. */
export function withSection(body: string, id: number, section: string): string {
  const sections = body.split(/\n*(?=^## Postmortem \d+)/m).filter((one) => one.trim() !== '');
  const isOurs = (one: string): boolean => new RegExp(`^${headingOf(id)}(?!\\d)`).test(one);
  const merged = sections.some(isOurs) ? sections.map((one) => (isOurs(one) ? section : one)) : [...sections, section];
  return merged.map((one) => one.trim()).join('\n\n');
}
