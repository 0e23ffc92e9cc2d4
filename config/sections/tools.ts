import { z } from 'zod';
import { duration, httpUrl, text } from '../fields.js';

/** A name or an address, without scheme, port and path: what is asked there follows from the tool's type. */
const host = z
  .string()
  .max(255)
  .regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$/)
  .meta({ expects: 'a host name or an IP address, without http:// and without a port' });

const toolEntry = z
  .strictObject({
    host: host.describe('Where it answers.'),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe('TCP port. When not set, web interfaces are asked at 443 or 80.'),
    type: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,79}$/)
      .meta({ expects: 'a word such as tcp, vcs, iam, siem-ui, search, email, email-ui or chat-ui' })
      .optional()
      .describe('How it is asked. When not set: as config/data/tools.yaml says; tcp for a tool that is not there.'),
    description: text().optional().describe('What it is for.'),
  })
  .describe('A tool.');

export const toolsSection = z
  .strictObject({
    check_interval: duration(0, 86_400)
      .prefault('60s')
      .describe('How often each tool is asked whether it is healthy; 0 for never by itself.'),
    hosts: z
      .record(z.string().min(1).max(200), toolEntry)
      .default({})
      .describe(
        'Where tools answer, by name: those of config/data/tools.yaml, and others, such as {GitLab: {host: gitlab.example.org, port: 443}}. Each has host, and may have port, type and description. A tool that is not here is never asked.',
      ),
    gitlab_url: httpUrl().optional().describe('Base URL of GitLab, for links from CI/CD runs to their repository.'),
  })
  .describe('What operations work with besides Opsroom, and whether it is healthy.');
