import { createHash } from 'node:crypto';

/** Credentials that somebody held before the upgrade, and that go on counting. */
export const heldTokens = {
  personal: 'opt_of-bo-from-before',
  revoked: 'opt_revoked-long-ago',
  session: 'ops_of-ana-from-before',
  run: 'opr_of-the-task-at-work',
} as const;

const hashed = (token: string): string => `'\\x${createHash('sha256').update(token).digest('hex')}'::bytea`;

/** "the password of ana" as the first version stored it: the cost and the salt stand with the key. */
const passwordOfAna = 'scrypt$32768$8$1$TZ4gUcvVHJF3YOlc81ZMOQ$NInOY8AWcvv1YOPvvTJbYfelpmDMPK83asi586hqHyc';

const policy = JSON.stringify({
  ...{
    ttl: 28_800,
    name: 'everyday',
    version: 1,
    assurance: 'L1',
    on_expire: 'reject',
    description: 'As it was then.',
  },
  alternatives: [{ group: 'group:ops', approvals: 1 }],
  ...{ auto_complete: true, deny_threshold: 1, execution_window: 86_400 },
  ...{ require_reason_on_reject: true, require_reason_on_approve: false, manual_completion_required: false },
});

const manualPlan = `{"kind": "manual", "target": "web-1", "rollback": "", "description": "Clean up", "blast_radius": ""}`;
const argvPlan = `{"kind": "argv", "target": "web-1", "argv": ["true"], "rollback": "", "blast_radius": ""}`;

/** One change: pending first, as the database demands, and then by its edges to where it was when the upgrade came. */
const change = (kind: string, action: string, lasts = '1 day'): string =>
  `insert into changes (ticket_id, agent_id, task_id, action, target, reason, plan, plan_kind, digest, risk_level, policy, policy_name,
     policy_version, requested_by, requested_by_principal_id, expires_at)
   select 1, 1, 1, '${action}', 'web-1', 'Full', '${kind === 'argv' ? argvPlan : manualPlan}', '${kind}', 'digest of ${action}', 'low',
     '${policy}', 'everyday', 1, 'agent-1', id, clock_timestamp() + interval '${lasts}' from principals where agent_id = 1`;
const decided = (id: number, verb: 'approve' | 'reject'): string[] => [
  `insert into vote_events (change_id, person_id, principal_id, actor, verb, channel, reason, outcome, digest, event_id)
   select ${id}, 2, id, 'bo', '${verb}', 'matrix-reaction', 'Looked at it', 'counted', 'a digest', '$vote-${id}' from principals where person_id = 2`,
  `insert into votes (change_id, person_id, verb, vote_event_id) select ${id}, 2, '${verb}', max(id) from vote_events`,
  `update changes set state = '${verb === 'approve' ? 'approved' : 'rejected'}', decided_by_person_id = 2, approval_mode = 'manual_approval',
     claimed_by = 'bo', decided_at = clock_timestamp(), execute_before = clock_timestamp() + interval '1 day' where id = ${id}`,
];

