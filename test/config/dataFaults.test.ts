import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { parse, stringify } from 'yaml';
import { ConfigError, loadPolicies, loadRaci, loadWorkflows } from '../../config/index.js';

type Tree = Record<string, unknown>;
type Fault = { readonly key: string; readonly says: string };

const parsed = new Map(
  ['policies.yaml', 'raci.yaml', 'workflows.yaml'].map((name) => [
    name,
    parse(readFileSync(path.join(process.cwd(), 'config/data', name), 'utf8')) as Tree,
  ]),
);
/** JSON, so that parts that the file names once and uses twice can be edited one by one. */
const shipped = (name: string): Tree => JSON.parse(JSON.stringify(parsed.get(name))) as Tree;

/** What a loader says about the shipped file with these changes; the keys are places such as `rules.0.priority`. */
function faultsOf(name: string, load: (file: string) => unknown, edits: Readonly<Record<string, unknown>>): Fault[] {
  const tree = shipped(name);
  for (const [place, value] of Object.entries(edits)) {
    const parts = place.split('.');
    const last = parts.pop() ?? '';
    const holder = parts.reduce<Tree>((node, part) => node[part] as Tree, tree);
    if (value === undefined) Reflect.deleteProperty(holder, last);
    else holder[last] = value;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'opsroom-data-'));
  const file = path.join(folder, name);
  try {
    writeFileSync(file, JSON.stringify(tree));
    load(file);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const { where, fix } of error.problems) {
      expect(where).to.equal(file);
      expect(fix).to.include('config/data/');
    }
    return error.problems.map(({ key, says }) => ({ key, says }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Case = readonly [what: string, edits: Readonly<Record<string, unknown>>, key: string, says: RegExp];

function eachIsNamed(name: string, load: (file: string) => unknown, cases: readonly Case[]): void {
  it('is right as it ships', () => {
    expect(faultsOf(name, load, {})).to.deep.equal([]);
  });
  for (const [what, edits, key, says] of cases) {
    it(`${what} is refused at ${key}`, () => {
      const faults = faultsOf(name, load, edits);
      expect(faults.map((fault) => fault.key)).to.include(key);
      const told = faults.filter((fault) => fault.key === key).map((fault) => fault.says);
      expect(told.join('\n')).to.match(says);
    });
  }
}

describe('a file of gate policies', () => {
  eachIsNamed('policies.yaml', loadPolicies, [
    ['no version', { version: undefined }, 'version', /expected number/i],
    ['a version that is no whole number', { version: 1.5 }, 'version', /int/i],
    ['no policy at all', { policies: [] }, 'policies', /too small/i],
    ['a key that nobody reads', { 'policies.0.timeout': '1h' }, 'policies[0]', /timeout/],
    ['an id with blanks', { 'policies.0.id': 'My policy' }, 'policies[0].id', /pattern/],
    ['two policies of one id', { 'policies.1.id': 'routed-request' }, 'policies', /two policies have the same id/],
    ['no alternative', { 'policies.0.alternatives': [] }, 'policies[0].alternatives', /too small/i],
    ['a quorum of nobody', { 'policies.0.alternatives.0.count': 0 }, 'policies[0].alternatives[0].count', /too small/i],
    ['a quorum of a crowd', { 'policies.0.alternatives.0.count': 21 }, 'policies[0].alternatives[0].count', /too big/i],
    [
      'a selector without its kind',
      { 'policies.0.alternatives.0.of': 'ops' },
      'policies[0].alternatives[0].of',
      /group:<name>/,
    ],
    [
      'a selector of agents',
      { 'policies.0.alternatives.0.of': 'agent:7' },
      'policies[0].alternatives[0].of',
      /group:<name>/,
    ],
    [
      'a selector without a name',
      { 'policies.0.alternatives.0.of': 'group: ' },
      'policies[0].alternatives[0].of',
      /group:<name>/,
    ],
    [
      'an owning group without a stand-in',
      { 'policies.0.owner_fallback': undefined },
      'policies[0].owner_fallback',
      /who stands in/,
    ],
    [
      'an owning group that stands in for itself',
      { 'policies.0.owner_fallback': 'group:owner' },
      'policies[0].owner_fallback',
      /cannot stand in/,
    ],
    [
      'silence that approves',
      { 'policies.0.on_expire': 'approve' },
      'policies[0].on_expire',
      /"reject"\|"escalate"\|"fail"/,
    ],
    ['a risk that is not known', { 'policies.0.match.risk': ['huge'] }, 'policies[0].match.risk[0]', /critical/],
    ['an empty list to match', { 'policies.0.match.origin': [] }, 'policies[0].match.origin', /too small/i],
    ['a time that is too short', { 'policies.0.ttl': '10s' }, 'policies[0].ttl', /invalid/i],
    ['a time in weeks', { 'policies.0.ttl': '2w' }, 'policies[0].ttl', /invalid/i],
    [
      'plans in words before one pair of eyes',
      { 'policies.1.alternatives.0.count': 1 },
      'policies[1].accepts_described_plan',
      /at least two people/,
    ],
    [
      'a hole, where a risk has no policy',
      { policies: (shipped('policies.yaml')['policies'] as unknown[]).slice(0, 3) },
      'policies',
      /no policy for risk\/kind low\/argv/,
    ],
  ]);

  it('names everything that is wrong at once', () => {
    const edits = { version: 0, 'policies.0.id': '', 'policies.1.deny_threshold': 0, 'policies.2.assurance': 'L5' };
    const keys = faultsOf('policies.yaml', loadPolicies, edits).map(({ key }) => key);
    expect(keys).to.have.members(['version', 'policies[0].id', 'policies[1].deny_threshold', 'policies[2].assurance']);
  });

  it('that is no YAML or not there is refused with its path', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'opsroom-data-'));
    const file = path.join(folder, 'p.yaml');
    writeFileSync(file, 'policies: [');
    expect(() => loadPolicies(file)).to.throw(ConfigError, /p\.yaml cannot be read/);
    writeFileSync(file, '');
    expect(() => loadPolicies(file)).to.throw(ConfigError, /the file \(.*p\.yaml\) is wrong/);
    rmSync(folder, { recursive: true });
    expect(() => loadPolicies(file)).to.throw(ConfigError, /ENOENT/);
  });
});

