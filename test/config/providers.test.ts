import { expect } from 'chai';
import { load } from './inFolder.js';
import { accepted, refused } from './withoutFiles.js';

const warnings = (env: Record<string, string>): readonly string[] =>
  load(env).warnings.filter((one) => /provider|gets no ticket/.test(one));

const itop = { ITOP_URL: 'https://itop.example', ITOP_USER: 'rest', ITOP_PASSWORD: 'secret-word' };

describe('the settings of providers', () => {
  it('are nothing to say when nothing is set, or when all of one is', () => {
    expect(warnings({})).to.deep.equal([]);
    expect(warnings(itop)).to.deep.equal([]);
  });

  it('that are half there are told with what is missing, and never with what is set', () => {
    expect(warnings({ ITOP_HOST: '127.0.0.1', ITOP_PASSWORD: 'secret-word' })).to.deep.equal([
      'iTop gets no ticket yet: set ITOP_USER.',
    ]);
    expect(warnings({ ITOP_USER: 'rest' })).to.deep.equal(['iTop gets no ticket yet: set ITOP_URL, ITOP_PASSWORD.']);
    expect(warnings({ JIRA_BASE_URL: 'https://j.example', JIRA_API_TOKEN: 'secret-word' })).to.deep.equal([
      'Jira gets no ticket yet: set JIRA_EMAIL, JIRA_PROJECT_KEY.',
    ]);
    expect(warnings({ SERVICENOW_INSTANCE_URL: 'https://s.example' })).to.deep.equal([
      'ServiceNow gets no ticket yet: set SERVICENOW_USER, SERVICENOW_PASSWORD.',
    ]);
    expect(warnings({ SERVICENOW_TOKEN: 'secret-word' })).to.deep.equal([
      'ServiceNow gets no ticket yet: set SERVICENOW_INSTANCE_URL.',
    ]);
  });

  it('warn when a password would go over the network as it is', () => {
    expect(warnings({ ...itop, ITOP_URL: 'http://itop.internal:8000' })).to.deep.equal([
      'The password for itop.internal goes over the network unencrypted: give its provider an https:// address.',
    ]);
    expect(warnings({ ITOP_HOST: 'itop', ITOP_USER: 'rest', ITOP_PASSWORD: 'secret-word' })).to.have.length(1);
    expect(warnings({ ITOP_HOST: '127.0.0.1', ITOP_USER: 'rest', ITOP_PASSWORD: 'secret-word' })).to.deep.equal([]);
  });

  it('keep the names and the meaning of the reference: seconds, ids and switches', () => {
    const { providers } = accepted(
      {},
      {
        ...{ ITOP_DISCOVERY_INTERVAL: '2', ITOP_STIMULUS_STATE_WAIT_SECONDS: '30', ITOP_SYNC_ENABLED: 'false' },
        ...{ ITOP_DEFAULT_ORG_ID: '3', ITOP_DEFAULT_CALLER_ID: '12', ITOP_PORT: '8080' },
      },
    );
    expect(providers).to.include({
      ...{ itop_poll: 2, itop_stimulus_wait: 30, itop_sync: false, itop_default_org_id: 3 },
      ...{ itop_default_caller_id: 12, itop_port: 8080, servicenow_request_table: 'sc_request' },
    });
  });

  it('that are wrong are refused with what they take', () => {
    for (const [name, wrong] of [
      ['DEFAULT_TICKET_PROVIDER', 'redmine'],
      ['ITOP_DEFAULT_ORG_ID', 'one'],
      ['ITOP_DISCOVERY_INTERVAL', '1'],
      ['ITOP_SYNC_ENABLED', 'perhaps'],
      ['ITOP_URL', 'itop.example'],
      ['SERVICENOW_REQUEST_TABLE', 'incident; drop'],
      ['JIRA_PROJECT_KEY', 'OPS" OR 1=1'],
    ] as const)
      expect(
        refused({}, { [name]: wrong }).map(({ where }) => where),
        name,
      ).to.deep.equal([name]);
  });
});
