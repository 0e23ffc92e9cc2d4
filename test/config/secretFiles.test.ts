import { expect } from 'chai';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadConfig } from '../../config/index.js';

describe('files that hold secrets', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp('/tmp/opsroom-test-secrets-');
    await writeFile(path.join(folder, 'opsroom.yaml'), 'server: {port: 9000}\n', { mode: 0o600 });
    await writeFile(path.join(folder, 'token'), 'a-token-of-a-service\n', { mode: 0o600 });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const load = (env: Record<string, string> = {}) => loadConfig({ env, cwd: folder });

  it('are the configuration and those that a variable names, absolute, for whoever hides them from runs', () => {
    const { secretFiles, warnings } = load({ DASHBOARD_SERVICE_TOKEN_FILE: 'token' });
    expect(secretFiles).to.have.members([path.join(folder, 'opsroom.yaml'), path.join(folder, 'token')]);
    expect(warnings.filter((text) => text.includes('chmod'))).to.deep.equal([]);
  });

  it('are not those of a variable that is set itself', () => {
    const env = { DASHBOARD_SERVICE_TOKEN: 'a-token-of-another', DASHBOARD_SERVICE_TOKEN_FILE: 'token' };
    expect(load(env).secretFiles).to.deep.equal([path.join(folder, 'opsroom.yaml')]);
  });

  it('are warned of, with the fix, when others on the machine may read them', async () => {
    await chmod(path.join(folder, 'opsroom.yaml'), 0o644);
    const [warning] = load().warnings.filter((text) => text.includes('chmod'));
    expect(warning)
      .to.include(`chmod 600 ${path.join(folder, 'opsroom.yaml')}`)
      .and.match(/runs/);
  });
});
