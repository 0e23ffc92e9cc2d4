import { createHash } from 'node:crypto';

/** Bytes of the beginning and of the end that are kept: together below what a receipt stores (16,000 characters). */
const headBytes = 8_000;
const tailBytes = 7_500;

export type KeptOutput = {
  push(chunk: Buffer): void;
  /** The beginning and the end, with a line between them that says how much was left out. */
  text(): string;
  /** Over every byte that came. */
  sha256(): string;
};

/** Keeps little of an output of any size, and the digest of all of it. */
export function keepOutput(head = headBytes, tail = tailBytes): KeptOutput {
  const hash = createHash('sha256');
  const first: Buffer[] = [];
  let firstLength = 0;
  let last = Buffer.alloc(0);
  let total = 0;
  return {
    push(chunk) {
      hash.update(chunk);
      total += chunk.length;
      const taken = chunk.subarray(0, Math.max(0, head - firstLength));
      if (taken.length > 0) first.push(Buffer.from(taken));
      firstLength += taken.length;
      const rest = chunk.subarray(taken.length);
      if (rest.length > 0) last = Buffer.concat([last, rest.subarray(-tail)]).subarray(-tail);
    },
    text() {
      const left = total - firstLength - last.length;
      // Cut in the middle of a character or not text at all: what cannot be read becomes the replacement character.
      const end = last.toString('utf8');
      const middle = left > 0 ? `\n[… ${left} bytes left out …]\n` : '';
      const text = `${Buffer.concat(first).toString('utf8')}${middle}${end}`;
      return left > 0 ? storable(text) : storable(Buffer.concat([...first, last]).toString('utf8'));
    },
    sha256: () => hash.copy().digest('hex'),
  };
}

/** Postgres stores no NUL; other control characters stay, the cards strip them. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD');
}
