import type { AskedLease } from './planOfRequest.js';

/** What a shell pattern is made of: each of these stands for more than one name. */
const wildcards = /[*?[]/g;
const countOf = (text: string): number => text.match(wildcards)?.length ?? 0;

/** More than reading one thing that is named: never a small matter, whatever the words around it say. */
export function reachesFar({ wanted: { resource_id: id, action } }: AskedLease): boolean {
  return action !== 'read' || countOf(id) > 0;
}

export type TooWide = { readonly path: string; readonly sentence: string };

/**
 * What an agent cannot ask for, because people could not say what they approve: every action at once, or a pattern with more
 * than one wildcard. Undefined when it may be asked for.
 */
export function tooWideForAgent({ wanted: { resource_id: id, action }, inferred }: AskedLease): TooWide | undefined {
  if (countOf(action) > 0) {
    const sentence = 'An agent asks for one action by its name, such as read. Ask once for each that the work needs.';
    return { path: 'body.lease_request.action', sentence };
  }
  if (countOf(id) <= 1) return undefined;
  const path = inferred ? 'body.resource' : 'body.lease_request.resource_id';
  return { path, sentence: 'An agent names what it needs with one wildcard at most, such as demo/*.' };
}
