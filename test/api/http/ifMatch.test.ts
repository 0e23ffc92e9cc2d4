import { expect } from 'chai';
import { refuseStale, versionTag } from '../../../api/http/ifMatch.js';

describe('If-Match', () => {
  const refused = (header: string | undefined, current = 3): unknown => refuseStale(header, current)?.status;

  it('that is not sent asks for nothing', () => {
    expect(refused(undefined)).to.equal(undefined);
  });

  for (const header of ['"3"', 'W/"3"', '3', ' "3" ', '"1", "3"', '*', '"1",*', versionTag(3)])
    it(`${header} lets version 3 be written over`, () => {
      expect(refused(header)).to.equal(undefined);
    });

  for (const header of ['"2"', '"33"', '"03"', '', '""', 'three', '"1", "2"', 'W/"4"'])
    it(`${header === '' ? 'that is empty' : header} is not version 3`, () => {
      expect(refused(header)).to.equal(412);
    });

  it('that is stale is answered with the version that there is', () => {
    const answer = refuseStale('"2"', 3);
    expect(answer?.body).to.include({ error: 'version_changed', version: 3 });
    expect((answer?.body as { detail: string }).detail).to.contain('version 3');
  });
});
