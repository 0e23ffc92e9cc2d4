import { expect } from 'chai';
import { duration } from '../../../bot/cards/duration.js';
import { pointInTime } from '../../../bot/cards/pointInTime.js';

describe('times in words', () => {
  it('names at most two units', () => {
    const said = [0, 0.42, 9, 59.6, 90, 3_600, 3_661, 7_500, 86_400, 129_600, 172_800, 604_800, 180_061].map(duration);
    expect(said).to.deep.equal([
      ...['0 s', '0.4 s', '9 s', '1 min', '1 min 30 s', '1 h', '1 h 1 min', '2 h 5 min', '24 h', '36 h', '2 days'],
      ...['7 days', '2 days 2 h'],
    ]);
  });

  it('names the day of a time, in UTC', () => {
    expect(pointInTime(new Date('2026-05-13T23:05:59+02:00'))).to.equal('Wed 13 May, 21:05 UTC');
    expect(pointInTime(new Date('2027-01-01T00:00:00Z'))).to.equal('Fri 1 Jan, 00:00 UTC');
  });
});
