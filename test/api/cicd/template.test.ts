import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { gitlabTemplate } from '../../../api/cicd/gitlabTemplate.js';
import { startTestApi, textIn, type Fields, type TestApi } from '../../support/api.js';

/** https://docs.gitlab.com/ci/yaml/, "Job keywords". */
const jobKeywords = [
  ...[
    'after_script',
    'allow_failure',
    'artifacts',
    'before_script',
    'cache',
    'coverage',
    'dast_configuration',
    'dependencies',
  ],
  ...[
    'environment',
    'extends',
    'hooks',
    'identity',
    'id_tokens',
    'image',
    'inherit',
    'interruptible',
    'manual_confirmation',
  ],
  ...[
    'needs',
    'pages',
    'parallel',
    'release',
    'resource_group',
    'retry',
    'rules',
    'run',
    'script',
    'secrets',
    'services',
  ],
  ...['stage', 'start_in', 'tags', 'timeout', 'trigger', 'variables', 'when'],
];
/** The same page: "Global keywords", and the header section. */
const globalKeywords = ['default', 'include', 'stages', 'variables', 'workflow'];
const keywordsIn = {
  artifacts: ['access', 'exclude', 'expire_in', 'expose_as', 'name', 'paths', 'public', 'reports', 'untracked', 'when'],
  image: ['name', 'entrypoint', 'docker', 'kubernetes', 'pull_policy'],
  needs: ['artifacts', 'job', 'optional', 'parallel', 'pipeline', 'project', 'ref'],
  rules: ['allow_failure', 'changes', 'exists', 'if', 'interruptible', 'needs', 'variables', 'when'],
};
const whenOf = {
  job: ['on_success', 'on_failure', 'never', 'always', 'manual', 'delayed'],
  artifacts: ['on_success', 'on_failure', 'always'],
};

type Job = Fields & { readonly script?: string[]; readonly extends?: string; readonly stage?: string };

