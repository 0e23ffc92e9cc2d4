import { expect } from 'chai';
import fc from 'fast-check';
import { environmentVariables } from '../../config/environment.js';
import { configSchema } from '../../config/schema.js';
import { didYouMean } from '../../config/suggest.js';
import { load } from './inFolder.js';
import { refused } from './withoutFiles.js';

const settings = Object.entries(configSchema.parse({}))
  .filter(([section]) => !['people', 'groups'].includes(section))
  .flatMap(([section, values]) => Object.keys(values).map((key) => ({ section, key })));

describe('a misspelled setting', () => {
  it('is led back to the right one for every setting that has a default, and never taken', () => {
    const twist = fc.constantFrom(
      (word: string, at: number) => word.slice(0, at) + word.slice(at + 1),
      (word: string, at: number) => `${word.slice(0, at)}x${word.slice(at)}`,
      (word: string, at: number) => `${word.slice(0, at)}${word[at + 1] ?? ''}${word[at] ?? ''}${word.slice(at + 2)}`,
    );
    fc.assert(
      fc.property(fc.constantFrom(...settings), twist, fc.nat(), ({ section, key }, change, place) => {
        const wrong = change(key, place % key.length);
        fc.pre(wrong !== key && !settings.some((one) => one.section === section && one.key === wrong));
        const problems = refused({ [section]: { [wrong]: 1 } });
        expect(problems).to.have.length(1);
        expect(problems[0]).to.include({ key: `${section}.${wrong}`, says: 'is no setting.' });
        expect(problems[0]?.fix).to.match(/^did you mean "\w+"\?$|^remove it; known here: /);
      }),
      { numRuns: 200 },
    );
  });

  it('is led back from hyphens, capitals, plurals and swapped letters', () => {
    for (const [section, wrong, right] of [
      ['server', 'public-url', 'public_url'],
      ['server', 'publicUrl', 'public_url'],
      ['server', 'DATA_DIR', 'data_dir'],
      ['server', 'role', 'roles'],
      ['matrix', 'homeserver', 'homeserver_url'],
      ['matrix', 'public_ulr', 'public_url'],
      ['runner', 'concurency', 'concurrency'],
      ['auth', 'lock_out', 'lockout'],
    ] as const)
      expect(refused({ [section]: { [wrong]: 'x' } })[0]?.fix, wrong).to.equal(`did you mean "${right}"?`);
    expect(refused({ sever: {} })[0]?.fix).to.equal('did you mean "server"?');
    expect(refused({ people: { bo: { role: ['approver'] } } })[0]).to.include({ key: 'people.bo.role' });
    expect(refused({ groups: { ops: { member: [] } } })[0]?.fix).to.equal('did you mean "members"?');
  });

  it('that is like nothing gets the list and no wild guess', () => {
    expect(didYouMean('colour', ['url', 'pool_size'])).to.equal(undefined);
    expect(didYouMean('', ['url'])).to.equal(undefined);
    expect(didYouMean('x', [])).to.equal(undefined);
    expect(refused({ models: { temperature: 1 } })[0]?.fix).to.match(/^remove it; known here: anthropic_api_key, /);
  });

  it('of several near ones the nearest is meant', () => {
    expect(didYouMean('bot_passwort', ['bot_user', 'bot_password'])).to.equal('bot_password');
    expect(didYouMean('low', ['slow', 'low'])).to.equal('low');
  });
});

describe('a misspelled variable', () => {
  const warned = (env: Record<string, string>): string[] =>
    load(env).warnings.filter((text) => text.startsWith('The variable'));

  it('of ours is named with the one that was meant', () => {
    const wrong = { OPSROOM_PUBLICURL: 'x', MATRIX_HOMSERVER_URL: 'x', OPSROOM_CONFG: 'x', MATRIX_PASSWORD: 'x' };
    expect(warned(wrong)).to.have.members([
      'The variable OPSROOM_PUBLICURL is not read; did you mean OPSROOM_PUBLIC_URL?',
      'The variable MATRIX_HOMSERVER_URL is not read; did you mean MATRIX_HOMESERVER_URL?',
      'The variable OPSROOM_CONFG is not read; did you mean OPSROOM_CONFIG?',
      'The variable MATRIX_PASSWORD is not read; did you mean MATRIX_BOT_PASSWORD?',
    ]);
  });

  it('of another program is none of our business', () => {
    expect(
      warned({ OPENAI_API_KEYS: 'x', PATHS: '/', DATABASE_URLS: 'x', MATRIX_SOMETHING_ELSE_ENTIRELY: 'x' }),
    ).to.deep.equal([]);
  });

  it('is none of those that are read, nor the files of secrets', () => {
    const mine = environmentVariables.map(({ name }) => [name, '']);
    expect(warned(Object.fromEntries(mine) as Record<string, string>)).to.deep.equal([]);
    expect(warned({ MATRIX_ACCESS_TOKEN_FILE: '' })).to.deep.equal([]);
  });
});
