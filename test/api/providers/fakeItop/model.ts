/**
 * The part of iTop's data model that tickets need, as the standard modules of iTop 3 define it. What is not listed is
 * refused, as iTop refuses it: an attribute by its code, a class by its name, a transition by its state.
 */
export type Fields = Record<string, unknown>;
export type LogEntry = { date: string; user_login: string; user_id: string; message: string; message_html: string };
export type FakeObject = { readonly itopClass: string; readonly id: number; readonly fields: Fields };

export class Refusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(`Error: ${message}`);
    this.code = code;
  }
}

const ticket = [
  ...['org_id', 'caller_id', 'caller_friendlyname', 'caller_email', 'team_id', 'team_name', 'agent_id', 'agent_name'],
  ...[
    'title',
    'description',
    'start_date',
    'last_update',
    'close_date',
    'private_log',
    'ref',
    'friendlyname',
    'status',
  ],
];
const request = [...ticket, 'impact', 'urgency', 'priority', 'resolution_code', 'solution', 'public_log', 'origin'];
const change = [...ticket, 'reason', 'outage', 'requestor_id'];

export const attributes: Readonly<Record<string, readonly string[]>> = {
  Incident: request,
  UserRequest: [...request, 'request_type'],
  RoutineChange: change,
  NormalChange: change,
  EmergencyChange: change,
  Organization: ['name', 'friendlyname', 'status'],
  Person: ['name', 'first_name', 'friendlyname', 'email', 'org_id', 'status'],
  Team: ['name', 'friendlyname', 'org_id', 'email'],
};

/** As iTop writes a value into an answer or compares it. */
export function plain(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export const isTicket = (itopClass: string): boolean => attributes[itopClass]?.includes('title') ?? false;
export const isRequest = (itopClass: string): boolean => itopClass === 'Incident' || itopClass === 'UserRequest';
export const isLog = (attribute: string): boolean => attribute === 'public_log' || attribute === 'private_log';

/** What has to be there for an object to be made. */
export const mandatory: Readonly<Record<string, readonly string[]>> = {
  Incident: ['org_id', 'caller_id', 'title', 'description'],
  UserRequest: ['org_id', 'caller_id', 'title', 'description'],
  RoutineChange: ['org_id', 'title', 'description'],
  NormalChange: ['org_id', 'title', 'description'],
  EmergencyChange: ['org_id', 'title', 'description'],
  Team: ['name', 'org_id'],
  Person: ['name', 'first_name', 'org_id'],
  Organization: ['name'],
};

/** Which class an external key points at. */
export const targets: Readonly<Record<string, string>> = {
  org_id: 'Organization',
  caller_id: 'Person',
  agent_id: 'Person',
  team_id: 'Team',
};

const requestStates: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  new: { ev_assign: 'assigned', ev_timeout: 'escalated_tto' },
  escalated_tto: { ev_assign: 'assigned' },
  assigned: { ev_resolve: 'resolved', ev_pending: 'pending', ev_reassign: 'assigned' },
  pending: { ev_assign: 'assigned', ev_resolve: 'resolved' },
  resolved: { ev_close: 'closed', ev_reopen: 'assigned' },
  closed: {},
};
const changeStates: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  new: { ev_plan: 'plannedscheduled' },
  plannedscheduled: { ev_implement: 'implemented' },
  implemented: { ev_finish: 'closed' },
  closed: {},
};

/** The state that a stimulus leads to; refused in the very words of iTop where there is no such transition. */
export function transition(object: FakeObject, stimulus: string): string {
  const states = isRequest(object.itopClass) ? requestStates : changeStates;
  const state = String(object.fields['status']);
  const target = states[state]?.[stimulus];
  if (target === undefined) {
    const name = String(object.fields['friendlyname']);
    throw new Refusal(100, `Invalid stimulus: '${stimulus}' on the object ${name} in state '${state}'`);
  }
  return target;
}

const matrix: Readonly<Record<string, readonly number[]>> = { 1: [1, 1, 2, 4], 2: [1, 2, 3, 4], 3: [2, 3, 3, 4] };

/** iTop computes the priority of a request from its impact and its urgency. */
export function priorityOf({ impact = 3, urgency = 4 }: Fields): string {
  return String(matrix[String(impact)]?.[Number(urgency) - 1] ?? 4);
}
