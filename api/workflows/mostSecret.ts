import type { Classification } from '../../config/roles.js';
import { moreSecret } from '../tickets/index.js';
import type { Workflow } from './contract.js';

/** Of what a version is learnt from and of the versions that it goes on from: a class is lowered by a person alone. */
export function mostSecret(
  secrecy: Classification,
  ...versions: readonly (Pick<Workflow, 'security_classification'> | undefined)[]
): Classification {
  return versions.reduce<Classification>(
    (most, version) => (version ? moreSecret(most, version.security_classification) : most),
    secrecy,
  );
}
