import { chmod, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { Secret } from '../secret.js';
import { writeAtomically } from './atomicFile.js';
import type { DataDirectory } from './dataDirectory.js';
import { withStartLock } from './startLock.js';

export type PersonCredentials = {
  /** Matrix id; missing until the homeserver's name is known. */
  readonly user_id?: string;
  readonly username: string;
  readonly password: Secret;
  readonly roles: readonly string[];
};

export type MatrixFacts = { homeserver_url: string; server_name: string; room_id: string; room_alias: string };

/** What `credentials.json` holds. A section is missing until the step of the first start that makes it. */
export type Credentials = {
  readonly api?: { readonly base_url: string; readonly service_token: Secret };
  readonly matrix?: MatrixFacts;
  readonly people: Readonly<Record<string, PersonCredentials>>;
};

const value = z.string().min(1);
// Loose: what an operator wrote beside our fields stays.
const credentialsFile = z.looseObject({
  api: z.looseObject({ base_url: value, service_token: value }).partial().optional(),
  matrix: z
    .looseObject({ homeserver_url: value, server_name: value, room_id: value, room_alias: value })
    .partial()
    .optional(),
  people: z
    .record(
      z.string(),
      z.looseObject({ user_id: value, username: value, password: value, roles: z.array(value) }).partial(),
    )
    .optional(),
});
type CredentialsFile = z.infer<typeof credentialsFile>;

export function credentialsPath(data: Pick<DataDirectory, 'path'>): string {
  return path.join(data.path, 'credentials.json');
}

/** The file as it is now; without sections before the first start. Throws an error that names a damaged file and its field. */
export async function readCredentials(data: Pick<DataDirectory, 'path'>): Promise<Credentials> {
  const file = credentialsPath(data);
  return understood(file, (await readIfThere(file)) ?? {});
}

/**
 * Adds to `credentials.json` (0600) what is missing and returns what it says then. What stands there is the operator's:
 * tokens, names, passwords and roles are never overwritten. Only facts that nobody can choose here are brought up to
 * date: `api.base_url` and the `matrix` section. Nothing new, nothing written.
 */
export async function completeCredentials(
  data: Pick<DataDirectory, 'path'>,
  wanted: Partial<Credentials>,
): Promise<Credentials> {
  const file = credentialsPath(data);
  return withStartLock(data, 'credentials', async () => {
    const found = (await readIfThere(file)) ?? {};
    const complete = merged(found, wanted);
    const answer = understood(file, complete);
    if (!isDeepStrictEqual(found, complete)) {
      await writeAtomically(file, `${JSON.stringify(complete, null, 2)}\n`);
    }
    return answer;
  });
}

function merged(found: CredentialsFile, wanted: Partial<Credentials>): CredentialsFile {
  const { api, matrix, people = {} } = wanted;
  const names = [...new Set([...Object.keys(found.people ?? {}), ...Object.keys(people)])];
  return {
    ...found,
    ...(api && {
      api: {
        ...found.api,
        base_url: api.base_url,
        service_token: found.api?.service_token ?? api.service_token.reveal(),
      },
    }),
    ...(matrix && { matrix: { ...found.matrix, ...matrix } }),
    people: Object.fromEntries(names.map((name) => [name, mergedPerson(found.people?.[name], people[name])])),
  };
}

type PersonInFile = NonNullable<CredentialsFile['people']>[string];

function mergedPerson(found: PersonInFile | undefined, wanted: PersonCredentials | undefined): PersonInFile {
  if (!wanted) return found ?? {};
  const { user_id, username, password, roles } = wanted;
  return {
    ...(user_id === undefined ? {} : { user_id }),
    username,
    password: password.reveal(),
    roles: [...roles],
    ...found,
  };
}

function understood(file: string, { api, matrix, people = {} }: CredentialsFile): Credentials {
  const need = (field: string, text: string | undefined): string => {
    if (text !== undefined) return text;
    throw new Error(`${file}: ${field} is missing. Put it back, or remove the entry around it to have it made anew.`);
  };
  return {
    ...(api?.service_token !== undefined && {
      api: { base_url: need('api.base_url', api.base_url), service_token: new Secret(api.service_token) },
    }),
    ...(matrix && {
      matrix: {
        homeserver_url: need('matrix.homeserver_url', matrix.homeserver_url),
        server_name: need('matrix.server_name', matrix.server_name),
        room_id: need('matrix.room_id', matrix.room_id),
        room_alias: need('matrix.room_alias', matrix.room_alias),
      },
    }),
    people: Object.fromEntries(
      Object.entries(people).map(([name, person]) => [
        name,
        {
          ...(person.user_id === undefined ? {} : { user_id: person.user_id }),
          username: person.username ?? name,
          password: new Secret(need(`people.${name}.password`, person.password)),
          roles: person.roles ?? [],
        },
      ]),
    ),
  };
}

async function readIfThere(file: string): Promise<CredentialsFile | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  // An editor that writes a new file may have widened it.
  await chmod(file, 0o600);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text around the fault, which may be a password.
    throw new Error(`${file} is no JSON: correct it, or restore it from a backup.`);
  }
  const parsed = credentialsFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path: field, message }) => `${field.join('.') || 'the file'}: ${message}`);
  throw new Error(`${file} is damaged. ${faults.join('; ')}. Correct it, or restore it from a backup.`);
}
