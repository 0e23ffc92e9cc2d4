import { expect } from 'chai';
import { environmentTable } from '../../config/environmentTable.js';
import { sampleFile } from '../../config/sampleFile.js';
import { accepted, refused } from './withoutFiles.js';

describe('the settings of the credential vault', () => {
  it('are those of the contract unless somebody sets them', () => {
    expect(accepted({}).vault).to.deep.equal({ provider: 'server-manager', resolver_mode: 'reference-only' });
    expect(accepted({}, { CREDENTIAL_VAULT_PROVIDER: ' ' }).vault.provider).to.equal('server-manager');
  });

  it('a provider is a name: nothing that could hold a credential or break a line is one', () => {
    for (const name of ['hashicorp-vault', 'vault.example_1', 'A'.repeat(80)])
      expect(accepted({ vault: { provider: name } }).vault.provider).to.equal(name);
    for (const wrong of ['', 'https://u:hush@vault.example', 'two words', 'a\nb', '-x', 'A'.repeat(81), 7, null]) {
      const [problem, ...more] = refused({ vault: { provider: wrong } });
      expect(more).to.deep.equal([]);
      expect(problem).to.include({ key: 'vault.provider', where: 'opsroom.yaml line 1' });
      expect(JSON.stringify(problem)).to.not.contain('hush');
    }
  });

  it('a mode in which values would pass through stops the start, and the one that there is is named', () => {
    for (const problems of [
      refused({ vault: { resolver_mode: 'direct' } }),
      refused({}, { CREDENTIAL_VAULT_RESOLVER_MODE: 'direct' }),
    ]) {
      expect(problems.map(({ key }) => key)).to.deep.equal(['vault.resolver_mode']);
      expect(problems[0]?.fix).to.contain('reference-only');
    }
  });

  it('stand in the sample and in the table of variables, with the defaults', () => {
    const rows = environmentTable().split('\n');
    for (const [variable, setting, standard] of [
      ['CREDENTIAL_VAULT_PROVIDER', 'vault.provider', 'server-manager'],
      ['CREDENTIAL_VAULT_RESOLVER_MODE', 'vault.resolver_mode', 'reference-only'],
    ] as const) {
      const row = rows.find((line) => line.includes(`\`${variable}\``));
      expect(row).to.contain(`\`${setting}\``).and.contain(`\`${standard}\``);
      expect(sampleFile()).to.contain(variable).and.contain(standard);
    }
  });
});
