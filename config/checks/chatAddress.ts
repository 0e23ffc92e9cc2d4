import { isLoopback } from '../loopback.js';
import type { Config } from '../schema.js';
import type { Check } from './findings.js';

/** Whether other machines come to the API: it listens for them, or a proxy does and told us its address. */
function isPublic({ host, public_url }: Config['server']): boolean {
  return public_url === undefined ? !isLoopback(host) : !isLoopback(new URL(public_url).hostname);
}

/** The chat page makes the reader's own browser talk to the homeserver: an address that is right here may be wrong there. */
export const browsersReachTheHomeserver: Check = {
  reads: ['server', 'matrix'],
  run({ config: { server, matrix } }) {
    const set = matrix.public_url ?? matrix.homeserver_url;
    // "All interfaces" is no address: without a better one, the local Synapse is named by its loopback address.
    const everywhere = set === undefined && ['0.0.0.0', '::'].includes(matrix.host);
    const unreachable = everywhere || isLoopback(set === undefined ? matrix.host : new URL(set).hostname);
    const blocked = server.public_url?.startsWith('https:') === true && set?.startsWith('http:') === true;
    if (!server.roles.includes('api') || !isPublic(server) || !(unreachable || blocked)) {
      return { problems: [], warnings: [] };
    }
    const why = unreachable
      ? "is an address of this machine alone: on other people's machines the chat finds nothing there"
      : 'is plain http: browsers do not let a page that came by https talk to it';
    const name = matrix.public_url === undefined ? 'The address of the homeserver' : 'matrix.public_url';
    const local =
      set === undefined && !everywhere
        ? ' and OPSROOM_MATRIX_HOST to an interface that they, or your proxy, reach'
        : '';
    return {
      problems: [],
      warnings: [`${name} ${why}. Set MATRIX_PUBLIC_URL to the address by which browsers reach it${local}.`],
    };
  },
};
