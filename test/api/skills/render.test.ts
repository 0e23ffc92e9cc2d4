import { expect } from 'chai';
import fc from 'fast-check';
import { render, type Rendered } from '../../../api/skills/render.js';
import type { SkillVariable } from '../../../config/skillVariables.js';

const variable = (name: string, type: SkillVariable['type'], more: Partial<SkillVariable> = {}): SkillVariable => ({
  ...{ name, type, required: true, description: '' },
  ...more,
});
const textOf = (rendered: Rendered): string => {
  if (rendered.kind !== 'rendered') throw new Error(JSON.stringify(rendered.errors));
  return rendered.text;
};
const errorsOf = (rendered: Rendered): string[] =>
  rendered.kind === 'wrong' ? rendered.errors.map(({ path, message }) => `${path} ${message}`) : [];

describe('the prompt of a skill with values in it', () => {
  it('has each value wherever its name stands in braces', () => {
    const text = textOf(
      render('{host} of {team}; again {host}', [variable('host', 'string'), variable('team', 'string')], {
        host: 'web-1',
        team: 'ops',
      }),
    );
    expect(text).to.equal('web-1 of ops; again web-1');
  });

  it('a value that looks like a placeholder stays the text that it is', () => {
    const variables = [variable('a', 'string'), variable('b', 'string')];
    expect(textOf(render('{a} {b}', variables, { a: '{b}', b: '{a}' }))).to.equal('{b} {a}');
    expect(textOf(render('{a}', variables.slice(0, 1), { a: '{secret}', secret: 'x' }))).to.equal('{secret}');
    expect(textOf(render('{a}', variables.slice(0, 1), { a: "$& $1 $' $$" }))).to.equal("$& $1 $' $$");
  });

  it('a value never changes what another one becomes', () => {
    const any = fc.string();
    fc.assert(
      fc.property(any, any, any, (one, two, between) => {
        fc.pre(one !== '' && two !== '' && !/[{}]/.test(between));
        const template = `<{one}|${between}|{two}>`;
        const text = textOf(render(template, [variable('one', 'string'), variable('two', 'string')], { one, two }));
        expect(text).to.equal(`<${one}|${between}|${two}>`);
      }),
    );
  });

  it('every variable that is missing or of another type is named, all at once', () => {
    const variables = [variable('ticket_id', 'integer'), variable('host', 'string'), variable('share', 'number')];
    expect(errorsOf(render('{ticket_id}{host}{share}', variables, { ticket_id: 'seven' }))).to.deep.equal([
      'body.ticket_id must be an integer',
      'body.host is required (string)',
      'body.share is required (number)',
    ]);
  });

  for (const empty of [undefined, null, ''])
    it(`${JSON.stringify(empty) ?? 'undefined'} is nothing: a required one is missing, another one has its default`, () => {
      expect(errorsOf(render('{a}', [variable('a', 'string')], { a: empty }))).to.have.length(1);
      const withDefault = variable('a', 'string', { required: false, default: 'standard' });
      expect(textOf(render('{a}', [withDefault], { a: empty }))).to.equal('standard');
      expect(textOf(render('[{a}]', [variable('a', 'string', { required: false })], { a: empty }))).to.equal('[]');
    });

  const good: readonly (readonly [SkillVariable['type'], unknown, string])[] = [
    ['string', 'text', 'text'],
    ['string', 5, '5'],
    ['string', false, 'false'],
    ['integer', 42, '42'],
    ['integer', ' 42 ', '42'],
    ['integer', '-7', '-7'],
    ['number', 1.5, '1.5'],
    ['number', '2e3', '2e3'],
    ['boolean', true, 'true'],
    ['boolean', 'False', 'false'],
    ['list', ['a', 2], '- a\n- 2'],
    ['list', [], ''],
  ];
  for (const [type, value, text] of good)
    it(`${JSON.stringify(value)} is a ${type}`, () => {
      expect(textOf(render('{v}', [variable('v', type)], { v: value }))).to.equal(text);
    });

  const bad: readonly (readonly [SkillVariable['type'], unknown])[] = [
    ['string', { a: 1 }],
    ['string', ['a']],
    ['integer', 1.5],
    ['integer', true],
    ['integer', '0x10'],
    ['integer', 1e21],
    ['number', 'many'],
    ['number', 'Infinity'],
    ['number', '0x10'],
    ['number', [1]],
    ['boolean', 1],
    ['boolean', 'yes'],
    ['list', 'a'],
    ['list', [{}]],
    ['list', { 0: 'a' }],
  ];
  for (const [type, value] of bad)
    it(`${JSON.stringify(value)} is no ${type}`, () => {
      expect(errorsOf(render('{v}', [variable('v', type)], { v: value }))).to.have.length(1);
    });

  it('a placeholder that is not declared takes any text, and stays when there is none', () => {
    expect(textOf(render('{x} and {y}', [], { x: 'here' }))).to.equal('here and {y}');
    expect(textOf(render('{x}', [], { x: { a: 1 } }))).to.equal('{x}');
  });

  it('JSON, doubled braces and names that every object has are no placeholders of anything', () => {
    const template = '{"a": 1} {{host}} {} { host } {constructor} {__proto__}';
    expect(textOf(render(template, [], { host: 'web-1' }))).to.equal(template);
  });
});