describe('the GitLab template', () => {
  let api: TestApi;
  let file: Record<string, Job>;
  let folder: string;
  before(async () => {
    api = await startTestApi({ config: { server: { environment: 'test', public_url: 'https://ops.example.org' } } });
    folder = await mkdtemp('/tmp/opsroom-test-template-');
    const { body } = await api.call('admin', 'GET', '/api/cicd/gitlab/template');
    expect(body).to.include({ provider: 'gitlab', filename: '.gitlab-ci.yml' });
    expect(body['notes']).to.be.an('array').that.is.not.empty;
    file = parse(textIn(body, 'template')) as Record<string, Job>;
  });
  after(async () => {
    await api?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const jobs = (): [string, Job][] => Object.entries(file).filter(([name]) => !globalKeywords.includes(name));
  /** With what it extends. */
  const whole = (job: Job): Job => ({ ...(job.extends === undefined ? {} : file[job.extends]), ...job });

  it('has a job for each scanner and one that posts the run', () => {
    const names = jobs().map(([name]) => name);
    expect(names.filter((name) => !name.startsWith('.'))).to.deep.equal([
      'semgrep',
      'trivy',
      'zap',
      'nuclei',
      'opsroom-report',
    ]);
  });

  it('has only keywords that GitLab knows, in every job', () => {
    for (const [name, job] of jobs()) {
      expect(jobKeywords, name).to.include.members(Object.keys(job));
      for (const [field, known] of Object.entries(keywordsIn)) {
        const value = job[field];
        const parts = Array.isArray(value) ? value : [value];
        for (const part of parts.filter((one): one is Fields => typeof one === 'object' && one !== null))
          expect(known, `${name}.${field}`).to.include.members(Object.keys(part));
      }
      for (const rule of (job['rules'] ?? []) as Fields[])
        if (rule['when'] !== undefined) expect(whenOf.job).to.include(rule['when']);
      const artifacts = job['artifacts'] as Fields | undefined;
      if (artifacts) expect(whenOf.artifacts).to.include(artifacts['when']);
    }
  });

  it('runs every job in a stage that is there, with an image and a script of text lines', () => {
    const stages = file['stages'] as unknown as string[];
    for (const [name, job] of jobs().filter(([one]) => !one.startsWith('.'))) {
      const { stage, script, image } = whole(job);
      expect(stages, name).to.include(stage);
      expect(script, name).to.be.an('array').that.is.not.empty;
      for (const line of script ?? []) expect(line, name).to.be.a('string');
      expect(image, name).to.exist;
    }
  });

  it('waits for jobs of earlier stages alone, and does not need those that may be left out', () => {
    const stages = file['stages'] as unknown as string[];
    for (const [name, job] of jobs()) {
      for (const need of (job['needs'] ?? []) as { job: string; optional?: boolean }[]) {
        const needed = whole(file[need.job] ?? {});
        expect(stages.indexOf(needed.stage ?? ''), `${name} needs ${need.job}`).to.be.within(
          0,
          stages.indexOf(whole(job).stage ?? '') - 1,
        );
        if (needed['rules'] !== undefined) expect(need.optional, `${need.job} has rules`).to.be.true;
      }
    }
  });

  it('extends what is there, and lets no scanner end the pipeline before the run is posted', () => {
    for (const name of ['semgrep', 'trivy', 'zap', 'nuclei']) {
      const job = file[name] ?? {};
      expect(Object.keys(file)).to.include(job.extends);
      expect(whole(job)).to.deep.include({ allow_failure: true });
      expect(whole(job)['artifacts']).to.deep.include({ when: 'always', paths: ['reports/'] });
    }
    expect(file['opsroom-report']?.['rules']).to.deep.equal([{ when: 'always' }]);
  });

  it('names images with a version, and holds no secret', () => {
    for (const [name, job] of jobs().filter(([one]) => !one.startsWith('.'))) {
      const image = typeof job['image'] === 'string' ? job['image'] : String((job['image'] as Fields)['name']);
      expect(image, name).to.match(/:[v\d]/);
    }
    expect(Object.keys(file['variables'] ?? {})).to.not.include('OPSROOM_TOKEN');
  });

  it('has the address of the installation in it', () => {
    expect((file['variables'] as Fields)['OPSROOM_URL']).to.equal('https://ops.example.org');
    expect((parse(gitlabTemplate(undefined)) as typeof file)['variables']).to.include({
      OPSROOM_URL: 'https://opsroom.example.org',
    });
    const odd = `https://ops.example.org/$&'"#`;
    const variables = (parse(gitlabTemplate(odd)) as typeof file)['variables'];
    expect(variables?.['OPSROOM_URL']).to.equal(odd.replace("'", '%27'));
  });

  type Ended = { code: number | null; said: string };

  /** The last job, with reports as the scanners write them. */
  async function runReportJob(reports: Record<string, string>, variables: Record<string, string> = {}): Promise<Ended> {
    const place = await mkdtemp(path.join(folder, 'job-'));
    await mkdir(path.join(place, 'reports'));
    for (const [name, content] of Object.entries(reports)) await writeFile(path.join(place, 'reports', name), content);
    const script = (file['opsroom-report']?.script ?? []).join('\n');
    const env = {
      ...{
        PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`,
        OPSROOM_URL: api.url,
        OPSROOM_TOKEN: api.serviceToken,
      },
      ...{
        CI_PROJECT_PATH: 'demo/pipeline',
        CI_COMMIT_REF_NAME: 'main',
        CI_COMMIT_SHA: 'abc',
        CI_JOB_ID: path.basename(place),
      },
      ...{ CI_PIPELINE_URL: 'https://gitlab.example.org/p/1', OPSROOM_DEPLOYMENT_TARGET: 'test', ...variables },
    };
    return new Promise((resolve) => {
      execFile('sh', ['-e', '-c', script], { cwd: place, env, timeout: 30_000 }, (error, stdout, stderr) => {
        resolve({ code: error ? (typeof error.code === 'number' ? error.code : null) : 0, said: stdout + stderr });
      });
    });
  }
  const lastRun = async (): Promise<Fields> => {
    const { body } = await api.call('admin', 'GET', '/api/cicd/runs?limit=1');
    const id = (body['runs'] as Fields[])[0]?.['id'];
    return (await api.call('admin', 'GET', `/api/cicd/runs/${String(id)}`)).body;
  };

  const cleanReports = {
    'semgrep.json': '{"results": []}',
    'trivy.json': '{"Results": [{"Target": "package-lock.json"}]}',
    'zap.json': '{"site": [{"@name": "https://test", "alerts": []}]}',
    ...{ 'semgrep.exit': '0\n', 'trivy.exit': '0\n', 'zap.exit': '0\n', 'nuclei.exit': '0\n' },
  };

  it('its last job posts the run, and ends well when the gate is passed', async () => {
    const ended = await runReportJob(cleanReports);
    expect(ended, ended.said).to.include({ code: 0 });
    expect(await lastRun()).to.include({
      status: 'passed',
      repo_ref: 'demo/pipeline',
      branch: 'main',
      commit_sha: 'abc',
      finding_count: 0,
    });
  });

  it('its last job reads what each scanner writes, and fails the pipeline for what is grave', async () => {
    const ended = await runReportJob(
      {
        ...cleanReports,
        'semgrep.json': JSON.stringify({
          results: [
            { check_id: 'js.eval', path: 'a.js', start: { line: 3 }, extra: { severity: 'ERROR', message: 'eval' } },
          ],
        }),
        'trivy.json': JSON.stringify({
          Results: [
            {
              Target: 'lock',
              Vulnerabilities: [
                { VulnerabilityID: 'CVE-1', Severity: 'CRITICAL', PkgName: 'openssl', FixedVersion: '3', Title: 'bad' },
              ],
            },
            {
              Target: 'Dockerfile',
              Misconfigurations: [{ ID: 'DS002', Severity: 'LOW', Title: 'root' }],
              Secrets: [{ RuleID: 'aws', Severity: 'HIGH', Title: 'key', Match: 'AKIASECRET' }],
            },
          ],
        }),
        'zap.json': JSON.stringify({
          site: [
            {
              '@name': 'https://test',
              alerts: [
                {
                  pluginid: '10020',
                  riskdesc: 'Medium (High)',
                  alert: 'Frame',
                  instances: [{ uri: 'https://test/a' }],
                },
              ],
            },
          ],
        }),
        'zap.exit': '2',
        'nuclei.jsonl':
          '{"template-id": "t1", "info": {"name": "Panel", "severity": "info"}, "matched-at": "https://test/admin"}\n',
      },
      { OPSROOM_CREATE_TICKET: 'true' },
    );
    expect(ended, ended.said).to.include({ code: 1 });
    const run = await lastRun();
    expect(run).to.include({ status: 'failed', finding_count: 6 });
    expect(run['severity_counts']).to.deep.equal({ critical: 1, high: 2, medium: 1, low: 1, info: 1, unknown: 0 });
    expect(run['ticket_id']).to.be.a('number');
    expect((run['findings'] as Fields[])[0]).to.include({
      tool: 'trivy',
      rule_id: 'CVE-1',
      package: 'openssl',
      fixed_version: '3',
    });
    expect(JSON.stringify(run)).to.contain('https://gitlab.example.org/p/1').and.not.contain('AKIASECRET');
  });

  it('27.33: its last job reports no scanner as clean that did not run or broke', async () => {
    const broken = { 'semgrep.json': 'not JSON', 'trivy.exit': '1', 'zap.exit': '3', 'nuclei.exit': '' };
    const ended = await runReportJob({ ...cleanReports, ...broken });
    expect(ended, ended.said).to.include({ code: 1 });
    const run = await lastRun();
    expect(run['status']).to.equal('needs_review');
    const results = run['tool_results'] as Record<string, Fields>;
    expect(Object.entries(results).map(([tool, { status }]) => [tool, status])).to.have.deep.members([
      ['semgrep', 'error'],
      ['trivy', 'error'],
      ['owasp_zap', 'error'],
      ['nuclei', 'not_recorded'],
    ]);
  });

  it('its last job says why when it is refused, and fails', async () => {
    const ended = await runReportJob(cleanReports, { OPSROOM_TOKEN: 'wrong' });
    expect(ended.code).to.equal(2);
    expect(ended.said).to.contain('refused');
  });
});
