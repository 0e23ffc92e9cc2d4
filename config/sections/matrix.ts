import { z } from 'zod';
import { duration, httpUrl, matrixUserId, secret, text } from '../fields.js';

export const matrixSection = z
  .strictObject({
    homeserver_url: httpUrl()
      .optional()
      .describe('Your homeserver. When not set, a local Synapse is installed into the data folder and started.'),
    public_url: httpUrl()
      .optional()
      .describe("URL by which people's browsers and phones reach the homeserver. When not set: the one that we use."),
    host: text()
      .default('127.0.0.1')
      .describe('Interface that the local Synapse listens on; needs to be reachable for phones. Local Synapse only.'),
    server_name: text()
      // Reserved for this machine (RFC 6761): never mistaken for somebody's real homeserver, and it needs no name server.
      .default('opsroom.localhost')
      .describe('Server name in the Matrix ids of the local Synapse. Fixed after the first start. Local Synapse only.'),
    bot_user: z
      .string()
      .regex(/^@?[a-z0-9._=/+-]+(:[^\s@]+)?$/)
      .meta({ expects: 'a Matrix id or its local part, such as @opsbot:example.org or opsbot' })
      .default('opsbot')
      .describe("The bot's account: its Matrix id, or the local part of it."),
    bot_password: secret()
      .optional()
      .describe("The bot's password, for the first sign-in. With your own homeserver this or access_token is needed."),
    access_token: secret().optional().describe("An access token of the bot's account, in place of the password."),
    room_alias: z
      .string()
      .regex(/^#[^\s:]+(:[^\s@]+)?$/)
      .meta({ expects: 'a room alias such as #ops or #ops:example.org' })
      .default('#ops')
      .describe('The intake room: every message there that is not for somebody else is a request.'),
    invite_users: z
      .array(matrixUserId())
      .default([])
      .describe('Matrix ids, besides those of our people, whose invitations the bot accepts.'),
    invite_servers: z
      .array(text())
      .default([])
      .describe('Server names whose users may invite the bot. Empty: only invite_users and our people.'),
    replay_horizon: duration(60, 30 * 86_400)
      .prefault('24h')
      .describe('After a long stop, commands older than this are answered with one line and not executed.'),
  })
  .describe('The Matrix side: homeserver, the account of the bot, rooms.');
