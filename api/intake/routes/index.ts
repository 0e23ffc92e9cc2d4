import type { Route } from '../../http/route.js';
import type { SubmitParts } from '../submit.js';
import { clarifyRoute, classifyRoute } from './classification.js';
import { raciRoutes, type RaciRoutes } from './raci.js';
import { sessionsRoute, submitRoute } from './submissions.js';

export type IntakeRoutes = RaciRoutes & SubmitParts;

export function intakeRoutes(options: IntakeRoutes): Route[] {
  const { db } = options;
  return [classifyRoute(db), clarifyRoute(db), submitRoute(db, options), sessionsRoute(db), ...raciRoutes(options)];
}
