import type { Database, Listener } from '../../db/index.js';
import { notFound } from '../../http/answer.js';
import type { GateRules } from '../freezePolicy.js';

export type ChangeRoutes = { readonly db: Database; readonly listener: Listener; readonly rules: GateRules };
export const area = 'changes';
export const noChange = notFound('Change');
