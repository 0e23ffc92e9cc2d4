import type { Fields } from '../../support/api.js';

/** What a pipeline sends when all four scanners came to their end and found nothing. */
export function cleanRun(more: Fields = {}): Fields {
  const completed = { status: 'completed', exit_code: 0 };
  return {
    ...{ repo_ref: 'demo/shop', branch: 'main', commit_sha: '4f2c1e0', target_url: 'https://test.example.org' },
    tool_results: { semgrep: completed, trivy: completed, owasp_zap: completed, nuclei: completed },
    findings: [],
    ...more,
  };
}

export const finding = (severity: string, more: Fields = {}): Fields => ({
  ...{ tool: 'trivy', severity, rule_id: `CVE-${severity}`, title: `A ${severity} thing`, package: 'openssl' },
  ...more,
});
