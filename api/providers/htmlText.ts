import sanitizeHtml from 'sanitize-html';

/** Plain text as HTML that shows it as it is: paragraphs, lines, and no mark-up of the writer's. */
export function textToHtml(text: string): string {
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r\n', '\n');
  return escaped
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br />')}</p>`)
    .join('');
}

/** HTML as the text that it shows; text without mark-up stays as it is. Scripts and styles are left out with what is in them. */
export function htmlToText(html: string): string {
  const lines = html.replaceAll(/<br\s*\/?>\s*/gi, '\n').replaceAll(/<\/(p|div|h[1-6]|ul|ol|table)\s*>\s*/gi, '\n\n');
  const plain = sanitizeHtml(lines.replaceAll(/<\/(li|tr)\s*>\s*/gi, '\n'), {
    allowedTags: [],
    allowedAttributes: {},
    parser: { decodeEntities: true },
  });
  return plain
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('\u00a0', ' ')
    .replaceAll('&amp;', '&')
    .replaceAll(/[ \t]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
