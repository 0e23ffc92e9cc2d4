import { problem, type Answer } from './answer.js';

/** The entity tag of a row that counts its versions. */
export function versionTag(version: number): string {
  return `"${version}"`;
}

const tagsIn = (header: string): string[] =>
  header.split(',').map((tag) => tag.trim().replace(/^W\//i, '').replaceAll('"', ''));

/** What to answer where something is approved and nothing says which version was read; `*` names none. */
export function refuseUnread(header: string | undefined): Answer | undefined {
  if (header !== undefined && header.trim() !== '' && !tagsIn(header).includes('*')) return undefined;
  const detail =
    'Send the `version` that was read, in the body or as If-Match: only what was read can be approved, not what was written since.';
  return problem(428, 'precondition_required', detail);
}

/**
 * What to answer when the caller sent If-Match with another version than the current one; undefined when it may go on. Tags
 * come quoted, weak or bare, several with commas between them, and `*` is any.
 */
export function refuseStale(header: string | undefined, current: number): Answer | undefined {
  if (header === undefined) return undefined;
  const wanted = tagsIn(header);
  if (wanted.includes('*') || wanted.includes(String(current))) return undefined;
  return problem(
    412,
    'version_changed',
    `This was changed meanwhile: it is at version ${current} now. Read it again, and send that version.`,
    { version: current },
  );
}
