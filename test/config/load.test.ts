import { inspect } from 'node:util';
import { expect } from 'chai';
import { keys, load, refusal } from './inFolder.js';

describe('loading the configuration', () => {
  it('needs nothing: the defaults stand', () => {
    const { config, file, warnings } = load();
    expect(config.server).to.deep.include({
      host: '127.0.0.1',
      environment: 'production',
      roles: ['api', 'runner', 'bot'],
    });
    expect(config.server.port).to.equal(undefined);
    expect(config.server.data_dir).to.match(/^\/.*\/\.opsroom$/);
    expect(Object.keys(config.people)).to.deep.equal(['ana', 'bo', 'cy', 'admin']);
    expect(file).to.equal(undefined);
    expect(warnings.join('\n')).to.include('2 of group:admins (1 there)');
    expect(warnings).to.have.length(1);
  });

  it('lets the file win over the defaults and the environment over the file', () => {
    const yaml = 'server:\n  port: 9000\n  host: localhost\nrunner:\n  harness: codex\n';
    const { config } = load({ OPSROOM_PORT: '9100' }, { 'opsroom.yaml': yaml });
    expect(config.server).to.deep.include({ port: 9100, host: 'localhost' });
    expect(config.runner).to.deep.include({ harness: 'codex', concurrency: 5 });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(load({ OPSROOM_PORT: '', OPSROOM_ENV: ' ' }).config.server.environment).to.equal('production');
  });

  it('reads the file that OPSROOM_CONFIG names, and refuses one that is not there', () => {
    expect(load({ OPSROOM_CONFIG: 'other.yaml' }, { 'other.yaml': 'server: {port: 7}' }).config.server.port).to.equal(
      7,
    );
    expect(refusal({ OPSROOM_CONFIG: 'gone.yaml' }).message)
      .to.include('ENOENT')
      .and.include('OPSROOM_CONFIG');
  });

  it('reads durations in every form, in seconds', () => {
    const yaml = 'gates: {ttl: {low: 7d, medium: 90m, high: 120}, execution_window: 90s}';
    const { config } = load({ AGENT_TIMEOUT_MINUTES: '2' }, { 'opsroom.yaml': yaml });
    expect(config.gates.ttl).to.deep.equal({ low: 604_800, medium: 5400, high: 120, critical: 900 });
    expect(config.gates.execution_window).to.equal(90);
    expect(config.runner.task_timeout).to.equal(120);
    expect(load({ AGENT_TIMEOUT_MINUTES: '0' }).config.runner.task_timeout).to.equal(86_400);
  });

  it('refuses durations out of bounds or without a known unit', () => {
    const error = refusal({}, { 'opsroom.yaml': 'gates: {ttl: {low: 5s, medium: 3 weeks, high: -1}}' });
    expect(keys(error)).to.deep.equal(['gates.ttl.low', 'gates.ttl.medium', 'gates.ttl.high']);
    expect(error.message).to.include('from 1m to 30d');
  });

  it('names every wrong setting at once, with place, shape and fix, and never a value', () => {
    const yaml = [
      'server:',
      '  prot: 1',
      '  host: 5',
      'auth:',
      '  service_token: hunter2',
      'people:',
      '  bo:',
      '    password: pa55',
      '    groups: [Network Operation]',
    ].join('\n');
    const env = {
      OPSROOM_PORT: 'secret-in-the-wrong-place',
      OPSROOM_ENV: 'prodution',
      DATABASE_URL: 'mysql://u:topsecret@h/d',
    };
    const error = refusal(env, { 'opsroom.yaml': yaml });
    expect(keys(error)).to.have.members([
      'server.prot',
      'server.host',
      'server.port',
      'server.environment',
      'auth.service_token',
      'people.bo.password',
      'people.bo.groups[0]',
      'database.url',
    ]);
    expect(error.problems.find(({ key }) => key === 'server.host')?.where).to.equal('opsroom.yaml line 3');
    expect(error.problems.find(({ key }) => key === 'server.port')).to.deep.include({
      where: 'OPSROOM_PORT',
      says: 'is text of 25 characters.',
    });
    expect(error.message).to.include('did you mean "port"').and.include('Did you mean "production"?');
    expect(error.message).to.include('did you mean "Network Operations"');
    for (const { fix } of error.problems) expect(fix).to.not.equal('');
    for (const value of ['hunter2', 'pa55', 'secret-in-the-wrong-place', 'topsecret', 'prodution']) {
      expect(inspect(error, { depth: 9 }), value).to.not.include(value);
    }
  });

  it('lists what is known where nothing is near', () => {
    const error = refusal({}, { 'opsroom.yaml': 'database: {colour: blue}\nzzz: 1' });
    expect(error.message).to.include('known here: url, pool_size').and.include('server, database, matrix');
    expect(keys(error)).to.have.members(['database.colour', 'zzz']);
  });

  it('gives the line of a YAML error without quoting it', () => {
    const error = refusal({}, { 'opsroom.yaml': 'server:\n  host: x\nauth: {service_token: hunter2\n' });
    expect(error.message)
      .to.match(/line \d/)
      .and.not.include('hunter2');
  });

  it('takes a secret from the file that <NAME>_FILE names and prints it nowhere', () => {
    const { config } = load({ DASHBOARD_SERVICE_TOKEN_FILE: 'token' }, { token: 'a-long-enough-service-token\n' });
    expect(config.auth.service_token?.reveal()).to.equal('a-long-enough-service-token');
    expect(inspect(config, { depth: 9 }) + JSON.stringify(config)).to.not.include('a-long-enough');
    expect(keys(refusal({ DASHBOARD_SERVICE_TOKEN_FILE: 'gone' }))).to.deep.equal(['auth.service_token']);
  });

  it('warns of a misspelled variable of ours and of no other', () => {
    const { warnings } = load({ OPSROOM_DATADIR: 'x', OPSROOM_SOMETHING_ELSE_ENTIRELY: 'x', HOME: '/' });
    expect(warnings.filter((text) => text.includes('variable'))).to.deep.equal([
      'The variable OPSROOM_DATADIR is not read; did you mean OPSROOM_DATA_DIR?',
    ]);
  });
});