describe('a file of RACI rules', () => {
  eachIsNamed('raci.yaml', loadRaci, [
    [
      'a rule of a group that is not there',
      { 'rules.0.assignment_group': 'Nowhere' },
      'rules',
      /unknown group Nowhere/,
    ],
    ['two groups of one name', { 'groups.1.name': 'Security Operations' }, 'rules', /two groups have the same name/],
    ['two rules of one id', { 'rules.1.id': 1 }, 'rules', /two rules have the same id or name/],
    ['a keyword in capitals', { 'rules.0.keywords': 'VPN, dns' }, 'rules[0].keywords[0]', /lower-case/],
    ['a keyword of signs alone', { 'rules.0.keywords': 'vpn, --' }, 'rules[0].keywords[1]', /lower-case/],
    [
      'a keyword twice, also in another spelling',
      { 'rules.0.keywords': 'não, nao' },
      'rules',
      /"nao" stands there twice/,
    ],
    ['a priority of another scale', { 'rules.0.priority': 'high' }, 'rules[0].priority', /P1/],
    ['a class that tickets do not have', { 'rules.0.ticket_class': 'Problem' }, 'rules[0].ticket_class', /Incident/],
    ['a weight over one', { 'rules.0.weight': 2 }, 'rules[0].weight', /too big/i],
    ['a weight of nothing', { 'rules.0.weight': 0 }, 'rules[0].weight', /too small/i],
    [
      'a prompt without an agent',
      { 'rules.0.auto_assign_agent': false, 'rules.0.auto_agent_prompt': 'Go' },
      'rules',
      /a prompt without an agent/,
    ],
    [
      'words of a gate without a gate',
      { 'rules.0.approval_required': false, 'rules.0.approval_action': 'Go' },
      'rules',
      /approval_action without approval/,
    ],
    [
      'a question with one choice',
      { 'rules.0.clarify': { question: { en: 'Which?' }, choices: [{ label: { en: 'A' }, rule: 1 }] } },
      'rules[0].clarify.choices',
      /too small/i,
    ],
    [
      'a choice that leads nowhere',
      {
        'rules.0.clarify': {
          question: { en: 'Which?' },
          choices: [
            { label: { en: 'A' }, rule: 1 },
            { label: { en: 'B' }, rule: 9999 },
          ],
        },
      },
      'rules',
      /rule 9999, which is not there/,
    ],
    [
      'a question without English',
      { 'rules.0.clarify': { question: { pt: 'Qual?' }, choices: [] } },
      'rules[0].clarify.question.en',
      /expected string/i,
    ],
  ]);

  it('without the general rule is refused: it is where everything else goes', () => {
    const rules = (shipped('raci.yaml')['rules'] as Tree[]).filter(({ intent }) => intent !== 'general');
    expect(faultsOf('raci.yaml', loadRaci, { rules }).some(({ says }) => says.includes('general is missing'))).to.equal(
      true,
    );
  });

  it('takes the group for who is responsible, and the order of the ids, whatever the file says first', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'opsroom-data-'));
    const tree = shipped('raci.yaml');
    const rules = [...(tree['rules'] as Tree[])].reverse().map((rule) => ({ ...rule, responsible: undefined }));
    writeFileSync(path.join(folder, 'r.yaml'), stringify({ ...tree, rules }));
    const loaded = loadRaci(path.join(folder, 'r.yaml')).rules;
    rmSync(folder, { recursive: true });
    expect(loaded.map(({ id }) => id)).to.deep.equal(loadRaci().rules.map(({ id }) => id));
    for (const rule of loaded) expect(rule.responsible).to.equal(rule.assignment_group);
  });
});