const people = [
  `insert into persons (name, display_name, email, active, source) values ('ana', 'Ana', 'ana@example.test', true, 'configuration'),
     ('bo', 'Bo', null, true, 'configuration'), ('cy', 'Cy', null, true, 'configuration'), ('admin', 'Admin', null, true, 'configuration'),
     ('dora', 'Dora', 'dora@example.test', true, 'operator'), ('gone', 'Gone', null, false, 'configuration')`,
  `insert into principals (type, name, person_id) select 'person', name, id from persons`,
  `insert into identities (person_id, kind, subject, source) values (1, 'password', 'ana', 'configuration'),
     (1, 'matrix', '@ana:localhost', 'configuration'), (5, 'matrix', '@dora:elsewhere', 'operator')`,
  `insert into identities (person_id, kind, issuer, subject, source) values (5, 'oidc', 'https://id.example.test', 'dora-1', 'operator')`,
  `insert into passwords (person_id, hash, changed_at, last_login_at) values (1, '${passwordOfAna}', '2026-01-02', '2026-02-03T04:05:06Z')`,
  `insert into roles (name, description, capabilities) values ('requester', 'Ask', '{tickets:read}'), ('approver', 'Decide', '{changes:approve}'),
     ('agent-operator', 'Agents', '{agents:spawn}'), ('analyst', 'Analyse', '{tickets:read}'), ('platform-admin', 'All', '{*}')`,
  `insert into person_roles values (1, 'requester'), (2, 'approver'), (2, 'agent-operator'), (3, 'approver'), (4, 'platform-admin'), (5, 'analyst')`,
  `insert into person_scopes values (5, 'assignment_group', 'Infrastructure Operations'), (5, 'ticket', '3')`,
  `insert into groups (name, kind, default_assignee, risk_level) values ('Infrastructure Operations', 'service', 'whom-the-owner-named', 'high')`,
  `insert into groups (name, works_every_ticket) values ('ops', true), ('night-shift', false)`,
  `insert into group_members values (1, 2), (2, 2), (2, 3), (2, 4), (3, 5)`,
  `insert into tokens (principal_id, name, hash, revoked_at) select id, 'laptop', ${hashed(heldTokens.personal)}, null::timestamptz from principals where name = 'bo'
     union all select id, 'lost', ${hashed(heldTokens.revoked)}, now() from principals where name = 'bo'`,
  `insert into login_sessions (person_id, hash, expires_at) values (1, ${hashed(heldTokens.session)}, clock_timestamp() + interval '1 hour'),
     (3, '\\x00', '2026-01-01')`,
  `insert into installation (instance_id) values ('test')`,
  `insert into idempotency_keys (principal_id, key, route, body_digest, status, response)
     select id, 'once', 'POST /api/tickets', 'd', 201, '{"id": 1}' from principals where name = 'bo'`,
];

const conversations = [
  `insert into rooms (room_id, purpose, name, encrypted) values ('!ops:localhost', 'intake', 'ops', true), ('!dm:localhost', 'direct', null, null)`,
  `insert into room_members (room_id, user_id, membership) values ('!ops:localhost', '@ana:localhost', 'join')`,
  `insert into threads (kind, room_id, root_event_id) values ('ticket', '!ops:localhost', '$root'), ('chat', '!ops:localhost', '$other')`,
  `insert into ops_chat_sessions (requester_name, person_id, channel, external_thread_id, thread_id, consumer)
     values ('Ana', 1, 'matrix', null, 1, 'bot'), ('Caller', null, 'bridge', 'ext-7', null, 'external')`,
  `insert into ops_chat_messages (session_id, role, body, event_id) values (1, 'user', 'The disk of web-1 is full', '$root'),
     (1, 'assistant', 'Ticket 1 is filed.', null), (2, 'user', 'Are you there?', null), (1, 'user', 'And web-2?', '$second')`,
  `insert into ops_chat_turns (session_id, message_id, principal_id, person_id, harness, status, result, attempt)
     select 1, 1, id, 1, 'codex', 'completed', '{"mode": "ticket"}'::jsonb, 1 from principals where name = 'ana'
     union all select 1, 4, id, 1, 'codex', 'queued', null, 0 from principals where name = 'ana'
     union all select 2, 3, id, null, 'codex', 'completed', '{"mode": "general"}', 1 from principals where name = 'platform-service'`,
  `insert into ops_chat_questions (session_id, turn_id, person_id, question, choices) values (1, 1, 1, 'Which host?', '["web-1", "web-2"]')`,
];

