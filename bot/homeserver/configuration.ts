import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { keptSecret, writeAtomically, type DataDirectory } from '../../config/datadir/index.js';
import type { Secret } from '../../config/secret.js';

export type HomeserverSettings = {
  serverName: string;
  host: string;
  port: number;
  publicBaseUrl?: string;
  /** Merged over ours, for tests: cheap password hashes, strict limits. */
  overrides?: Readonly<Record<string, unknown>>;
};

export type Configuration = {
  /** For Synapse's `-c`, later ones win. */
  files: string[];
  /** Changes with every setting that needs a restart. */
  fingerprint: string;
  registrationSecret: Secret;
};

/** Bytes of one upload: logs and screenshots of a ticket, no films. */
const maxUpload = '50M';

/** A person's client syncs, types and reacts in bursts; Synapse's own 0.2 messages/s is meant for the open internet. */
const generous = { per_second: 20, burst_count: 200 };

export function homeserverFolder(data: DataDirectory): string {
  return path.join(data.path, 'synapse');
}

/**
 * The name in every user and room id: fixed with the first start, as ids cannot be renamed. What is asked for later is
 * ignored, and the caller tells.
 */
export async function keptServerName(data: DataDirectory, wanted: string): Promise<string> {
  const file = path.join(homeserverFolder(data), 'server_name');
  await mkdir(homeserverFolder(data), { recursive: true, mode: 0o700 });
  await writeAtomically(file, `${wanted}\n`, { replace: false });
  return (await readFile(file, 'utf8')).trim();
}

/**
 * Writes the configuration anew at every start: what an operator wants otherwise goes into `local.yaml` beside it, which
 * is read last. Secrets are in a file of their own.
 */
export async function writeConfiguration(data: DataDirectory, settings: HomeserverSettings): Promise<Configuration> {
  const folder = homeserverFolder(data);
  const registrationSecret = await keptSecret(data, 'homeserver-registration');
  await keptSecret(data, 'homeserver-signing-key', signingKey);
  const secrets = {
    registration_shared_secret: registrationSecret.reveal(),
    macaroon_secret_key: (await keptSecret(data, 'homeserver-macaroon')).reveal(),
    form_secret: (await keptSecret(data, 'homeserver-form')).reveal(),
  };
  const main = mainConfiguration(data, folder, settings);
  const files = {
    'homeserver.yaml': `# Written by Opsroom at every start: put your own settings into local.yaml.\n${stringify(main)}`,
    'log.yaml': stringify(logConfiguration(data)),
    'secrets.yaml': `# Written by Opsroom at every start from the secrets folder.\n${stringify(secrets)}`,
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    if ((await readFile(file, 'utf8').catch(() => '')) !== text) await writeAtomically(file, text);
  }
  const local = path.join(folder, 'local.yaml');
  const localText = await readFile(local, 'utf8').catch(() => undefined);
  const named = ['homeserver.yaml', 'secrets.yaml'].map((name) => path.join(folder, name));
  return {
    files: (await stat(local).catch(() => undefined)) ? [...named, local] : named,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([files, localText]))
      .digest('hex')
      .slice(0, 16),
    registrationSecret,
  };
}

function mainConfiguration(data: DataDirectory, folder: string, settings: HomeserverSettings): Record<string, unknown> {
  return {
    server_name: settings.serverName,
    ...(settings.publicBaseUrl === undefined ? {} : { public_baseurl: settings.publicBaseUrl }),
    listeners: [
      {
        port: settings.port,
        bind_addresses: [settings.host],
        type: 'http',
        tls: false,
        resources: [{ names: ['client'], compress: false }],
      },
    ],
    database: { name: 'sqlite3', args: { database: path.join(folder, 'homeserver.db') } },
    media_store_path: path.join(folder, 'media'),
    max_upload_size: maxUpload,
    signing_key_path: path.join(data.secrets, 'homeserver-signing-key'),
    log_config: path.join(folder, 'log.yaml'),
    // An island: no federation, no key servers, no statistics, no preview fetches, no push gateway.
    federation_domain_whitelist: [],
    trusted_key_servers: [],
    suppress_key_server_warning: true,
    report_stats: false,
    url_preview_enabled: false,
    push: { enabled: false },
    presence: { enabled: false },
    // Room statistics that nobody reads are work for every event, on the one thread that also answers the clients.
    stats: { enabled: false },
    enable_registration: false,
    allow_guest_access: false,
    allow_public_rooms_over_federation: false,
    rc_message: generous,
    rc_login: {
      address: generous,
      account: generous,
      // Guessing passwords stays slow.
      failed_attempts: { per_second: 0.17, burst_count: 3 },
    },
    rc_joins: { local: generous, remote: generous },
    rc_joins_per_room: generous,
    rc_invites: { per_room: generous, per_user: generous, per_issuer: generous },
    rc_room_creation: generous,
    ...settings.overrides,
  };
}

function logConfiguration(data: DataDirectory): Record<string, unknown> {
  return {
    version: 1,
    disable_existing_loggers: false,
    formatters: { line: { format: '%(asctime)s %(levelname)s %(name)s %(request)s %(message)s' } },
    filters: { context: { '()': 'synapse.logging.context.LoggingContextFilter', request: '' } },
    handlers: {
      file: {
        class: 'logging.handlers.RotatingFileHandler',
        formatter: 'line',
        filters: ['context'],
        filename: path.join(data.path, 'logs', 'synapse.log'),
        maxBytes: 5_000_000,
        backupCount: 2,
        encoding: 'utf8',
      },
    },
    root: { level: 'WARNING', handlers: ['file'] },
  };
}

/** The format of signedjson: algorithm, version, 32 bytes as unpadded base64. */
function signingKey(): string {
  return `ed25519 a_${randomBytes(2).toString('hex')} ${randomBytes(32).toString('base64').replace(/=+$/, '')}`;
}
