import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { ConfigError, loadSkills, loadTools } from '../../config/index.js';
import { placeholdersOf } from '../../config/skillVariables.js';

const skill = {
  name: 'a-skill',
  description: 'd',
  category: 'c',
  assigned_to_all: true,
  prompt_template: 'Do {what}',
  variables: [{ name: 'what' }],
};

describe('the data files of skills and tools', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync('/tmp/opsroom-test-data-');
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const file = (content: unknown): string => {
    const name = path.join(folder, 'data.yaml');
    writeFileSync(name, stringify(content));
    return name;
  };
  const faultOf = (load: () => unknown): string => {
    try {
      load();
      return '';
    } catch (error) {
      return error instanceof ConfigError ? JSON.stringify(error.problems) : 'another error';
    }
  };

  it('as they ship are without fault, and every prompt says enough to work by', () => {
    for (const { name, prompt_template: template, description } of loadSkills()) {
      expect(template.length, name).to.be.greaterThan(400);
      expect(description, name).to.match(/\.$/);
    }
    expect(loadTools()).to.have.length(16);
  });

  const faults: readonly (readonly [string, object[], string])[] = [
    ['a placeholder that is not declared', [{ ...skill, variables: [] }], '{what} is not declared'],
    ['a variable without a placeholder', [{ ...skill, prompt_template: 'Nothing' }], 'what is declared and not used'],
    ['a variable twice', [{ ...skill, variables: [{ name: 'what' }, { name: 'what' }] }], 'declared twice'],
    ['a name twice', [skill, skill], 'two skills have the same name'],
    ['a field that is not one', [{ ...skill, promt: 'x' }], 'promt'],
    ['a type that is none', [{ ...skill, variables: [{ name: 'what', type: 'date' }] }], 'type'],
    [
      'a default for what is required',
      [{ ...skill, variables: [{ name: 'what', required: true, default: 'x' }] }],
      'no default',
    ],
  ];
  for (const [what, skills, says] of faults)
    it(`of skills with ${what} are refused`, () => {
      expect(faultOf(() => loadSkills(file({ skills })))).to.contain(says);
    });

  it('of tools with a name twice, in whatever case, are refused', () => {
    const tool = { name: 'GitLab', type: 'vcs', description: 'd' };
    expect(faultOf(() => loadTools(file({ tools: [tool, { ...tool, name: 'gitlab' }] })))).to.contain('same name');
    expect(faultOf(() => loadTools(file({ tools: [{ ...tool, host: 'somewhere' }] })))).to.contain('host');
  });

  it('placeholders are names in single braces, each once', () => {
    expect(placeholdersOf('{a} {b_1} {a} {{c}} { d } {1} {"e": 2} {}')).to.deep.equal(['a', 'b_1']);
  });
});
