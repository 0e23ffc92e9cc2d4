import type { Queryable } from '../../db/index.js';
import { wireStatus, type ChangeState } from '../../changes/index.js';
import type { Caller } from '../../http/caller.js';
import { variablesOfTicket } from '../../skills/index.js';
import { workflowsForTicket } from '../../workflows/index.js';
import { contextLists, type ContextList, type ContextQuery } from '../contextQuery.js';
import type { Ticket } from '../contract.js';
import { fitContext, type Lists, type Row } from '../fitContext.js';
import { shownTicket } from '../shown.js';
import { renderedSkill, renderedWorkflow } from '../renderedPrompts.js';
import { innerParts, longestText, openParts, statementOf } from './contextParts.js';

type Found = { readonly name: ContextList; readonly total: number; readonly rows: readonly Row[] };

function shortened(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' && value.length > longestText
        ? `${value.slice(0, longestText)}… [${value.length - longestText} characters left out]`
        : value,
    ]),
  );
}

/** What nobody has put in force is named, so that it is not written twice; how it is done is not for an agent to follow. */
function withoutDrafts(workflows: readonly Row[], caller: Caller): readonly Row[] {
  if (caller.type !== 'agent') return workflows;
  return workflows.map((workflow) =>
    workflow['status'] === 'active' || workflow['status'] === 'approved'
      ? workflow
      : { ...workflow, blueprint: null, test_plan: null },
  );
}

/** The exact state of a gate, and beside it the word that agents poll on (GATES.md, "States"). */
const wireWord = (row: Row, from: string, to: string): Row => ({ ...row, [to]: wireStatus(row[from] as ChangeState) });

function asShown(name: ContextList, rows: readonly Row[]): readonly Row[] {
  switch (name) {
    case 'notes':
    case 'attachments':
      return [...rows].reverse();
    case 'related_tickets':
      // Those of the same title come before others of the class where not all have room; what is shown is newest first.
      return [...rows].sort((one, other) => Number(other['id']) - Number(one['id']));
    case 'change_requests':
      return rows.map((row) => wireWord(row, 'state', 'status'));
    case 'access_requests':
      return rows.map((row) => wireWord(row, 'change_state', 'change_status'));
    default:
      return rows;
  }
}

/**
 * Contract 7.7: everything that one needs to go on with a ticket, as far as the caller may read it. Bounded by rows and by
 * bytes, and it says what it left out. Two statements, whatever there is.
 */
export async function readContext(
  q: Queryable,
  ticket: Ticket,
  caller: Caller,
  query: ContextQuery & { readonly external_url: string | null },
): Promise<Record<string, unknown>> {
  const internal = caller.view.notes.has('internal');
  const params: unknown[] = [];
  const add = (value: unknown): string => `$${params.push(value)}`;
  const parts = [...openParts(ticket, caller, add), ...(internal ? innerParts(ticket, caller, add) : [])];
  const statement = statementOf(parts, query, add);
  const [{ rows: found }, workflows] = await Promise.all([
    q.query<Found>(statement, params),
    internal ? workflowsForTicket(q, caller, ticket, query.workflows_limit) : [],
  ]);
  const lists = Object.fromEntries(contextLists.map((name): [ContextList, readonly Row[]] => [name, []])) as Record<
    ContextList,
    readonly Row[]
  >;
  const leftOut: Partial<Record<ContextList, number>> = {};
  for (const { name, total, rows } of found) {
    lists[name] = asShown(name, rows);
    if (total > rows.length) leftOut[name] = total - rows.length;
  }
  const known = variablesOfTicket(ticket, caller.run?.kind === 'task' ? caller.run : null);
  lists.skills = lists.skills.map((skill) => renderedSkill(skill, known));
  lists.workflows = withoutDrafts(workflows, caller).map((workflow) => renderedWorkflow(workflow, known));
  const shown = shortened({ ...shownTicket(ticket), external_url: query.external_url });
  const room = query.max_bytes - Buffer.byteLength(JSON.stringify(shown));
  const fitted = fitContext(lists satisfies Lists, room - frame);
  for (const name of contextLists) {
    const gone = fitted.gone[name];
    if (gone !== undefined) leftOut[name] = (leftOut[name] ?? 0) + gone;
  }
  return { ticket: shown, ...fitted.lists, ...(Object.keys(leftOut).length > 0 ? { left_out: leftOut } : {}) };
}

/** Bytes for the names of the lists and what is said about what was left out. */
const frame = 1_024;
