import type { Database } from '../../db/index.js';
import type { Route } from '../../http/route.js';
import { complete, learn, rerun, run } from './runs.js';
import { edit, get, list, review, save } from './workflows.js';

export function workflowRoutes(db: Database): Route[] {
  return [
    list(db),
    save(db),
    get(db),
    edit(db),
    review(db),
    run(db),
    complete(db),
    rerun(db),
    learn(db, 'postmortem'),
    learn(db, 'workflow_build'),
  ];
}
