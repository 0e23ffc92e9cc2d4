/** The pattern of `like` for a text that contains this one; no character of it means anything. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
