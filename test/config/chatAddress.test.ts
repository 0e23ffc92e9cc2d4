import { expect } from 'chai';
import { load } from './inFolder.js';

/** What the start says about the way from people's browsers to the homeserver. */
const told = (env: Record<string, string>): string[] =>
  load({ MATRIX_ACCESS_TOKEN: 'x', ...env }).warnings.filter((text) => text.includes('MATRIX_PUBLIC_URL'));

const open = { OPSROOM_HOST: '0.0.0.0' };
const proxied = { OPSROOM_PUBLIC_URL: 'https://ops.example.org' };
const ownHomeserver = { MATRIX_HOMESERVER_URL: 'https://matrix.example.org' };

describe('the address of the homeserver for other people’s browsers', () => {
  it('is no matter while everything is on this machine', () => {
    for (const env of [
      {},
      { MATRIX_PUBLIC_URL: 'http://127.0.0.1:8008' },
      { OPSROOM_PUBLIC_URL: 'http://localhost:8080' },
      { ...open, OPSROOM_PUBLIC_URL: 'http://localhost:8080', MATRIX_PUBLIC_URL: 'http://localhost:8008' },
    ])
      expect(told(env), JSON.stringify(env)).to.deep.equal([]);
  });

  it('is warned of when it is loopback and the API is not', () => {
    for (const env of [open, proxied, { OPSROOM_HOST: '192.168.1.5' }])
      for (const address of ['http://127.0.0.1:8008', 'http://localhost:8008', 'https://[::1]']) {
        const [warning, ...more] = told({ ...env, MATRIX_PUBLIC_URL: address });
        expect(warning, address).to.match(/^matrix\.public_url is an address of this machine alone/);
        expect(more).to.deep.equal([]);
      }
  });

  it('is warned of when it is not set, and the local Synapse answers here alone', () => {
    expect(told(open)[0])
      .to.match(/^The address of the homeserver is/)
      .and.include('OPSROOM_MATRIX_HOST');
    const everywhere = told({ ...open, OPSROOM_MATRIX_HOST: '0.0.0.0' })[0];
    expect(everywhere).to.include('Set MATRIX_PUBLIC_URL').and.not.include('OPSROOM_MATRIX_HOST');
    expect(told({ ...open, OPSROOM_MATRIX_HOST: '192.168.1.5' })).to.deep.equal([]);
  });

  it('is warned of when an own homeserver is reached by loopback', () => {
    expect(told({ ...proxied, MATRIX_HOMESERVER_URL: 'http://localhost:8008' })[0]).to.include('this machine alone');
    const named = { MATRIX_HOMESERVER_URL: 'http://localhost:8008', MATRIX_PUBLIC_URL: 'https://matrix.example.org' };
    expect(told({ ...proxied, ...named })).to.deep.equal([]);
    expect(told({ ...proxied, ...ownHomeserver })).to.deep.equal([]);
  });

  it('is warned of when it is plain http and the page is https, which browsers block', () => {
    const http = { MATRIX_PUBLIC_URL: 'http://matrix.example.org' };
    expect(told({ ...proxied, ...http })[0]).to.match(/^matrix\.public_url is plain http: browsers do not let/);
    expect(told({ ...open, ...http })).to.deep.equal([]);
  });

  it('is the business of the process that serves the page', () => {
    const env = { ...open, ...ownHomeserver, DATABASE_URL: 'postgres://h/d', MATRIX_PUBLIC_URL: 'http://localhost:1' };
    expect(told({ ...env, OPSROOM_ROLES: 'bot,runner' })).to.deep.equal([]);
    expect(told({ ...env, OPSROOM_ROLES: 'api' })).to.have.length(1);
  });
});