const tickets = [
  `insert into tickets (itop_ref, title, description, status, owning_group, requester_person_id, session_id, thread_id)
     values ('R-1', 'The disk of web-1 is full', 'Überlauf', 'in_progress', 'Infrastructure Operations', 1, 1, 1),
       ('R-2', 'Printer on floor 2', '', 'new', null, null, null, null), ('R-3', 'Phishing report', 'A link', 'resolved', 'Security Operations', 1, null, null),
       ('R-4', 'VPN', '', 'awaiting_user_response', 'Network Operations', null, 2, null), ('R-5', 'Kept at iTop', '', 'closed', null, null, null, null)`,
  `update tickets set provider = 'itop', provider_ref = 'R-000005', provider_class = 'Incident', provider_sync_status = 'synced',
     provider_payload = '{"org": 3}', provider_url = 'https://itop.example.test/5', updated_at = '2026-03-04T05:06:07Z' where id = 5`,
  `insert into ticket_notes (ticket_id, source, author, body, audience, external_ref, created_at) values
     (1, 'agent', 'agent-1', 'Only for us: the journal is large', 'internal', null, '2026-03-01'), (1, 'dashboard', 'bo', 'We look at it', 'user', null, '2026-03-02'),
     (1, 'dashboard', 'bo', 'Seen by everyone', 'public', null, '2026-03-03'), (4, 'agent', 'agent-2', 'Which VPN?', 'user', 'q-1', '2026-03-03'),
     (3, 'ticket-status', 'bo', 'Status: new -> resolved.', 'user', 'status:resolved:3', '2026-03-05T10:00:00Z')`,
  `insert into ticket_attachments (ticket_id, note_id, filename, storage_ref, sha256, size_bytes, metadata)
     values (1, 2, 'df.txt', 's3://elsewhere/df.txt', 'ab', 12, '{"from": "chat"}'), (3, null, 'mail.eml', null, null, null, '{}')`,
  `insert into agents (ticket_id, harness, status, spawned_by_principal_id, on_behalf_of_person_id) select 1, 'codex', 'working', id, 1 from principals where name = 'admin'`,
  `insert into agents (ticket_id, harness, status, finished_at) values (3, 'hermes', 'finished', now()), (2, 'codex', 'spawned', null)`,
  `insert into principals (type, name, agent_id) select 'agent', 'agent-' || id, id from agents`,
  `insert into agent_tasks (agent_id, ticket_id, prompt, status, attempt, lease_owner, lease_until, output, checkpoints) values
     (1, 1, 'Work ticket 1', 'running', 1, 'runner-1', clock_timestamp() + interval '1 hour', 'line', '["looked"]'),
     (2, 3, 'Work ticket 3', 'completed', 1, null, null, 'done', '[]'), (3, 2, 'Work ticket 2', 'queued', 0, null, null, '', '[]')`,
  `update agents set last_task_id = id`,
  `update tickets set agent_id = 1, worked_by = 'agent 1 (codex)' where id = 1`,
  `insert into agent_permission_context (agent_id, ticket_id, spawned_by_username, roles, allowed_permissions, scopes)
     values (1, 1, 'admin', '{platform-admin}', '{tickets:read,tickets:note,changes:read}', '[]')`,
  `insert into agent_steering_events (ticket_id, agent_id, task_id, note_id, person_id, source, author, body) values (1, 1, 1, 2, 2, 'dashboard', 'bo', 'We look at it')`,
  `insert into runner_instances (id, host, pid, max_concurrent) values ('runner-1', 'host-1', 4711, 3)`,
  `insert into run_tokens (hash, task_id, attempt, principal_id) select ${hashed(heldTokens.run)}, 1, 1, id from principals where agent_id = 1`,
];

