/**
 * A loopback API for runs, as strict as the real one must be (SEAMS, contract 7, 10, 17, 23): it knows one run token, refuses routes, methods and body
 * fields that it does not know, wants an Idempotency-Key on every write, and answers a repeated key with the first answer.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { classify, clarify, matchWorkflow } from '../../../api/intake/rules/index.js';
import { loadRaci } from '../../../config/raci.js';
import { loadWorkflows } from '../../../config/workflows.js';
import { only, Refused } from './refusal.js';

type Json = Record<string, unknown>;
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly body: Json;
}
export interface Ticket extends Json {
  id: number;
  title: string;
  status: string;
}
export interface Change extends Json {
  id: number;
  state: string;
}

const { rules, groups } = loadRaci();
const workflows = loadWorkflows();
const final = new Set([
  'rejected',
  'expired',
  'withdrawn',
  'superseded',
  'completed',
  'failed',
  'execution_expired',
  'drifted',
]);
const wire = (state: string): string =>
  ['expired', 'withdrawn', 'superseded'].includes(state)
    ? 'rejected'
    : final.has(state) && !['rejected', 'completed'].includes(state)
      ? 'approved'
      : state;

export async function openPlatform() {
  const state = {
    token: 'run-token-1',
    turn: {
      turn_id: 7,
      session_id: 3,
      harness: 'builtin',
      message: { id: 1, body: '', created_at: '2026-01-01T00:00:00Z' },
      requester: { name: 'Ana', email: null as string | null },
      history: [] as { role: string; body: string }[],
      tickets: [] as Json[],
      question: null as Json | null,
      force_new_ticket: false,
      spawn_agent: true,
      assignment_groups: groups.map(({ name }) => name),
    },
    tickets: new Map<number, Ticket>(),
    notes: [] as Json[],
    changes: [] as Change[],
    task: {
      task_id: 9,
      agent_id: 5,
      ticket_id: 12,
      task_type: 'ticket_resolution',
      prompt: '',
      attempt: 1,
      workflow: null as Json | null,
    },
    /** By PUT …/result, newest last. */
    results: [] as Json[],
    seen: [] as Seen[],
    /** Answers of 503 before the next success, and connections that are cut after the work was done. */
    unavailable: 0,
    cutAfterWork: 0,
    /** Refuses to open a change with this sentence. */
    refuseChanges: undefined as string | undefined,
    /** Called when a change was opened; decides what people do. */
    onChange: (() => undefined) as (change: Change) => void,
  };
  const refusals: { path: RegExp; status: number; detail: string }[] = [];
  const refused: Seen[] = [];
  const keys = new Map<string, { digest: string; status: number; answer: unknown }>();
  const ticket = (id: string): Ticket => {
    const found = state.tickets.get(Number(id));
    if (!found) throw new Refused(404, 'There is no such ticket.');
    return found;
  };
  const classified = (body: Json): Json => {
    const input = {
      message: String(body['message']),
      title: body['title'] as string | undefined,
      category: body['category'] as string | undefined,
    };
    const found = classify(input, rules);
    const match = matchWorkflow(input.message, workflows, { intent: found.intent, platform: 'linux' });
    return {
      ...found,
      workflow: match ? { id: 1, name: match.workflow.name, workflow_key: match.workflow.workflow_key } : null,
    };
  };

  type Handler = (body: Json, ids: readonly string[], query: URLSearchParams) => unknown;
  const routes: readonly (readonly [string, RegExp, Handler])[] = [
    ['GET', /^\/api\/ops-chat\/turns\/7$/, () => state.turn],
    [
      'POST',
      /^\/api\/intake\/classify$/,
      (body) => (only(body, ['message'], ['title', 'category']), { classification: classified(body) }),
    ],
    [
      'POST',
      /^\/api\/intake\/clarify$/,
      (body) => {
        only(body, ['message'], ['title', 'category', 'requester_email']);
        return { ...clarify({ message: String(body['message']) }, rules), classification: classified(body) };
      },
    ],
    [
      'POST',
      /^\/api\/tickets$/,
      (body) => {
        only(
          body,
          ['title', 'description', 'ticket_class', 'priority', 'assignee_team', 'owning_group'],
          [
            'auto_assign',
            'requester_name',
            'requester_email',
            'affected_user_name',
            'affected_user_email',
            'opened_by_name',
            'opened_by_email',
            'provider',
            'sync_provider',
          ],
        );
        const first = [...state.tickets.values()].find((one) => one['message'] === state.turn.message.body);
        if (first) return { ...first, _idempotent_replay: true };
        const id = 40 + state.tickets.size;
        state.tickets.set(id, {
          ...body,
          id,
          title: String(body['title']),
          status: 'new',
          agent_id: null,
          message: state.turn.message.body,
        });
        return state.tickets.get(id);
      },
    ],
    [
      'POST',
      /^\/api\/tickets\/(\d+)\/assign-agent$/,
      (body, [id = '']) => {
        only(body, [], ['prompt', 'model', 'harness', 'requested_permissions']);
        const filed = ticket(id);
        const message = String(filed['description']);
        // As the platform decides: without a model, what no workflow describes is a person's.
        if (!matchWorkflow(message, workflows, { intent: classify({ message }, rules).intent, platform: 'linux' })) {
          const group = filed['owning_group'];
          return { status: 'waiting_for_person', ticket_id: Number(id), group, reason: 'no workflow fits' };
        }
        filed['agent_id'] = 5;
        return { status: 'spawned', agent_id: 5, task_id: 9, harness: 'builtin' };
      },
    ],
    [
      'POST',
      /^\/api\/tickets\/(\d+)\/user-response$/,
      (body, [id = '']) => {
        only(body, ['response'], ['responder_name', 'responder_email', 'resume_agent']);
        return {
          status: 'user_response_recorded',
          ticket_id: ticket(id).id,
          note_id: 1,
          resume: { status: 'not_requested' },
        };
      },
    ],
    [
      'POST',
      /^\/api\/tickets\/(\d+)\/assignment$/,
      (body, [id = '']) => (
        only(body, ['reason'], ['assignee_team', 'owning_group', 'assignee', 'escalation_tier', 'priority']),
        { status: 'updated', ticket: ticket(id) }
      ),
    ],
    [
      'POST',
      /^\/api\/tickets\/(\d+)\/status$/,
      (body, [id = '']) => {
        only(body, ['status', 'reason'], ['close_provider']);
        ticket(id).status = String(body['status']);
        return { status: body['status'], ticket_id: Number(id), note_id: 1 };
      },
    ],
    [
      'POST',
      /^\/api\/tickets\/(\d+)\/notes$/,
      (body, [id = '']) => {
        only(body, ['body', 'visibility'], ['source']);
        state.notes.push({
          id: state.notes.length + 1,
          ticket_id: ticket(id).id,
          source: 'agent',
          author: 'agent-5',
          ...body,
        });
        return { id: state.notes.length, ticket_id: Number(id), status: 'created' };
      },
    ],
    ['GET', /^\/api\/tickets\/(\d+)$/, (_body, [id = '']) => ticket(id)],
    [
      'POST',
      /^\/api\/agents\/(\d+)\/stop$/,
      (body, [id = '']) => (only(body, ['reason']), { status: 'stopped', agent_id: Number(id) }),
    ],
    ['GET', /^\/api\/agents\/tasks\/9$/, () => state.task],
    [
      'GET',
      /^\/api\/tickets\/(\d+)\/context$/,
      (_body, [id = '']) => ({ ticket: ticket(id), notes: state.notes, change_requests: [...state.changes].reverse() }),
    ],
    [
      'POST',
      /^\/api\/changes\/request$/,
      (body) => {
        only(body, ['ticket_id', 'action', 'target', 'reason', 'risk_level', 'plan'], ['command', 'approval_policy']);
        if (state.refuseChanges !== undefined) throw new Refused(422, state.refuseChanges);
        const change: Change = {
          ...body,
          id: 60 + state.changes.length,
          state: 'pending',
          status: 'pending',
          task_id: 9,
          agent_id: 5,
        };
        state.changes.push(change);
        setTimeout(() => {
          state.onChange(change);
        }, 30).unref();
        return {
          change_id: change.id,
          status: 'pending',
          state: 'pending',
          digest: 'ab12',
          expires_at: '2026-01-01T01:00:00Z',
          policy: { id: 'p' },
          may_approve: ['Bo'],
        };
      },
    ],
    [
      'GET',
      /^\/api\/changes\/(\d+)\/status$/,
      async (_body, [id = ''], query) => {
        const change = state.changes.find((one) => one.id === Number(id));
        if (!change) throw new Refused(404, 'There is no such change.');
        const until = Date.now() + Number(query.get('wait')) * 1000;
        while (change.state === query.get('since') && Date.now() < until) await sleep(10);
        return {
          ...change,
          status: wire(change.state),
          final: final.has(change.state),
          execution: change['execution'] ?? null,
        };
      },
    ],
    [
      'POST',
      /^\/api\/changes\/(\d+)\/complete$/,
      (body, [id = '']) => (only(body, ['result']), { status: 'completed', change_id: Number(id) }),
    ],
    [
      'PUT',
      /^\/api\/ops-chat\/turns\/7\/result$/,
      (body) => {
        only(body, ['mode', 'reply'], ['ticket_id', 'question', 'choices', 'classification', 'artifacts']);
        if (body['mode'] === 'ticket' && !state.tickets.has(Number(body['ticket_id'])))
          throw new Refused(422, 'mode ticket needs the ticket_id of a ticket of this turn.');
        const kept = state.results.at(-1);
        if (body['mode'] === 'general' && kept && kept['mode'] !== 'general')
          return { accepted: true, mode: kept['mode'] };
        state.results.push(body);
        return { accepted: true, mode: body['mode'] };
      },
    ],
    [
      'PUT',
      /^\/api\/agents\/tasks\/9\/result$/,
      (body) => {
        only(body, ['outcome', 'summary'], ['resolution']);
        state.results.push(body);
        return { accepted: true };
      },
    ],
  ];

  async function answer(request: IncomingMessage, body: Json): Promise<{ status: number; answer: unknown }> {
    const url = new URL(request.url ?? '/', 'http://double');
    const { method = '' } = request;
    if (request.headers.authorization !== `Bearer ${state.token}`)
      return { status: 401, answer: { title: 'Not signed in', detail: 'The run token is not valid.' } };
    const key = request.headers['idempotency-key'];
    const digest = createHash('sha256')
      .update(`${method} ${url.pathname} ${JSON.stringify(body)}`)
      .digest('hex');
    if (method !== 'GET' && typeof key !== 'string')
      return { status: 400, answer: { detail: 'Idempotency-Key is missing.' } };
    const first = typeof key === 'string' ? keys.get(key) : undefined;
    if (first)
      return first.digest === digest
        ? first
        : { status: 409, answer: { detail: 'This Idempotency-Key was used with another request.' } };
    const no = method === 'GET' ? undefined : refusals.find(({ path }) => path.test(url.pathname));
    if (no) {
      refused.push({ method, path: url.pathname, body });
      return { status: no.status, answer: { title: 'Refused', detail: no.detail, error: 'refused' } };
    }
    state.seen.push({ method, path: url.pathname, body });
    for (const [verb, pattern, handle] of routes) {
      const match = pattern.exec(url.pathname);
      if (verb !== method || !match) continue;
      try {
        const done = { status: 200, answer: await handle(body, match.slice(1), url.searchParams) };
        if (typeof key === 'string') keys.set(key, { digest, ...done });
        return done;
      } catch (error) {
        if (error instanceof Refused)
          return { status: error.status, answer: { title: 'Refused', detail: error.message, error: 'refused' } };
        throw error;
      }
    }
    return { status: 404, answer: { detail: `no route ${method} ${url.pathname}` } };
  }

  const server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const text = Buffer.concat(parts).toString('utf8');
      if (state.unavailable > 0) {
        state.unavailable -= 1;
        response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>restarting</h1>');
        return;
      }
      const { status, answer: body } = await answer(request, text === '' ? {} : (JSON.parse(text) as Json));
      if (state.cutAfterWork > 0 && request.method !== 'GET') {
        state.cutAfterWork -= 1;
        request.socket.destroy();
        return;
      }
      response.writeHead(status, { 'content-type': status === 200 ? 'application/json' : 'application/problem+json' });
      response.end(JSON.stringify(body));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const common = { OPSROOM_API_URL: url, OPSROOM_RUN_TOKEN: state.token };
  return {
    state,
    turnEnv: { ...common, OPSROOM_RUN_KIND: 'turn', OPSROOM_TURN_ID: '7' },
    taskEnv: {
      ...common,
      OPSROOM_RUN_KIND: 'task',
      OPSROOM_TASK_ID: '9',
      OPSROOM_AGENT_ID: '5',
      OPSROOM_TICKET_ID: '12',
    },
    /** Refuses every write to such a path from now on. */
    refuse: (path: RegExp, status: number, detail: string): void => void refusals.push({ path, status, detail }),
    refused,
    calls: (method: string, path: RegExp) => state.seen.filter((one) => one.method === method && path.test(one.path)),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

export type Platform = Awaited<ReturnType<typeof openPlatform>>;