describe('a file of workflows', () => {
  const plan = 'workflows.0.blueprint.2.plan';
  const named = 'workflows[0].blueprint[2].plan';
  const key = (shipped('workflows.yaml')['workflows'] as Tree[])[0]?.['workflow_key'];
  eachIsNamed('workflows.yaml', loadWorkflows, [
    ...['sh', '/bin/bash', 'python3', 'python3.12', 'env', '/usr/bin/sudo', 'node', 'xargs', 'perl'].map(
      (program): Case => [
        `the program ${program}`,
        { [`${plan}.argv`]: [program, '-c', 'x'] },
        `${named}.argv`,
        /not a shell/,
      ],
    ),
    ['a shell among the alternatives', { [`${plan}.otherwise`]: [['zsh']] }, `${named}.otherwise[0]`, /not a shell/],
    ['a plan without a program', { [`${plan}.argv`]: [] }, `${named}.argv`, /too small/i],
    ['a plan of another kind', { [`${plan}.kind`]: 'http' }, `${named}.kind`, /argv/],
    ['a plan without an end', { [`${plan}.timeout`]: undefined }, `${named}.timeout`, /invalid/i],
    [
      'a step that nobody knows',
      { 'workflows.0.blueprint.0.do': 'approve' },
      'workflows[0].blueprint[0].do',
      /invalid/i,
    ],
    [
      'a placeholder that nobody fills',
      { 'workflows.0.blueprint.1.text.en': 'See {{secret}}' },
      'workflows[0]',
      /unknown placeholder \{\{secret\}\}/,
    ],
    [
      'a gate that nobody waits for',
      { 'workflows.0.blueprint.3': { do: 'read_context' } },
      'workflows[0]',
      /nobody waits for the decision/,
    ],
    [
      'an end that is no end',
      { 'workflows.0.blueprint': [{ do: 'read_context' }] },
      'workflows[0]',
      /the last step must be close/,
    ],
    ['a key twice', { 'workflows.1.workflow_key': key }, 'workflows[1]', /stands there twice/],
    ['a key of another form', { 'workflows.0.workflow_key': 'disk' }, 'workflows[0].workflow_key', /pattern/],
    ['a platform that nobody has', { 'workflows.0.platforms': ['amiga'] }, 'workflows[0].platforms[0]', /linux/],
    [
      'a phrase in capitals',
      { 'workflows.0.match.phrases': ['Disk Full'] },
      'workflows[0].match.phrases[0]',
      /lower-case/,
    ],
    ['a set of one word', { 'workflows.0.match.together': [['disk']] }, 'workflows[0].match.together[0]', /too small/i],
    [
      'nobody who reviewed it',
      { 'workflows.0.reviewed_by': undefined },
      'workflows[0].reviewed_by',
      /expected string/i,
    ],
    [
      'an exit code that no program has',
      { 'workflows.0.blueprint': [{ do: 'verify', exit_codes: [256] }] },
      'workflows[0].blueprint[0].exit_codes[0]',
      /too big/i,
    ],
  ]);

  it('of which nothing is verified is refused', () => {
    const blueprint = ((shipped('workflows.yaml')['workflows'] as Tree[])[0]?.['blueprint'] as Tree[]).filter(
      (step) => step['do'] !== 'verify',
    );
    const faults = faultsOf('workflows.yaml', loadWorkflows, { 'workflows.0.blueprint': blueprint });
    expect(faults.some(({ says }) => says.includes('is not verified'))).to.equal(true);
  });
});
