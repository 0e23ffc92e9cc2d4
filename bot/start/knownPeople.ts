import { randomBytes } from 'node:crypto';
import { Secret, type Config } from '../../config/index.js';
import { completeCredentials, randomSecret, type DataDirectory } from '../../config/datadir/index.js';

export type KnownPeople = {
  readonly serviceToken: Secret;
  readonly passwords: ReadonlyMap<string, Secret>;
};

/** Typed by people: 96 bits without the signs that look alike or need a shift on most keyboards. */
function readablePassword(): string {
  const signs = 'abcdefghjkmnpqrstuvwxyz23456789';
  return [...randomBytes(20)].map((byte) => signs[byte % signs.length]).join('');
}

/** The people of the configuration with their passwords, and the token of services: as `credentials.json` has them, made where missing. */
export async function knownPeople(data: DataDirectory, config: Config, baseUrl: string): Promise<KnownPeople> {
  const people = Object.fromEntries(
    Object.entries(config.people).map(([name, { password, roles }]) => [
      name,
      { username: name, password: password ?? new Secret(readablePassword()), roles },
    ]),
  );
  const token = config.auth.service_token ?? new Secret(randomSecret());
  const kept = await completeCredentials(data, { api: { base_url: baseUrl, service_token: token }, people });
  return {
    serviceToken: config.auth.service_token ?? kept.api?.service_token ?? token,
    passwords: new Map(
      Object.entries(kept.people).flatMap(([name, person]) => (name in config.people ? [[name, person.password]] : [])),
    ),
  };
}
