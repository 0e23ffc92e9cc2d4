import { expect } from 'chai';
import { chatHint, type HintFacts } from '../../../bot/start/chatHint.js';

const person = (...roles: string[]): HintFacts['people'][string] => ({ roles, groups: [] });
const facts = (different: Partial<HintFacts> = {}): HintFacts => ({
  people: { ana: person('requester'), bo: person('approver'), cy: person('approver'), admin: person('platform-admin') },
  homeserver: 'local',
  serverName: 'opsroom.localhost',
  reach: 'loopback',
  credentialsFile: '/srv/opsroom/credentials.json',
  ...different,
});

describe('the hint above the form of the chat', () => {
  it('names on this machine everybody with their roles, and the file with the passwords', () => {
    expect(chatHint(facts())).to.equal(
      'Sign in as ana (requester); bo, cy (approver); admin (platform-admin).\nPasswords: /srv/opsroom/credentials.json',
    );
  });

  it('names eight of many', () => {
    const people = Object.fromEntries('abcdefghij'.split('').map((name) => [name, person('requester')]));
    expect(chatHint(facts({ people }))).to.match(/^Sign in as a, b, c, d, e, f, g, h \(requester\); 2 more\./);
  });

  it('names neither people nor folders where the network can read it', () => {
    const hint = chatHint(facts({ reach: 'network' }));
    expect(hint).to.include('credentials.json');
    for (const told of ['ana', 'bo,', 'admin', '/srv']) expect(hint).to.not.include(told);
  });

  it("sends people to their own account where the homeserver is not Opsroom's", () => {
    const given = { homeserver: 'given', reach: 'network' } as const;
    expect(chatHint(facts({ ...given, serverName: 'example.org' }))).to.equal(
      'Sign in with your account on example.org.',
    );
    expect(chatHint(facts({ ...given, serverName: undefined }))).to.equal('Sign in with your account.');
  });
});
