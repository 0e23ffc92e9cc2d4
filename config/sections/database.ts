import { z } from 'zod';
import { secret } from '../fields.js';

export const databaseSection = z
  .strictObject({
    url: secret()
      .optional()
      .describe('postgres:// URL of a PostgreSQL 15 or newer. When not set, an embedded PostgreSQL is started.'),
    pool_size: z.int().min(2).max(200).default(10).describe('Most connections that this process opens at a time.'),
  })
  .describe('PostgreSQL, which holds everything.');
