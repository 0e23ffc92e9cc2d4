import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { sourceFiles } from './sourceFiles.js';

type Source = { readonly file: string; readonly text: string };

describe('the files of the house', () => {
  let sources: Source[];
  before(async () => {
    const { root, files } = await sourceFiles();
    const ours = files.filter((file) => /\.(ts|mjs)$/.test(file));
    sources = await Promise.all(
      ours.map(async (file) => ({ file, text: await readFile(path.join(root, file), 'utf8') })),
    );
    expect(sources.length).to.be.greaterThan(300);
  });

  const those = (rule: (source: Source) => boolean): string[] => sources.filter(rule).map(({ file }) => file);

  it('have at most 400 lines', () => {
    expect(those(({ text }) => text.split('\n').length > 401)).to.deep.equal([]);
  });

  it('are typed: no "any" anywhere', () => {
    const any = new RegExp(['(: an', 'y\\b|as an', 'y\\b|<an', 'y>|an', 'y\\[\\])'].join(''));
    expect(those(({ file, text }) => file.endsWith('.ts') && !file.endsWith('.d.ts') && any.test(text))).to.deep.equal(
      [],
    );
  });

  it('are named by what they do', () => {
    expect(those(({ file }) => /(^|\/)(utils?|helpers?|lib|manager|common|misc)(\.|\/)/i.test(file))).to.deep.equal([]);
  });

  it('leave nothing for later, and run every test', () => {
    const later = new RegExp(`\\b(${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')}|not implemented)\\b`);
    expect(those(({ file, text }) => !file.startsWith('test/') && later.test(text))).to.deep.equal([]);
    const alone = new RegExp(`\\b(it|describe)\\.(${['on', 'ly'].join('')}|${['sk', 'ip'].join('')})\\(`);
    expect(those(({ text }) => alone.test(text))).to.deep.equal([]);
  });

  it('have at least as many lines of tests as of source', () => {
    const lines = (rule: (file: string) => boolean): number =>
      sources.filter(({ file }) => rule(file)).reduce((sum, { text }) => sum + text.split('\n').length, 0);
    const tests = lines((file) => file.startsWith('test/'));
    const source = lines((file) => /^(api|bot|config|runner)\//.test(file));
    expect(tests / source).to.be.at.least(1);
  });
});
