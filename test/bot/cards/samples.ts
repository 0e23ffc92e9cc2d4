import type { Contact } from '../../../api/access/index.js';
import type { AgentOfTicket } from '../../../api/agents/index.js';
import type { Change, GateFacts, Plan } from '../../../api/changes/index.js';
import type { SayableNote, Ticket } from '../../../api/tickets/index.js';
import type { TicketFacts } from '../../../bot/cards/index.js';

/** People and things that the cards in these tests are about. */
export const ana: Contact = { name: 'Ana', matrixId: '@ana:example.org' };
export const bo: Contact = { name: 'Bo', matrixId: '@bo:example.org' };
export const dee: Contact = { name: 'Dee', matrixId: '@dee:example.org' };

export const ticket = (more: Partial<Ticket> = {}): Ticket => ({
  id: 12,
  title: 'VPN of the Porto office is down',
  description: 'Nobody in Porto can connect since nine.',
  itop_class: 'Incident',
  itop_ref: 'LOCAL-1-12',
  status: 'in_progress',
  priority: 'P2',
  owning_group: 'Network Operations',
  assignee: null,
  assignee_person_id: null,
  assignee_team: 'Network Operations',
  agent_id: null,
  requester_name: 'Ana',
  requester_email: null,
  ...{ opened_by_name: null, opened_by_email: null, affected_user_name: null, affected_user_email: null },
  requester_person_id: 1,
  security_classification: 'internal',
  access_scope: {},
  provider: 'local',
  ...{
    provider_ref: null,
    provider_class: null,
    provider_url: null,
    provider_sync_status: 'local_only',
    provider_payload: {},
  },
  thread_id: 1,
  session_id: 1,
  waiting_for: null,
  worked_by: null,
  resolution: null,
  helped: null,
  version: 1,
  created_at: new Date('2026-05-13T09:00:00Z'),
  updated_at: new Date('2026-05-13T09:00:00Z'),
  ...more,
});

export const agent = (more: Partial<AgentOfTicket> = {}): AgentOfTicket => ({
  ...{ id: 26, harness: 'builtin', model: null, live: true, runnerId: 'runner-1' },
  ...more,
});

export const ticketFacts = (of: Partial<Ticket> = {}, more: Partial<TicketFacts> = {}): TicketFacts => ({
  ticket: ticket(of),
  requester: ana,
  agent: null,
  unisolated: false,
  groupHere: [],
  ...more,
});

export const restart = {
  kind: 'argv',
  argv: ['systemctl', 'restart', 'openvpn@porto office'],
  timeout: 60,
  target: 'vpn-gw-2',
  rollback: 'Start the old configuration with systemctl start openvpn@porto-old.',
  blast_radius: 'Everybody in Porto is offline for about ten seconds.',
} as const satisfies Plan;

export const described = {
  kind: 'agent',
  description: 'Open the firewall for 10.1.0.0/16\nand write down the old rule first.',
  target: 'fw-1',
  rollback: '',
  blast_radius: '',
} as const satisfies Plan;

/** What the platform does by itself when it is approved. */
export const lease = {
  kind: 'effect',
  effect: 'access_grant',
  description: 'Grant agent 26 a lease to read project demo/infra of gitlab, for 24 hours from the decision.',
  grant: {
    ...{ agent_id: 26, system: 'gitlab', resource_type: 'project', resource_id: 'demo/infra', action: 'read' },
    ...{ credential_ref: '<vault:git_readonly>', expires_at: null, lifetime: 86_400 },
  },
  target: 'GitLab project demo/infra',
  rollback: 'Revoke the lease. It ends with its agent in any case.',
  blast_radius: 'read on project demo/infra of gitlab',
} as const satisfies Plan;

export const change = (more: Partial<Change> = {}): Change => ({
  id: 7,
  agent_id: 26,
  task_id: 31,
  ticket_id: 12,
  action: 'Restart the VPN service',
  target: 'vpn-gw-2',
  reason: 'The service hangs since 08:55; the log ends there.',
  command: null,
  plan: restart,
  plan_kind: 'argv',
  digest: '4be1f00dcafe52f6'.repeat(4),
  state: 'pending',
  state_reason: null,
  risk_level: 'medium',
  policy: {
    ...{ name: 'everyday', version: 1, description: 'Low and medium risk.' },
    alternatives: [
      { group: 'group:Network Operations', approvals: 1 },
      { group: 'group:ops', approvals: 1 },
    ],
    ...{ deny_threshold: 1, require_reason_on_reject: true, require_reason_on_approve: false },
    ...{ ttl: 86_400, execution_window: 900, on_expire: 'escalate', assurance: 'L1' },
    ...{ auto_complete: true, manual_completion_required: false },
  },
  policy_name: 'everyday',
  requested_by: 'agent-26',
  requested_by_principal_id: 9,
  decided_by_person_id: null,
  decided_at: null,
  approval_mode: null,
  auto_approved: false,
  rejected_reason: null,
  result: null,
  result_kind: null,
  completed_by: null,
  completed_at: null,
  thread_id: 1,
  undelivered: false,
  requested_at: new Date('2026-05-13T14:05:00Z'),
  expires_at: new Date('2026-05-14T14:05:00Z'),
  execute_before: null,
  version: 1,
  ...more,
});

export const gateFacts = (of: Partial<Change> = {}, more: Partial<GateFacts> = {}): GateFacts => ({
  change: change(of),
  ticket: { id: 12, title: 'VPN of the Porto office is down' },
  askedBy: { kind: 'agent', id: 26, harness: 'builtin', model: null },
  askedFor: 'Ana',
  may: [bo, dee],
  mayNot: [
    { name: 'Ana', why: 'asked for it' },
    { name: 'Cy', why: 'told the agent what to do before it asked' },
  ],
  ways: [
    { who: 'group:Network Operations', need: 1, have: 0 },
    { who: 'group:ops', need: 1, have: 0 },
  ],
  votes: [],
  laterReason: null,
  completedBy: null,
  execution: null,
  supersededBy: null,
  ...more,
});

/** The gate as it is after Bo and nobody else approved it. */
export const approvedFacts = (of: Partial<Change> = {}, more: Partial<GateFacts> = {}): GateFacts =>
  gateFacts(
    {
      state: 'approved',
      decided_by_person_id: 2,
      decided_at: new Date('2026-05-13T14:20:00Z'),
      execute_before: new Date('2026-05-13T14:35:00Z'),
      ...of,
    },
    { votes: [{ name: 'Bo', verb: 'approve', reason: null }], ...more },
  );

export const note = (more: Partial<SayableNote> = {}): SayableNote => ({
  id: 40,
  ticket_id: 12,
  source: 'agent',
  author: 'agent-26',
  body: 'The tunnel is **up** again.',
  audience: 'user',
  external_ref: null,
  created_at: new Date('2026-05-13T15:00:00Z'),
  ...more,
});
