import { expect } from 'chai';
import fc from 'fast-check';
import { allFindings, countSeverities, severityOf } from '../../../api/cicd/findings.js';
import { judge, statusOf, type Gate } from '../../../api/cicd/gate.js';
import { canonicalResults, canonicalTool, ran, requiredScanners } from '../../../api/cicd/scanners.js';
import type { Fields } from '../../support/api.js';
import { cleanRun, finding } from './runBodies.js';

const clean = cleanRun()['tool_results'] as Fields;
const gateOf = (findings: readonly unknown[], reported: Fields): { gate: Gate; reasons: readonly string[] } => {
  const results = canonicalResults(reported);
  return judge(allFindings(findings, results), results);
};

describe('the names of scanners', () => {
  const names: readonly (readonly [string, string])[] = [
    ['zap', 'owasp_zap'],
    ['OWASP-ZAP', 'owasp_zap'],
    ['zap_baseline', 'owasp_zap'],
    ['owasp zap full scan', 'owasp_zap'],
    ['zaproxy', 'owasp_zap'],
    ['semgrep', 'semgrep'],
    ['semgrep_sast', 'semgrep'],
    ['trivy_fs', 'trivy'],
    ['trivy-image', 'trivy'],
    ['nuclei', 'nuclei'],
    ['projectdiscovery_nuclei', 'nuclei'],
    ['Gitleaks', 'gitleaks'],
  ];
  for (const [given, canonical] of names)
    it(`${given} is ${canonical}`, () => {
      expect(canonicalTool(given)).to.equal(canonical);
    });

  it('27.30: a name that only begins or ends like one is another tool', () => {
    for (const name of ['zapier', 'semgrepper', 'trivyx', 'mynuclei', 'unzap']) {
      expect(canonicalTool(name)).to.equal(name);
    }
  });
});

describe('what a pipeline reports of its scanners', () => {
  it('has the four required ones always among it', () => {
    expect(canonicalResults({})).to.deep.equal(
      Object.fromEntries(requiredScanners.map((tool) => [tool, { status: 'not_recorded' }])),
    );
    expect(Object.keys(canonicalResults({ gitleaks: 'ok' }))).to.deep.equal([...requiredScanners, 'gitleaks']);
  });

  it('may be a word, a list of findings, or an object with or without a status', () => {
    const results = canonicalResults({
      semgrep: 'Completed',
      trivy: [finding('low')],
      zap: { exit_code: 0 },
      nuclei: { exit_code: 1 },
    });
    expect(Object.values(results).map(({ status }) => status)).to.deep.equal([
      'completed',
      'completed',
      'completed',
      'unknown',
    ]);
  });

  it('is nothing where it is no report', () => {
    for (const value of [null, false, true, 5])
      expect(canonicalResults({ trivy: value })['trivy'], String(value)).to.deep.equal({ status: 'not_recorded' });
  });

  it('exit code 2 of ZAP is one of a scan that came to its end, and says so', () => {
    for (const code of [2, '2']) {
      const zap = canonicalResults({ zap_baseline: { status: 'error', exit_code: code } })['owasp_zap'];
      expect(zap?.status).to.equal('completed_with_findings');
      expect(zap?.['note']).to.be.a('string');
    }
    expect(canonicalResults({ zap: { status: 'error', exit_code: 3 } })['owasp_zap']?.status).to.equal('error');
    expect(canonicalResults({ trivy: { status: 'error', exit_code: 2 } })['trivy']?.status).to.equal('error');
  });

  it('two reports of one scanner are as good as the worse of them, and both are kept', () => {
    const together = (one: string, other: string) =>
      canonicalResults({ trivy_fs: { status: one }, trivy_image: { status: other } })['trivy'];
    expect(together('completed', 'completed')?.status).to.equal('completed');
    expect(together('completed', 'completed_with_findings')?.status).to.equal('completed_with_findings');
    expect(together('completed', 'error')?.status).to.equal('error');
    expect(together('error', 'completed_with_findings')?.['parts']).to.have.keys('trivy_fs', 'trivy_image');
  });

  it('a word that nobody knows is not one of a scanner that came to its end', () => {
    for (const status of ['error', 'failed', 'skipped', 'running', 'timeout', 'unknown', 'whatever', 'not_recorded'])
      expect(ran({ status }), status).to.be.false;
    for (const status of ['completed', 'completed_with_findings', 'passed', 'success', 'ok'])
      expect(ran({ status }), status).to.be.true;
  });

  it('names that every object has are names like others', () => {
    const results = canonicalResults(JSON.parse('{"__proto__": "ok", "constructor": "ok"}') as Fields);
    expect(results['constructor']).to.deep.equal({ status: 'ok' });
    expect(({} as Fields)['status']).to.be.undefined;
  });
});

