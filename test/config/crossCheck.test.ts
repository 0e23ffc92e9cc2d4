import { expect } from 'chai';
import { keys, load, refusal } from './inFolder.js';

const yaml = (text: string) => ({ 'opsroom.yaml': text });
const withDemo = yaml('gates: {demo_auto_approval: true}');

describe('settings that must agree', () => {
  it('refuses groups, roles and members that are not there', () => {
    const text = 'people:\n  bo: {roles: [aprover], groups: [ops, nobodies]}\ngroups:\n  ops: {members: [bob, bo]}\n';
    const error = refusal({}, yaml(text));
    expect(keys(error)).to.have.members(['people.bo.roles[0]', 'people.bo.groups[1]', 'groups.ops.members[0]']);
    expect(error.message).to.include('did you mean "approver"').and.include('opsroom.yaml line 2');
  });

  it('has the groups of the shipped policies also where other groups are named', () => {
    const { config } = load({}, yaml('groups: {night shift: {members: [bo]}, ops: {description: Ours}}'));
    expect(Object.keys(config.groups)).to.have.members(['ops', 'admins', 'night shift']);
    expect(config.groups['ops']?.description).to.equal('Ours');
  });

  it('keeps automatic approval to tests on loopback', () => {
    expect(keys(refusal({}, withDemo))).to.deep.equal(['gates.demo_auto_approval']);
    expect(keys(refusal({ OPSROOM_ENV: 'test', OPSROOM_HOST: '0.0.0.0' }, withDemo))).to.have.length(1);
    expect(keys(refusal({ OPSROOM_ENV: 'test', OPSROOM_MATRIX_HOST: '::' }, withDemo))).to.have.length(1);
    const far = { OPSROOM_ENV: 'test', MATRIX_HOMESERVER_URL: 'https://matrix.example.org', MATRIX_ACCESS_TOKEN: 'x' };
    expect(refusal(far, withDemo).message).to.include('matrix.homeserver_url is not loopback');
    const { config, warnings } = load({ OPSROOM_ENV: 'test' }, withDemo);
    expect(config.gates.demo_auto_approval).to.equal(true);
    expect(warnings.some((text) => text.startsWith('TEST: gates.demo_auto_approval'))).to.equal(true);
  });

  for (const mode of ['audit-only', 'disabled']) {
    it(`keeps the authentication mode ${mode} to tests on loopback`, () => {
      const file = yaml(`auth: {mode: ${mode}}`);
      expect(keys(refusal({}, file))).to.deep.equal(['auth.mode']);
      expect(keys(refusal({ OPSROOM_ENV: 'test', OPSROOM_HOST: '192.168.1.5' }, file))).to.deep.equal(['auth.mode']);
      expect(load({ OPSROOM_ENV: 'test', OPSROOM_HOST: '127.0.0.2' }, file).config.auth.mode).to.equal(mode);
    });
  }

  it('wants a way to sign in to an own homeserver, where this process is the bot', () => {
    const env = { MATRIX_HOMESERVER_URL: 'https://matrix.example.org' };
    expect(keys(refusal(env))).to.deep.equal(['matrix.homeserver_url']);
    expect(load({ ...env, MATRIX_BOT_PASSWORD: 'x' }).config.matrix.homeserver_url).to.equal(env.MATRIX_HOMESERVER_URL);
    expect(load({ ...env, MATRIX_ACCESS_TOKEN: 'x' }).warnings.join()).to.include('no Matrix account is known');
    expect(load({ ...env, OPSROOM_ROLES: 'api' }).config.server.roles).to.deep.equal(['api']);
  });

  it('gives every person an account of their own, and none the bot', () => {
    const error = refusal({}, yaml("people:\n  bo: {}\n  opsbot: {}\n  cy: {matrix_id: '@bo:opsroom.localhost'}\n"));
    expect(keys(error)).to.deep.equal(['people.opsbot.matrix_id', 'people.cy.matrix_id']);
    expect(keys(refusal({ MATRIX_BOT_USER: '@opsbot:example.org' }))).to.deep.equal(['matrix.bot_user']);
  });

  it('wants what a Codex mode needs', () => {
    expect(refusal({ CODEX_AUTH_MODE: 'proxy' }).message).to.include('OPENAI_BASE_URL and OPENAI_API_KEY');
    expect(keys(refusal({ CODEX_AUTH_MODE: 'api' }))).to.deep.equal(['models.codex_auth_mode']);
    expect(load({ CODEX_AUTH_MODE: 'api', OPENAI_API_KEY: 'x' }).config.models.codex_auth_mode).to.equal('api');
  });

  it('reads own policies, and refuses selectors that select nothing', () => {
    const policies = (of: string) =>
      `version: 7\npolicies:\n  - id: all\n    description: All.\n    match: {}\n    alternatives: [{count: 1, of: '${of}'}]\n`;
    const config = 'gates: {policies: mine.yaml}';
    for (const of of ['group:opz', 'role:aprover', 'person:dora', 'nobody']) {
      const error = refusal({}, { 'opsroom.yaml': config, 'mine.yaml': policies(of) });
      expect(error.problems, of).to.have.length(1);
      expect(error.problems[0]?.where, of).to.match(/mine\.yaml$/);
    }
    for (const of of ['group:Network Operations', 'role:approver', 'person:bo']) {
      expect(load({}, { 'opsroom.yaml': config, 'mine.yaml': policies(of) }).warnings, of).to.deep.equal([]);
    }
    expect(refusal({}, yaml(config)).message)
      .to.include('mine.yaml')
      .and.include('cannot be read');
  });

  it('tells between-settings problems of the sections that are right, beside those of a section that is wrong', () => {
    const error = refusal({ OPSROOM_PORT: 'x', CODEX_AUTH_MODE: 'api' }, yaml('people: {ana: {roles: [quest]}}'));
    expect(keys(error)).to.deep.equal(['server.port', 'people.ana.roles[0]', 'models.codex_auth_mode']);
  });
});

describe('warnings of the start', () => {
  it('says when nobody can approve, and how to add one', () => {
    const { warnings } = load({}, yaml('people: {ana: {}, bo: {roles: [approver]}}'));
    expect(warnings[0]).to.include('Nobody can approve').and.include('dora: { roles: [approver], groups: [ops] }');
    expect(warnings[1]).to.include('Nobody is in Security Operations');
  });

  it('counts only people whose role may approve', () => {
    const ops = (roles: string) => yaml(`people: {bo: {roles: [${roles}], groups: [ops]}}`);
    expect(load({}, ops('requester')).warnings[0]).to.include('Nobody can approve');
    expect(load({}, ops('approver')).warnings[0])
      .to.include('described-high')
      .and.not.include('everyday');
  });

  it('counts members from the group as well as from the person', () => {
    const file = yaml('people: {bo: {roles: [approver]}}\ngroups: {ops: {members: [bo]}, admins: {}}');
    expect(load({}, file).warnings[0]).to.not.include('Nobody can approve');
  });

  it('says when passwords would cross a network in clear text', () => {
    expect(load({ OPSROOM_HOST: '0.0.0.0' }).warnings.join()).to.include('without HTTPS');
    const https = load({ OPSROOM_HOST: '0.0.0.0', OPSROOM_PUBLIC_URL: 'https://ops.example.org' });
    expect(https.warnings.join()).to.not.include('HTTPS');
  });
});
