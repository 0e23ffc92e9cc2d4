import { withoutTricks } from './visibleText.js';

/** The address that clients show as a person. Ids hold what no address may, such as a slash. */
export function pillAddress(matrixId: string): string {
  const id = encodeURIComponent(withoutTricks(matrixId)).replaceAll('%40', '@').replaceAll('%3A', ':');
  return `https://matrix.to/#/${id}`;
}
