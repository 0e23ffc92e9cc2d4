import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalJson, digestOf, type Json } from '../../../api/audit/canonical.js';

describe('canonical JSON', () => {
  it('sorts keys at every depth and adds no blank', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'é' }], a: true })).to.equal('{"a":true,"b":[1,{"c":"é","d":null}]}');
  });
  it('gives equal values one digest, whatever the order of their keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse()) as Json;
        expect(digestOf(turned)).to.equal(digestOf(value as Json));
        expect(JSON.parse(canonicalJson(turned))).to.deep.equal(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
  it('tells values apart that differ anywhere', () => {
    expect(digestOf({ argv: ['df', '-h'] })).to.not.equal(digestOf({ argv: ['df -h'] }));
  });
  it('refuses numbers that JSON can not hold', () => {
    expect(() => canonicalJson({ n: Number.NaN })).to.throw('finite');
  });
});
