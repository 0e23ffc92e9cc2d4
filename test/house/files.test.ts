import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';

const root = process.cwd();
const files = execFileSync('git', ['ls-files', '*.ts'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '');
const text = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const allowed: Record<string, string[]> = {
  config: ['config'],
  api: ['api', 'config'],
  runner: ['runner', 'api', 'config'],
  bot: ['bot', 'api', 'config'],
};

function importsOf(file: string): string[] {
  return [...text(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

describe('the house', () => {
  it('has files to look at', () => {
    expect(files.length).to.be.greaterThan(5);
  });
  for (const file of files) {
    const top = file.split('/')[0] ?? '';
    it(`keeps ${file} short, typed and in its direction`, () => {
      expect(text(file).split('\n').length, 'lines').to.be.at.most(400);
      if (top !== 'test') expect(text(file)).to.not.match(/: any\b|as any\b|<any>|any\[\]/);
      const mayImport = allowed[top];
      for (const specifier of importsOf(file)) {
        if (specifier === 'pg' && top !== 'test') expect(file).to.match(/^api\/db\//);
        if (specifier === 'matrix-bot-sdk') expect(file).to.match(/^bot\/matrix\//);
        if (!specifier.startsWith('.') || !mayImport || file === 'bot/main.ts') continue;
        const target = path.posix.join(path.posix.dirname(file), specifier).split('/')[0];
        expect(mayImport, `${file} imports ${specifier}`).to.include(target);
      }
    });
  }
});
