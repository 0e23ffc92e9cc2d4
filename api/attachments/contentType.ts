const unknown = 'application/octet-stream';
const shape = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;

/** `Text/Plain; charset=utf-8` is `text/plain`; what is no media type is bytes. */
export function mediaType(given: string | null | undefined): string {
  const type = (given ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return shape.test(type) ? type : unknown;
}

/** Whether one of the patterns (`image/png`, `image/*`, `*` with `/*`) takes the type. */
export function isTaken(type: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const wanted = pattern.trim().toLowerCase();
    return wanted === '*/*' || wanted === type || (wanted.endsWith('/*') && type.startsWith(wanted.slice(0, -1)));
  });
}

/** What a browser would run or show as a page of ours, if it ever did not save it: that leaves as bytes. */
const active = /(html|xml|svg|javascript|ecmascript|css|xsl|mathml|flash|xap|hta|multipart|message)/;

export function servedType(type: string | null): string {
  const known = mediaType(type);
  return active.test(known) ? unknown : known;
}
