/** The words that decide, in answer to a card. Nothing else does: "not approved yet?" is talk. */
const verbs: ReadonlyMap<string, 'approve' | 'reject'> = new Map([
  ['approve', 'approve'],
  ['approved', 'approve'],
  ['✅', 'approve'],
  ['reject', 'reject'],
  ['rejected', 'reject'],
  ['❌', 'reject'],
]);

/** Reads "approve", "reject because it is Friday" and the two pictures; undefined for everything else. */
export function voteInWords(
  body: string,
): { readonly verb: 'approve' | 'reject'; readonly reason: string | null } | undefined {
  const [, first = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(body.trim()) ?? [];
  // A verb is short; a message of dots is not looked at any further.
  if (first.length > 20) return undefined;
  const verb = verbs.get(first.replace(/[.!:,\uFE0F]+$/u, '').toLowerCase());
  if (verb === undefined) return undefined;
  const reason = rest.replace(/^(because|:|-|,)\s*/i, '').trim();
  return { verb, reason: reason === '' ? null : reason };
}
