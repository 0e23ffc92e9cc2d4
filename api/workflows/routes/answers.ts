import { z } from 'zod';
import { notFound } from '../../http/answer.js';
import { id } from '../../http/fields.js';

export const area = 'workflows';
/** The same for a workflow that is not there and for one that the caller may not see. */
export const noWorkflow = notFound('Workflow');
export const runParams = z.object({ run_id: id() });
