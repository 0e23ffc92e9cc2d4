import { expect } from 'chai';
import fc from 'fast-check';
import { longestBody } from '../../../api/knowledge/contract.js';
import { htmlToText, pageText, titleOfHtml } from '../../../api/knowledge/importUrl/pageText.js';

const asPage = (type: string, body: string | Buffer, charset = 'utf-8') =>
  pageText({ url: 'https://docs.example.org/', type, charset, bytes: Buffer.from(body) });

describe('the text of a page', () => {
  it('has a line for each block, and a dash before what is listed', () => {
    const html =
      '<h1>VPN</h1><p>Order the certificate.</p><ul><li>First</li><li>Second <b>thing</b></li></ul><p>Done</p>';
    expect(htmlToText(html)).to.equal('VPN\n\nOrder the certificate.\n\n- First\n\n- Second thing\n\nDone');
  });

  it('takes a line break of the source for a blank, but not in what is shown as it is written', () => {
    expect(htmlToText('<p>one\n  two\tthree</p>')).to.equal('one two three');
    expect(htmlToText('<pre>line 1\nline 2</pre>')).to.equal('line 1\nline 2');
    expect(htmlToText('one<br>two<br/>three')).to.equal('one\ntwo\nthree');
  });

  it('keeps the cells of a table row beside each other', () => {
    expect(htmlToText('<table><tr><th>Host</th><td>web-1</td></tr></table>')).to.match(/Host\s+web-1/);
  });

  const silent = [
    '<script>alert(1)</script>',
    '<style>p { color: red }</style>',
    '<noscript>Turn it on</noscript>',
    '<iframe>inner</iframe>',
    '<textarea>typed</textarea>',
    '<svg><text>drawn</text></svg>',
    '<!-- a remark -->',
    '<template>later</template>',
  ];
  for (const html of silent)
    it(`drops ${html}`, () => {
      expect(htmlToText(`<p>before</p>${html}<p>after</p>`)).to.match(/^before\s+after$/);
    });

  it('drops attributes with their addresses and handlers', () => {
    const text = htmlToText(
      '<p onclick="steal()"><a href="javascript:steal()">link</a><img src=x onerror=steal()></p>',
    );
    expect(text).to.equal('link');
  });

  it('unescapes once, so that escaped markup stays the text that it was', () => {
    expect(htmlToText('<p>a &lt;b&gt; &amp;amp; "c" &eacute;</p>')).to.equal('a <b> &amp; "c" é');
    expect(htmlToText('&amp;lt;script&amp;gt;')).to.equal('&lt;script&gt;');
  });

  it('takes the title of the page in one line, and none where there is none', () => {
    expect(titleOfHtml('<html><head><title>\n VPN &amp;\n more </title></head></html>')).to.equal('VPN & more');
    expect(titleOfHtml('<p>no title</p>')).to.be.null;
    expect(titleOfHtml('<title></title>')).to.be.null;
    expect(titleOfHtml(`<title>${'x'.repeat(900)}</title>`)).to.have.length(500);
  });

  it('leaves the title out of the text', () => {
    expect(asPage('text/html', '<head><title>VPN</title></head><body>Text</body>')).to.deep.equal({
      title: 'VPN',
      text: 'Text',
    });
  });

  it('leaves plain text and Markdown as they are', () => {
    const markdown = '# Title\n\n- <b>not HTML</b>\n';
    expect(asPage('text/markdown', markdown)).to.deep.equal({ title: null, text: markdown.trim() });
    expect(asPage('text/plain', 'a  b').text).to.equal('a  b');
  });

  it('reads other alphabets than UTF-8, and an unknown one as UTF-8', () => {
    expect(asPage('text/plain', Buffer.from([0xe9]), 'iso-8859-1').text).to.equal('é');
    expect(asPage('text/plain', 'é', 'x-nobody-knows').text).to.equal('é');
    expect(asPage('text/plain', Buffer.from([0xff, 0x41])).text).to.equal('\ufffdA');
  });

  it('keeps at most what an article may hold, and no half character', () => {
    expect(asPage('text/plain', 'a'.repeat(longestBody + 5)).text).to.have.length(longestBody);
    const cut = asPage('text/plain', `${'a'.repeat(longestBody - 1)}😀`).text;
    expect(cut).to.have.length(longestBody - 1);
  });

  it('has no zero byte, which no table keeps', () => {
    expect(asPage('text/html', '<p>a\u0000b</p>').text).to.equal('ab');
    expect(asPage('text/plain', 'a\u0000b').text).to.equal('ab');
  });

  it('has no tag left, whatever the page is made of', () => {
    const pieces = fc.constantFrom(
      '<p>',
      '</p>',
      '<',
      '>',
      '<script>',
      '</script>',
      '<b',
      '"',
      "'",
      '<!--',
      '-->',
      '<li>',
      'word',
      '&lt;',
      '<![CDATA[',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        // What was escaped on the page is text and may look like a tag.
        const html = parts.filter((part) => part !== '&lt;').join('');
        expect(htmlToText(html)).to.not.match(/<(script|p|li|b)\b/i);
      }),
    );
  });
});
