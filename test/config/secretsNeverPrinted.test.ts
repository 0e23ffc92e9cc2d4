import { inspect } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { ConfigError } from '../../config/configError.js';
import { environmentVariables } from '../../config/environment.js';
import { configSchema, settingTree } from '../../config/schema.js';
import { Secret } from '../../config/secret.js';
import { load } from './inFolder.js';
import { settled } from './withoutFiles.js';

/** Long enough that it stands nowhere by accident. */
const secretText = fc.stringMatching(/^[A-Za-z0-9_+/=-]{12,24}$/).map((text) => `Zq9${text}`);

const tree = settingTree();
const secretSettings = Object.entries(tree.properties ?? {}).flatMap(([section, node]) =>
  Object.entries(node.properties ?? {}).flatMap(([key, field]) => (field.secret === true ? [{ section, key }] : [])),
);

/** Every way in which something comes into a log, an answer or a terminal. */
function printed(value: unknown): string {
  return [
    inspect(value, { depth: 12, showHidden: true, getters: true }),
    JSON.stringify(value),
    String(value),
    value instanceof Error ? `${value.message}${value.stack ?? ''}` : '',
  ].join('\n');
}

/** Settings of all kinds, right and wrong, in sections that are there and in some that are not. */
const junk = fc.oneof(
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.string({ maxLength: 5 }),
  fc.array(fc.integer(), { maxLength: 2 }),
);
const names = fc.constantFrom(
  ...['port', 'host', 'url', 'mode', 'harness', 'lease', 'ttl', 'typing', 'roles', 'prot', 'passwort', 'service_tokn'],
);
const sections = fc.dictionary(
  fc.constantFrom('server', 'chat', 'runner', 'gates', 'auth', 'matrix', 'models', 'database', 'autth'),
  fc.oneof(fc.dictionary(names, junk, { maxKeys: 3 }), junk),
  { maxKeys: 4 },
);

describe('secrets of the configuration', () => {
  it('are these, and people have one each', () => {
    expect(secretSettings.map(({ section, key }) => `${section}.${key}`)).to.have.members([
      'database.url',
      'matrix.bot_password',
      'matrix.access_token',
      'models.anthropic_api_key',
      'models.anthropic_auth_token',
      'models.openai_api_key',
      'auth.service_token',
      'auth.proxy_secret',
      'oidc.client_secret',
      'providers.itop_password',
      'providers.servicenow_token',
      'providers.servicenow_password',
      'providers.jira_api_token',
      'providers.generic_ticketing_token',
    ]);
    expect(configSchema.parse({ people: { bo: { password: 'x' } } }).people['bo']?.password).to.be.instanceOf(Secret);
  });

  it('are printed by no configuration, whatever else stands in it and however it fails', () => {
    fc.assert(
      fc.property(sections, fc.constantFrom(...secretSettings), secretText, (others, { section, key }, text) => {
        const here = others[section];
        const base = typeof here === 'object' && here !== null && !Array.isArray(here) ? here : {};
        const result = settled({ ...others, [section]: { ...base, [key]: text }, people: { bo: { password: text } } });
        expect(printed(result)).to.not.include(text);
      }),
      { numRuns: 150 },
    );
  });

  it('are not printed where they were put by mistake: in another setting, a list, a number’s place, a name’s value', () => {
    fc.assert(
      fc.property(fc.constantFrom(...environmentVariables), secretText, ({ name, path }, text) => {
        const [section = '', key = ''] = path.split('.');
        for (const value of [text, [text], { [key]: text }, { nested: { text } }])
          expect(
            printed(unlessPlain(settled({ [section]: { [key]: value } }), text)),
            `${path} in the file`,
          ).to.not.include(text);
        expect(printed(unlessPlain(settled({}, { [name]: text }), text)), name).to.not.include(text);
      }),
      { numRuns: 60 },
    );
  });

  it('are not printed by the whole loading either, with its checks between settings and its YAML', () => {
    fc.assert(
      fc.property(secretText, fc.constantFrom('', '*', '!', '"', '- ', '{', '@', '%', ': '), (text, before) => {
        const raw = `auth:\n  service_token: ${before}${text}\npeople:\n  bo: {password: ${text.slice(0, 4)}}\n`;
        const wellFormed = stringify({
          database: { url: `mysql://user:${text}@host/name` },
          people: { bo: { roles: [text], groups: [text], password: text.slice(0, 7) } },
          groups: { ops: { members: [text] } },
          models: { codex_auth_mode: 'proxy', openai_api_key: text },
        });
        for (const yaml of [raw, wellFormed]) {
          let told: unknown;
          try {
            told = load({ DASHBOARD_SERVICE_TOKEN: text.slice(0, 15) }, { 'opsroom.yaml': yaml });
          } catch (error) {
            expect(error).to.be.instanceOf(ConfigError);
            told = error;
          }
          expect(printed(told), yaml).to.not.include(text);
          expect(printed(told), yaml).to.not.include(text.slice(0, 15));
        }
      }),
      { numRuns: 8 },
    );
  });
});

/** A setting that is plain text keeps the text, and shows it: that is no secret's place, and not what is asked here. */
function unlessPlain(result: ReturnType<typeof settled>, text: string): unknown {
  return 'server' in result && JSON.stringify(result).includes(text) ? 'taken as plain text' : result;
}
