import { expect } from 'chai';
import { externalLinks, reportLinks, scannerSummary, summaryOf } from '../../../api/cicd/reports.js';
import { repoUrl } from '../../../api/cicd/repoUrl.js';
import { canonicalResults } from '../../../api/cicd/scanners.js';
import { finding } from './runBodies.js';

describe('the reports of a run', () => {
  it('are there for the four scanners, for other tools that reported, and for tools that only a finding names', () => {
    const summary = scannerSummary(
      [finding('low', { tool: 'gitleaks' }), 'of nobody'],
      canonicalResults({ checkov: 'ok', trivy_fs: 'ok' }),
    );
    expect(Object.keys(summary)).to.deep.equal(['semgrep', 'trivy', 'owasp_zap', 'nuclei', 'checkov', 'gitleaks']);
    expect(summary['gitleaks']).to.deep.include({ status: 'not_recorded', finding_count: 1 });
    expect(summary['checkov']).to.deep.include({ status: 'ok', finding_count: 0 });
  });

  it('are found by every name of a scanner, and by no name that every object has', () => {
    const summary = scannerSummary([], canonicalResults({}));
    for (const name of ['owasp_zap', 'zap', 'ZAP-baseline', ' owasp zap '])
      expect(summaryOf(summary, name)?.tool, name).to.equal('owasp_zap');
    for (const name of ['constructor', '__proto__', 'toString', 'gitleaks', ''])
      expect(summaryOf(summary, name), name).to.be.undefined;
  });

  it('of a scanner that recorded nothing have no link, unless a finding names it', () => {
    const linked = (listed: unknown[]): string[] =>
      reportLinks(8, scannerSummary(listed, canonicalResults({ semgrep: 'completed' }))).map(({ url }) => url);
    expect(linked([])).to.deep.equal(['/api/cicd/runs/8/reports/semgrep']);
    expect(linked([finding('low', { tool: 'nuclei' })])).to.deep.equal([
      '/api/cicd/runs/8/reports/semgrep',
      '/api/cicd/runs/8/reports/nuclei',
    ]);
  });

  it('link to each address of the pipeline once, to twenty of a scanner at most', () => {
    const artifacts = Array.from({ length: 50 }, (_, index) => `https://ci.example.org/${index % 30}`);
    const links = externalLinks('trivy', { status: 'completed', artifacts, report_url: 'https://ci.example.org/0' });
    expect(links).to.have.length(20);
    expect(new Set(links.map(({ url }) => url)).size).to.equal(20);
  });

  it('put together from two reports link to those of both', () => {
    const trivy = canonicalResults({
      trivy_fs: { status: 'completed', html_url: 'https://ci.example.org/fs' },
      trivy_image: { status: 'completed', json_url: 'https://ci.example.org/image' },
    })['trivy'];
    const links = trivy ? externalLinks('trivy', trivy) : [];
    expect(links.map(({ label, url }) => [label, url])).to.deep.equal([
      ['HTML report', 'https://ci.example.org/fs'],
      ['JSON report', 'https://ci.example.org/image'],
    ]);
  });

  for (const url of ['javascript:alert(1)', 'data:text/html,x', '/relative', 'ftp://h/', 'https://', 5, null, {}])
    it(`never link to ${JSON.stringify(url)}`, () => {
      const result = { status: 'completed', report_url: url, artifacts: [url, { url }, { label: 'x' }] };
      expect(externalLinks('trivy', result)).to.be.empty;
    });

  it('belong to a repository that is where its reference says, or below the GitLab that is configured', () => {
    expect(repoUrl('gitlab', 'group/sub/name', 'https://g')).to.equal('https://g/group/sub/name');
    expect(repoUrl('gitlab', 'group/name', undefined)).to.be.null;
    expect(repoUrl('local', 'https://git.example.org/x', undefined)).to.equal('https://git.example.org/x');
    for (const odd of ['group/na me', '../../etc', 'group/../x', 'group//x', '/group', 'group/"><script>', 'unknown'])
      expect(repoUrl('gitlab', odd, 'https://g'), odd).to.be.null;
  });
});
