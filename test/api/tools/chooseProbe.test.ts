import { expect } from 'chai';
import { chooseProbe } from '../../../api/tools/chooseProbe.js';

const web = (urls: string[]) => ({ kind: 'http', urls, timeout: 5_000 });

describe('how a tool is asked whether it is healthy', () => {
  it('one without a host is not asked, whatever it is', () => {
    for (const type of ['vcs', 'email', 'bridge', 'ids', 'agent-harness', 'tcp', 'something']) {
      expect(chooseProbe({ type, host: null, port: 443 }), type).to.deep.equal({
        kind: 'none',
        why: 'No host is configured.',
      });
    }
  });

  it('nothing is called healthy without having been asked: not even a bridge without a port', () => {
    for (const type of ['bridge', 'ids', 'agent-harness', 'tcp', 'email']) {
      expect(chooseProbe({ type, host: 'h', port: null }), type).to.deep.equal({
        kind: 'none',
        why: 'No port is configured.',
      });
    }
  });

  const first: readonly (readonly [string, string[]])[] = [
    ['email-ui', ['http://h:8080/webmail/', 'https://h:8080/webmail/']],
    ['chat-ui', ['http://h:8080/', 'https://h:8080/']],
    ['siem-ui', ['https://h:8080/', 'http://h:8080/']],
    ['iam', ['https://h:8080/', 'http://h:8080/']],
    ['soc-platform', ['http://h:8080/', 'https://h:8080/']],
    ['vcs', ['http://h:8080/', 'https://h:8080/']],
    ['search', ['http://h:8080/', 'https://h:8080/']],
  ];
  for (const [type, urls] of first)
    it(`${type}: ${urls[0] ?? ''} first, then the other scheme`, () => {
      expect(chooseProbe({ type, host: 'h', port: 8080 })).to.deep.equal(web(urls));
    });

  it('a web interface without a port is asked at those of the schemes', () => {
    expect(chooseProbe({ type: 'iam', host: 'sso.example.org', port: null })).to.deep.equal(
      web(['https://sso.example.org/', 'http://sso.example.org/']),
    );
  });

  it('an IPv6 address stands in brackets in a URL, and alone for a connection', () => {
    expect(chooseProbe({ type: 'vcs', host: '::1', port: 80 })).to.deep.equal(
      web(['http://[::1]:80/', 'https://[::1]:80/']),
    );
    expect(chooseProbe({ type: 'tcp', host: '::1', port: 22 })).to.include({ kind: 'tcp', host: '::1' });
  });

  it('everything else by a connection: three seconds, mail servers two', () => {
    expect(chooseProbe({ type: 'email', host: 'm', port: 25 })).to.deep.equal({
      kind: 'tcp',
      host: 'm',
      port: 25,
      timeout: 2_000,
    });
    for (const type of ['tcp', 'bridge', 'database', 'itsm', 'something-new']) {
      expect(chooseProbe({ type, host: 'm', port: 99 }), type).to.deep.equal({
        kind: 'tcp',
        host: 'm',
        port: 99,
        timeout: 3_000,
      });
    }
  });
});