describe('the severity of a finding', () => {
  const words: readonly (readonly [unknown, string])[] = [
    ['CRITICAL', 'critical'],
    ['blocker', 'critical'],
    ['High', 'high'],
    ['High (Medium)', 'high'],
    ['ERROR', 'high'],
    ['WARNING', 'medium'],
    ['moderate', 'medium'],
    ['Low', 'low'],
    ['Informational', 'info'],
    ['note', 'info'],
    ['', 'unknown'],
    ['highway', 'unknown'],
    [undefined, 'unknown'],
    [9.8, 'unknown'],
    [{}, 'unknown'],
  ];
  for (const [given, severity] of words)
    it(`${JSON.stringify(given) ?? 'nothing'} is ${severity}`, () => {
      expect(severityOf(given)).to.equal(severity);
    });

  it('counts what stands in the list and what stands only in the reports, each finding once', () => {
    const results = canonicalResults({
      trivy: { status: 'completed_with_findings', findings: [finding('high'), finding('low', { rule_id: 'other' })] },
    });
    const found = allFindings([finding('high'), 'just a title', 5, null], results);
    expect(countSeverities(found)).to.deep.equal({ critical: 0, high: 1, medium: 0, low: 1, info: 0, unknown: 1 });
    expect(found.map(({ tool }) => tool)).to.deep.equal(['trivy', null, 'trivy']);
  });
});

describe('the gate of a run', () => {
  it('is passed when all four scanners came to their end and found nothing grave', () => {
    expect(gateOf([], clean)).to.deep.equal({ gate: 'passed', reasons: [] });
    expect(gateOf([finding('medium'), finding('low'), finding('info')], clean).gate).to.equal('passed');
  });

  it('27.33: is not passed when nothing was recorded', () => {
    const { gate, reasons } = gateOf([], {});
    expect(gate).to.equal('needs_review');
    expect(reasons).to.deep.equal(requiredScanners.map((tool) => `${tool} has not run`));
  });

  for (const tool of requiredScanners)
    it(`27.33: is not passed without ${tool}`, () => {
      const rest = Object.fromEntries(Object.entries(clean).filter(([name]) => name !== tool));
      expect(gateOf([], rest)).to.deep.equal({ gate: 'needs_review', reasons: [`${tool} has not run`] });
      for (const status of ['error', 'failed', 'skipped', 'timeout', 'running', '']) {
        expect(gateOf([], { ...clean, [tool]: { status } }).gate, status).to.equal('needs_review');
      }
    });

  it('27.33: a set of scanners that is not whole is never enough', () => {
    fc.assert(
      fc.property(
        fc.subarray([...requiredScanners], { maxLength: 3 }),
        fc.array(fc.constantFrom('low', 'info', 'medium')),
        (tools, grades) => {
          const reported = Object.fromEntries(tools.map((tool) => [tool, { status: 'completed' }]));
          expect(
            gateOf(
              grades.map((grade) => finding(grade)),
              reported,
            ).gate,
          ).to.equal('needs_review');
        },
      ),
    );
  });

  for (const severity of ['critical', 'high', 'ERROR', 'High (Medium)'])
    it(`is failed by a finding of severity ${severity}, wherever it stands`, () => {
      expect(gateOf([finding(severity)], clean).gate).to.equal('failed');
      expect(gateOf([finding(severity)], {}).gate).to.equal('failed');
      const nested = { ...clean, trivy: { status: 'completed', findings: [finding(severity)] } };
      expect(gateOf([], nested).gate).to.equal('failed');
      expect(gateOf([], { ...clean, trivy_fs: { status: 'completed', findings: [finding(severity)] } }).gate).to.equal(
        'failed',
      );
    });

  for (const stated of [
    { severity_counts: { high: 1 } },
    { summary: { CRITICAL: '2' } },
    { counts: { critical: 1 } },
    { high: 3 },
  ])
    it(`is failed by a number that a report states: ${JSON.stringify(stated)}`, () => {
      expect(gateOf([], { ...clean, nuclei: { status: 'completed', ...stated } }).gate).to.equal('failed');
    });

  it('a stated number of nothing fails nothing', () => {
    expect(
      gateOf([], { ...clean, nuclei: { status: 'completed', severity_counts: { critical: 0, high: '0', low: 4 } } })
        .gate,
    ).to.equal('passed');
  });

  it('waits for people when a finding has no severity that one knows', () => {
    expect(gateOf([finding('awkward')], clean)).to.deep.equal({
      gate: 'needs_review',
      reasons: ['1 unrated finding'],
    });
  });

  it('waits for people when another tool did not come to its end, but not when it was skipped', () => {
    expect(gateOf([], { ...clean, gitleaks: { status: 'error' } }).gate).to.equal('needs_review');
    expect(gateOf([], { ...clean, gitleaks: { status: 'skipped' } }).gate).to.equal('passed');
  });

  const kept: readonly (readonly [string | null, Gate, string])[] = [
    [null, 'passed', 'passed'],
    [null, 'failed', 'failed'],
    ['passed', 'passed', 'passed'],
    ['failed', 'passed', 'failed'],
    ['needs_review', 'passed', 'needs_review'],
    ['running', 'passed', 'running'],
    ['running', 'needs_review', 'running'],
    ['running', 'failed', 'failed'],
    ['needs_review', 'failed', 'failed'],
  ];
  for (const [sent, gate, status] of kept)
    it(`sent ${sent ?? 'nothing'}, found ${gate}: ${status}`, () => {
      expect(statusOf(sent, gate)).to.equal(status);
    });

  it('27.33: nobody can say "passed", in whatever word, for records that are worse', () => {
    for (const word of ['passed', ' PASSED ', 'pass', 'success', 'ok', 'green', 'clean', 'Succeeded'])
      for (const gate of ['needs_review', 'failed'] as const) expect(statusOf(word, gate), word).to.equal(gate);
  });
});
