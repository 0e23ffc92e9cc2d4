/**
 * A value as JSON that Postgres keeps. JSON can say two things that jsonb refuses: half a character (a lone surrogate, as
 * cutting a text in the middle of an emoji leaves it), which becomes U+FFFD here, and the zero byte, which is left out.
 */
export function jsonText(value: unknown): string {
  // JSON.stringify writes both as escapes; an escape is read with its backslash, so that "\\ud800" stays the text it is.
  return JSON.stringify(value).replaceAll(/\\(u0000|ud[89a-f][\da-f]{2}|.)/g, (escape, code: string) =>
    code === 'u0000' ? '' : code.length === 5 ? '\ufffd' : escape,
  );
}
