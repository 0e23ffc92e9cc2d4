/** Characters of a program's output that go into a note: a room's message holds 64 KiB, and a person reads far less. */
const longestOutput = 6000;

/** Output that closes the code fence around it would be read as Markdown. */
export function quotable(output: string): string {
  const text = output.replaceAll('```', "'''").trimEnd();
  return text.length > longestOutput ? `${text.slice(0, longestOutput)}\n… (${text.length} characters in all)` : text;
}

/** Fills `{{name}}` of a workflow's text. A name without a value stays as it is: a gap must be seen, not guessed. */
export function fillIn(text: string, values: Readonly<Record<string, string | number | undefined>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? whole : String(value);
  });
}
