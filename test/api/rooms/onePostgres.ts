import { startTestPostgres, type TestServer } from '../../support/postgres.js';

let server: Promise<TestServer> | undefined;

/** One server for all files about rooms and Matrix: starting one takes seconds, a fresh database in it does not. */
export const onePostgres = (): Promise<TestServer> => (server ??= startTestPostgres());

after(async () => {
  await (await server)?.stop();
});