/** 1 pending · 2 approved · 3 rejected · 4 expired · 5 completed by hand · 6 run and failed · 7 withdrawn */
const changes = [
  ...[
    change('manual', 'one'),
    change('manual', 'two'),
    change('manual', 'three'),
    change('manual', 'four', '-1 second'),
  ],
  ...[change('manual', 'five'), change('argv', 'six'), change('manual', 'seven')],
  `insert into change_lineage select id, 1, 'requester' from changes union all select id, 4, 'spawner' from changes`,
  ...[decided(2, 'approve'), decided(3, 'reject'), decided(5, 'approve'), decided(6, 'approve')].flat(),
  `update changes set state = 'expired', state_reason = 'nobody decided it' where id = 4`,
  `update changes set state = 'completed', result = 'Done', result_kind = 'reported', completed_by = 'agent-1', completed_at = now() where id = 5`,
  `update changes set state = 'executing' where id = 6`,
  `insert into executions (change_id, state, runner_id, lease_until, digest) values (6, 'running', 'runner-1', now(), 'digest of six')`,
  `update executions set state = 'failed', exit_code = 1, output = 'no space', finished_at = now() where change_id = 6`,
  `update changes set state = 'failed', result = 'Exit 1', result_kind = 'verified' where id = 6`,
  `update changes set state = 'withdrawn' where id = 7`,
];

const delivery = [
  `insert into matrix_accounts (user_id, since, epoch, holder) values ('@opsbot:localhost', 's72', 4, 'process-1')`,
  `insert into inbox_events (event_id, room_id, sender, type, content, origin_server_ts, status) values
     ('$root', '!ops:localhost', '@ana:localhost', 'm.room.message', '{"body": "The disk"}', 1770000000000, 'done'),
     ('$waits', '!ops:localhost', '@ana:localhost', 'm.room.message', '{"body": "Hello?"}', 1770000000001, 'new')`,
  `insert into outbox (room_id, thread_id, kind, payload, coalesce_key, once_key, ticket_id, note_id, status, event_id) values
     ('!ops:localhost', 1, 'ticket_update', '{"n": 1}', 'ticket-1', null, 1, 2, 'sent', '$sent'), ('!ops:localhost', 1, 'note', '{"n": 2}', null, 'note-3', 1, 3, 'pending', null)`,
  `insert into deliveries (note_id, session_id, audience, consumer, outbox_id) values (2, 1, 'user', 'bot', 1), (4, 2, 'user', 'external', null)`,
  `insert into audit_log (actor, channel, action, target, result, details, canonical, digest) values
     ('bo', 'matrix-reaction', 'change_approved', 'change_2', 'approved', '{"ticket_id": 1}', '{"ticket_id":1}', 'd1'),
     ('admin', 'rest', 'agent_spawned', 'agent_1', null, '{"agent_id": 1}', '{"agent_id":1}', 'd2')`,
  `insert into event_log (category, actor, action, target, details) values ('ticket', 'bo', 'ticket_note_added', 'ticket_1', '{"note_id": 2}')`,
];

const learning = [
  `insert into service_raci_rules (id, name, keywords, assignment_group, responsible, accountable, edited_at) values
     (12, 'As the owner wants it', '["anything"]', 'Infrastructure Operations', 'x', 'x', now()),
     (900, 'One of the owner', '["platypus"]', 'Infrastructure Operations', 'x', 'x', null)`,
  `insert into agent_workflows (name, status, workflow_key, blueprint, version, created_by) values
     ('In force', 'active', 'incident:phishing', '{"steps": ["look"]}', 3, 'dashboard'), ('Older draft', 'draft', 'incident:phishing', '{}', 1, 'dashboard'),
     ('Newer draft', 'draft', 'incident:phishing', '{}', 4, 'dashboard'), ('Retired', 'retired', 'incident:vpn', '{}', 1, 'dashboard')`,
  `insert into service_intake_sessions (message, classification, ticket_id) values ('A phishing mail', '{"intent": "phishing"}', 3), ('Only asked', '{}', null)`,
];

/** Every table of the first landed schema (migrations 0001–0009), with what an installation in use holds. */
export const olderRows: readonly string[] = [
  ...people,
  ...conversations,
  ...tickets,
  ...changes,
  ...delivery,
  ...learning,
];
