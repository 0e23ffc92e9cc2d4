import { expect } from 'chai';
import fc from 'fast-check';
import { ranked, scoreOf } from '../../../api/search/rank.js';
import { snippetOf } from '../../../api/search/snippet.js';
import { patterns, termsOf, textQuery } from '../../../api/search/terms.js';

describe('the words of a search', () => {
  it('are in lower case, each once, eight at most and none longer than eighty characters', () => {
    expect(termsOf('  Disk  FULL disk\tweb-1 ')).to.deep.equal(['disk', 'full', 'web-1']);
    expect(termsOf('a b c d e f g h i j')).to.have.length(8);
    expect(termsOf('x'.repeat(100))).to.deep.equal(['x'.repeat(80)]);
    expect(termsOf(' ')).to.deep.equal([]);
  });

  it('are quoted for the full text search, whatever they contain', () => {
    expect(textQuery(["o'neill", 'a\\b'], '&')).to.equal(String.raw`'o''neill':* & 'a\\b':*`);
    expect(textQuery(['one', 'two'], '|')).to.equal(`'one':* | 'two':*`);
  });

  it('mean nothing but themselves as patterns', () => {
    expect(patterns(['50%', 'a_b', 'c\\d'])).to.deep.equal(['%50\\%%', '%a\\_b%', '%c\\\\d%']);
  });
});

describe('a snippet', () => {
  const text = `${'before '.repeat(40)}the needle is here ${'after '.repeat(40)}`;

  it('is a piece around the first word, with dots where it was cut', () => {
    const { snippet, highlights } = snippetOf(text, ['needle']);
    expect(snippet).to.match(/^….*the needle is here.*…$/);
    expect(snippet.length).to.be.at.most(242);
    expect(highlights.map(([from, to]) => snippet.slice(from, to))).to.deep.equal(['needle']);
  });

  it('shows a short text whole, on one line', () => {
    expect(snippetOf('one\n\n two\tthree', ['two'])).to.deep.equal({ snippet: 'one two three', highlights: [[4, 7]] });
    expect(snippetOf('', ['x'])).to.deep.equal({ snippet: '', highlights: [] });
  });

  it('joins places that overlap', () => {
    expect(snippetOf('webserver', ['web', 'webs', 'server']).highlights).to.deep.equal([[0, 9]]);
  });

  it('marks only what is one of the words, in any text', () => {
    const word = fc.constantFrom('web', 'disk', 'İ', '😀', 'ß', '-');
    const random = fc.array(fc.oneof(word, fc.string({ unit: 'grapheme', maxLength: 60 })), { maxLength: 12 });
    fc.assert(
      fc.property(random, fc.uniqueArray(word, { minLength: 1 }), (parts, words) => {
        const terms = words.map((one) => one.toLowerCase());
        const { snippet, highlights } = snippetOf(parts.join(' '), terms);
        expect(snippet.length).to.be.at.most(242);
        expect(snippet).to.not.match(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
        let end = 0;
        for (const [from, to] of highlights) {
          expect(from).to.be.at.least(end);
          end = to;
          const marked = snippet.slice(from, to).toLowerCase();
          expect(terms.some((term) => marked.includes(term))).to.equal(true);
        }
      }),
    );
  });
});

describe('the order of results', () => {
  const made = (id: number, title: string, text: string, day: number) => ({
    ...{ id, title, heading: title, text, type: 'ticket' as const, status: null, url: '', metadata: {} },
    updated_at: new Date(Date.UTC(2026, 0, day)),
  });

  it('is by how many of the words are there, the title above all, and then by the last change', () => {
    const results = [
      made(1, 'printer', 'disk', 9),
      made(2, 'disk full', 'web-1', 1),
      made(3, 'disk', 'nothing', 5),
      made(4, 'disk', 'nothing', 7),
      made(5, 'nothing', 'nothing at all', 30),
    ];
    expect(ranked(results, ['disk', 'full']).map(({ id }) => id)).to.deep.equal([2, 4, 3, 1, 5]);
    expect(scoreOf({ heading: 'Disk', text: 'DISK' }, ['disk'])).to.equal(4);
  });
});
