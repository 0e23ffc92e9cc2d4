/** Text in a test, without the indentation of the test around it. */
export function readable(texts: TemplateStringsArray, ...values: string[]): string {
  const whole = String.raw(texts, ...values)
    .replace(/^\n/, '')
    .replace(/\n *$/, '');
  const indentation = Math.min(...[...whole.matchAll(/^( *)\S/gm)].map(([, blanks = '']) => blanks.length));
  return whole.replaceAll(new RegExp(`^ {${indentation}}`, 'gm'), '');
}

/** HTML with one tag a line where tags meet: as it is, only easier to read. */
export const spread = (html: string): string => html.replaceAll(/>\n?</g, '>\n<');
