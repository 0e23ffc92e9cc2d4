import type { Caller } from '../../api/http/index.js';
import type { Speaker } from '../../api/chat/index.js';

/** A linked person as the one who says something. */
export function speakerOf({ principalId, personId, displayName, email }: Caller): Speaker {
  return { principalId, personId, name: displayName, email };
}
