import { z } from 'zod';

const mediaRange = z
  .string()
  .regex(/^(\*|[a-z0-9][a-z0-9!#$&^_.+-]*)\/(\*|[a-z0-9][a-z0-9!#$&^_.+-]*)$/i)
  .meta({ expects: 'a media type such as image/png, or a range such as image/* or */*' });

export const ticketsSection = z
  .strictObject({
    max_attachment_bytes: z
      .int()
      .min(1024)
      .max(104_857_600)
      .default(10_485_760)
      .describe('Largest file that is taken as an attachment of a ticket, in bytes.'),
    attachment_types: z
      .array(mediaRange)
      .min(1)
      .default(['*/*'])
      .describe('Kinds of files that are taken. Whatever the kind, a file is offered for saving and never shown.'),
  })
  .describe('Tickets and their files.');
