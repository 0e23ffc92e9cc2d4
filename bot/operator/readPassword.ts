/** Characters; no password that is taken is nearly as long (api/access/passwordRule.ts). */
const most = 2_000;

export type Input = AsyncIterable<Buffer | string> & { readonly isTTY?: boolean };

export type PasswordRead =
  | { readonly kind: 'password'; readonly password: string }
  | { readonly kind: 'misunderstood'; readonly sentence: string };

const misunderstood = (sentence: string): PasswordRead => ({ kind: 'misunderstood', sentence });

/** One line of standard input. A terminal is refused: it would show what is typed. */
export async function readPassword(input: Input): Promise<PasswordRead> {
  if (input.isTTY === true)
    return misunderstood('--password-stdin: pipe the password in, as a terminal would show it while it is typed.');
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of input) {
    parts.push(typeof part === 'string' ? Buffer.from(part) : part);
    size += part.length;
    if (size > 4 * most) break;
  }
  const password = Buffer.concat(parts)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  if (password === '') return misunderstood('--password-stdin: nothing came from standard input.');
  if (/[\r\n]/.test(password)) return misunderstood('--password-stdin: it is one line, and more came.');
  if (password.length > most) return misunderstood(`--password-stdin: it has at most ${most} characters.`);
  return { kind: 'password', password };
}
