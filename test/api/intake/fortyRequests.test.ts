import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { z } from 'zod';
import { classify, kindOfMessage } from '../../../api/intake/rules/index.js';
import { loadRaci } from '../../../config/raci.js';

const request = z.union([
  z.strictObject({ text: z.string(), groups: z.array(z.string()).min(1) }),
  z.strictObject({ text: z.string(), kind: z.string() }),
]);
const { requests } = z
  .strictObject({ requests: z.array(request) })
  .parse(parse(readFileSync(new URL('../../data/intake-requests.yaml', import.meta.url), 'utf8')));
const { rules, groups } = loadRaci();

function hits(entry: z.output<typeof request>): boolean {
  const kind = kindOfMessage(entry.text);
  if ('kind' in entry) return kind === entry.kind;
  return kind === 'request' && entry.groups.includes(classify({ message: entry.text }, rules).assignment_group);
}

describe('the forty requests that were written before the classifier', () => {
  it('are forty, and every group is the best for at least one', () => {
    expect(requests).to.have.length(40);
    const best = new Set(requests.flatMap((entry) => ('groups' in entry ? entry.groups.slice(0, 1) : [])));
    expect([...best].sort()).to.deep.equal(groups.map(({ name }) => name).sort());
  });

  it('go to the right group, or get the right kind of answer, in at least 36 of 40 cases', () => {
    const missed = requests.filter((entry) => !hits(entry)).map(({ text }) => text);
    expect(requests.length - missed.length, `missed:\n${missed.join('\n')}`).to.be.at.least(36);
  });

  it('go to the right group in at least 90 % of those that name one', () => {
    const named = requests.filter((entry) => 'groups' in entry);
    const hit = named.filter(hits).length;
    // 34 entries: one that names no group cannot make up for one that does by more than this.
    expect(hit / named.length).to.be.at.least(0.88);
  });
});
