import { expect } from 'chai';
import { markdownToHtml } from '../../../bot/cards/markdownToHtml.js';

describe('Markdown as HTML', () => {
  const html = (text: string): string => markdownToHtml(text, []);
  const link = (address: string, text: string): string =>
    `<a href="${address}" rel="noopener noreferrer nofollow">${text}</a>`;

  it('shows lists, tables, code and stress', () => {
    expect(html('1. **a**\n2. *b*')).to.equal('<ol>\n<li><strong>a</strong></li>\n<li><em>b</em></li>\n</ol>');
    expect(html('| a | b |\n|:--|--|\n| 1 | 2 |')).to.match(/^<table>\s*<thead>\s*<tr>\s*<th>a<\/th>[^]*<td>2<\/td>/);
    expect(html('```sh\nls <x>\n```')).to.equal('<pre><code class="language-sh">ls &lt;x&gt;\n</code></pre>');
    expect(html('# Title\ntext\nmore')).to.equal('<p><strong>Title</strong></p>\n<p>text<br />\nmore</p>');
  });

  it('shows HTML as the text that it is', () => {
    expect(html('<img src=x onerror=alert(1)>')).to.equal('<p>&lt;img src=x onerror=alert(1)&gt;</p>');
    expect(html('<details><summary>x</summary></details>')).to.not.include('<details');
    expect(html('<!-- <strong> --> &lt;b&gt;')).to.equal('<p>&lt;!-- &lt;strong&gt; --&gt; &lt;b&gt;</p>');
  });

  it('links to web pages and mail only, and says that they are not ours', () => {
    expect(html('[a](https://x.example/?q=1&r=2)')).to.equal(`<p>${link('https://x.example/?q=1&amp;r=2', 'a')}</p>`);
    expect(html('<mailto:ana@x.example>')).to.include(link('mailto:ana@x.example', 'mailto:ana@x.example'));
    expect(html('https://x.example/a_b_c')).to.include(link('https://x.example/a_b_c', 'https://x.example/a_b_c'));
    for (const bad of [
      'javascript:alert(1)',
      'data:text/html,x',
      'ftp://x',
      '//x.example',
      'vbscript:x',
      'matrix:u/x',
    ]) {
      expect(html(`[a](${bad}) ${bad}`), bad).to.not.include('<a');
    }
    expect(html('[a]( java\nscript:alert(1))')).to.not.include('<a');
    expect(html('node.js ana@x.example 10.0.0.1')).to.equal('<p>node.js ana@x.example 10.0.0.1</p>');
  });

  it('loads no picture, and leaves words alone that somebody struck out', () => {
    expect(html('![x](https://x.example/a.png)')).to.equal(`<p>!${link('https://x.example/a.png', 'x')}</p>`);
    expect(html('~~not~~ that')).to.equal('<p>~~not~~ that</p>');
  });

  it('shows people by their names, in running text only', () => {
    const people = [
      { name: 'Bo <b>', matrixId: '@bo_x:example.org' },
      { name: 'Nobody', matrixId: null },
    ];
    const pill = link('https://matrix.to/#/@bo_x:example.org', 'Bo &lt;b&gt;');
    expect(markdownToHtml('**@bo_x:example.org**, please. `@bo_x:example.org`', people)).to.equal(
      `<p><strong>${pill}</strong>, please. <code>@bo_x:example.org</code></p>`,
    );
    expect(markdownToHtml('Ask @bo_x:example.org.', people)).to.equal(`<p>Ask ${pill}.</p>`);
    for (const other of ['@bo_x:example.org.evil', 'x@bo_x:example.org', '@bo_x:example.org:8448', '@room']) {
      expect(markdownToHtml(other, people), other).to.not.include('matrix.to');
    }
  });
});
