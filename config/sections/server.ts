import { z } from 'zod';
import { httpUrl, text } from '../fields.js';

/** Where the API listens when `server.port` is not set; the next free port is taken when this one is in use. */
export const DEFAULT_PORT = 8080;

export const processRoles = ['api', 'runner', 'bot'] as const;

export const serverSection = z
  .strictObject({
    host: text().default('127.0.0.1').describe('Interface that the API and the web chat listen on; 0.0.0.0 for all.'),
    port: z
      .int()
      .min(0)
      .max(65_535)
      .optional()
      .describe(`TCP port of the API; 0 for any free one. When not set: ${DEFAULT_PORT}, or the next free one.`),
    public_url: httpUrl()
      .optional()
      .describe(
        'URL by which people reach the API and the web chat, for links in messages. When not set: host and port.',
      ),
    roles: z
      .array(z.enum(processRoles))
      .min(1)
      .default([...processRoles])
      .describe('What this process does. One process does everything; several share the work through one database.'),
    environment: z
      .enum(['production', 'test'])
      .default('production')
      .describe('"test" permits switches that no real installation may have; it is never needed to run Opsroom.'),
    data_dir: text()
      .default('.opsroom')
      .describe('Folder for credentials, secrets, logs and the embedded servers; relative to where Opsroom starts.'),
    log: z
      .enum(['file', 'stdout'])
      .default('file')
      .describe('Where the log goes: logs/opsroom.log in the data folder, or standard output for a service manager.'),
    cors_origins: z
      .array(httpUrl())
      .default([])
      .describe('Web origins, other than our own, that may call the API from a browser.'),
    rate_limit: z
      .int()
      .min(0)
      .max(100_000)
      .default(200)
      .describe(
        'Requests a second that one caller may make for long, of each API process; ten times as many may come at once. More are answered 429 with Retry-After. 0 for no limit.',
      ),
  })
  .describe('The process: where it listens, what it does, where it keeps its files.');
