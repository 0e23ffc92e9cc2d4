import { expect } from 'chai';
import { installTimeout, startTestSynapse, type TestSynapse } from './synapse.js';

describe('the test homeserver', function () {
  this.timeout(installTimeout);
  let synapse: TestSynapse;
  before(async () => {
    synapse = await startTestSynapse();
  });
  after(() => synapse.stop());

  it('makes users who can act, and has them again at the same address after it was killed', async () => {
    const ana = await synapse.createUser('ana', { displayName: 'Ana' });
    const whoami = async (): Promise<unknown> => {
      const headers = { authorization: `Bearer ${ana.accessToken}` };
      return (await fetch(`${synapse.url}/_matrix/client/v3/account/whoami`, { headers })).json();
    };
    expect(await whoami()).to.include({ user_id: '@ana:opsroom.localhost' });
    await synapse.kill('SIGKILL');
    expect(await whoami().catch(() => 'gone')).to.equal('gone');
    await synapse.restart();
    expect(await whoami()).to.include({ user_id: '@ana:opsroom.localhost' });
  });
});
