import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { environmentVariables } from '../../config/environment.js';
import { driftedDocuments, generate, generatedDocuments } from '../../config/generate.js';
import { load } from './inFolder.js';

const sample = generatedDocuments().get('config/opsroom.sample.yaml') ?? '';

describe('the generated documents', () => {
  it('are what the schema gives (else: npm run build && node dist/config/generate.js)', () => {
    expect(driftedDocuments(process.cwd())).to.deep.equal([]);
  });

  it('are checked without being written, and written without being asked twice', () => {
    const root = mkdtempSync(path.join(tmpdir(), 'opsroom-generate-'));
    const said: string[] = [];
    const print = (line: string) => void said.push(line);
    try {
      mkdirSync(path.join(root, 'config'));
      expect(generate(['--check'], root, print)).to.equal(1);
      expect(said.join()).to.include('node dist/config/generate.js');
      expect(driftedDocuments(root)).to.have.length(2);
      expect(generate([], root, print)).to.equal(0);
      expect(generate(['--check'], root, print)).to.equal(0);
      expect(readFileSync(path.join(root, 'config/opsroom.sample.yaml'), 'utf8')).to.equal(sample);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it('name every variable', () => {
    const table = generatedDocuments().get('config/ENVIRONMENT.md') ?? '';
    for (const { name } of environmentVariables) expect(table).to.include(`\`${name}\``);
  });
});

describe('the sample file', () => {
  it('changes nothing as it stands', () => {
    expect(load({}, { 'opsroom.yaml': sample }).config).to.deep.include({
      people: load().config.people,
      runner: load().config.runner,
    });
  });

  it('is valid with every setting uncommented', () => {
    const all = sample.replace(/^( *)#(?! )/gm, '$1').replace(/^ {2}#( {2}\S)/gm, '  $1');
    expect(all).to.include('\n    matrix_id:').and.include('\n  port: 8080');
    const policies = readFileSync(path.join(process.cwd(), 'config/data/policies.yaml'), 'utf8');
    const { config } = load({}, { 'opsroom.yaml': all, 'policies.yaml': policies });
    expect(Object.keys(config.people)).to.include.members(['ana', 'admin', 'dora']);
    expect(config.groups['night-shift']?.members).to.deep.equal(['dora']);
    expect(config.server.port).to.equal(8080);
    expect(config.gates.ttl.low).to.equal(86_400);
  });
});
