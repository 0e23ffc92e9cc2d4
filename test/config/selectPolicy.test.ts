import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { ConfigError, loadPolicies, selectPolicy, type PolicySet } from '../../config/index.js';
import { changeOrigins, planKinds, risks } from '../../config/policies.js';

const shipped = loadPolicies(undefined);
const chosen = (
  risk: (typeof risks)[number],
  kind: (typeof planKinds)[number],
  origin: (typeof changeOrigins)[number],
) => selectPolicy(shipped, { risk, kind, origin }).policy;

function own(text: string): PolicySet {
  const folder = mkdtempSync(path.join(tmpdir(), 'opsroom-policies-'));
  try {
    writeFileSync(path.join(folder, 'p.yaml'), text);
    return loadPolicies(path.join(folder, 'p.yaml'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the policy of a change', () => {
  it('exists for every risk, kind and origin, with the version of the set', () => {
    for (const risk of risks)
      for (const kind of planKinds)
        for (const origin of changeOrigins)
          expect(selectPolicy(shipped, { risk, kind, origin }).version).to.equal(shipped.version);
  });

  it('is the everyday one for low risk, and asks more as the risk grows', () => {
    expect(chosen('low', 'argv', 'agent').id).to.equal('everyday');
    expect(chosen('medium', 'agent', 'agent').id).to.equal('everyday');
    expect(chosen('high', 'argv', 'agent').id).to.equal('high');
    expect(chosen('high', 'agent', 'agent').id).to.equal('described-high');
    expect(chosen('unknown', 'argv', 'person').id).to.equal('high');
    expect(chosen('critical', 'argv', 'agent').id).to.equal('critical');
  });

  it('gives access, intake and CI/CD gates seven days at every risk', () => {
    for (const origin of ['access', 'intake', 'cicd'] as const)
      for (const risk of risks) expect(chosen(risk, 'manual', origin).ttl, `${origin} ${risk}`).to.equal(7 * 86_400);
    expect(chosen('low', 'argv', 'agent').ttl).to.equal(undefined);
  });

  it('wants two people for high and critical risk that is only described', () => {
    for (const risk of ['high', 'critical', 'unknown'] as const)
      for (const kind of ['agent', 'manual'] as const)
        for (const origin of changeOrigins) {
          const policy = chosen(risk, kind, origin);
          expect(policy.accepts_described_plan).to.equal(true);
          expect(Math.min(...policy.alternatives.map(({ count }) => count))).to.be.at.least(2);
        }
  });

  it('takes the first that fits, and matches actions by pattern', () => {
    const entry = (id: string, match: string) =>
      `  - {id: ${id}, description: x, match: ${match}, alternatives: [{count: 1, of: 'group:ops'}]}\n`;
    const set = own(`version: 3\npolicies:\n${entry('restart', "{action: ['restart*db']}")}${entry('rest', '{}')}`);
    const pick = (action?: string) =>
      selectPolicy(set, { risk: 'low', kind: 'argv', origin: 'agent', ...(action === undefined ? {} : { action }) });
    expect(pick('Restart the DB').policy.id).to.equal('restart');
    expect(pick('please restart the db').policy.id).to.equal('rest');
    expect(pick().policy.id).to.equal('rest');
    expect(pick().version).to.equal(3);
  });

  it('is refused when a risk is left out, silence would approve, or one pair of eyes reads plans in words', () => {
    const entry = (more: string) =>
      `version: 1\npolicies:\n  - {id: a, description: x, match: {}, alternatives: [{count: 1, of: 'group:ops'}], ${more}}\n`;
    expect(() => own(entry('deny_threshold: 1'))).to.not.throw();
    expect(() => own(entry('deny_threshold: 1').replace('match: {}', 'match: {risk: [low]}'))).to.throw(
      ConfigError,
      /high\/argv/,
    );
    expect(() => own(entry('on_expire: approve'))).to.throw(ConfigError);
    expect(() => own(entry('accepts_described_plan: true'))).to.throw(ConfigError, /two people/);
    expect(() => own(entry('ttl: 7d').replace('group:ops', 'group:owner'))).to.throw(ConfigError, /stand/);
  });
});
