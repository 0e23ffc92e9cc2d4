import { z } from 'zod';

export const webhooksSection = z
  .strictObject({
    allow_private: z
      .boolean()
      .default(false)
      .describe(
        'Whether outgoing webhooks may go to addresses of private networks. Every one of them can then be reached by whoever may make webhooks.',
      ),
  })
  .describe('Outgoing webhooks: what other programs are told. They are made over the API, by administrators.');
