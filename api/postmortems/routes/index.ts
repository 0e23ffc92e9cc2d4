import type { Route } from '../../http/route.js';
import type { PostmortemRoutes } from './answers.js';
import { evidence, synthesize } from './evidence.js';
import { create, edit, get, list, promote, review } from './postmortems.js';

export function postmortemRoutes(options: PostmortemRoutes): Route[] {
  return [
    list(options),
    create(options),
    evidence(options),
    synthesize(options),
    get(options),
    edit(options),
    review(options),
    promote(options),
  ];
}
