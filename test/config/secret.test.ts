import { inspect } from 'node:util';
import { expect } from 'chai';
import { Secret } from '../../config/secret.js';

describe('a secret', () => {
  const secret = new Secret('hunter2');
  it('is shown by no way of printing', () => {
    for (const printed of [
      String(secret),
      ''.concat(secret.toString()),
      JSON.stringify({ secret }),
      inspect({ secret }, { depth: 9, showHidden: true }),
    ]) {
      expect(printed).to.include('[redacted]').and.not.include('hunter2');
    }
  });
  it('comes out through reveal alone', () => {
    expect(secret.reveal()).to.equal('hunter2');
  });
});
