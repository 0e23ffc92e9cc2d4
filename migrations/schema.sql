-- What the migrations make, read from the catalogue. Generated: node dist/test/support/writeSchema.js

table agent_permission_context (
  agent_id bigint not null,
  ticket_id bigint,
  spawned_by_username text not null,
  roles text[] not null default '{}'::text[],
  allowed_permissions text[] not null,
  scopes jsonb not null default '[]'::jsonb,
  max_classification text not null default 'internal'::text,
  policy_snapshot jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default clock_timestamp()
)
  agent_permission_context_agent_id_fkey: FOREIGN KEY (agent_id) REFERENCES agents(id)
  agent_permission_context_pkey: PRIMARY KEY (agent_id)
  agent_permission_context_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)

table agent_steering_events (
  id bigint not null generated always as identity,
  ticket_id bigint,
  agent_id bigint not null,
  task_id bigint,
  note_id bigint,
  person_id bigint,
  source character varying(50) not null,
  author character varying(100) not null,
  body text not null,
  status text not null default 'pending'::text,
  metadata jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default clock_timestamp(),
  delivered_at timestamp with time zone,
  acknowledged_at timestamp with time zone
)
  agent_steering_events_agent_id_fkey: FOREIGN KEY (agent_id) REFERENCES agents(id)
  agent_steering_events_note_id_fkey: FOREIGN KEY (note_id) REFERENCES ticket_notes(id)
  agent_steering_events_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  agent_steering_events_pkey: PRIMARY KEY (id)
  agent_steering_events_status_check: CHECK ((status = ANY (ARRAY['pending'::text, 'delivered'::text, 'acknowledged'::text])))
  agent_steering_events_task_id_fkey: FOREIGN KEY (task_id) REFERENCES agent_tasks(id)
  agent_steering_events_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)
  CREATE UNIQUE INDEX agent_steering_events_agent_id_note_id_idx ON public.agent_steering_events USING btree (agent_id, note_id) WHERE (note_id IS NOT NULL)

table agent_tasks (
  id bigint not null generated always as identity,
  agent_id bigint not null,
  ticket_id bigint,
  task_type character varying(50) not null default 'ticket_resolution'::character varying,
  prompt text not null,
  status character varying(40) not null default 'queued'::character varying,
  priority_rank integer not null default 2,
  output text not null default ''::text,
  error_message text,
  result jsonb,
  checkpoints jsonb not null default '[]'::jsonb,
  progress_pct integer not null default 0,
  work_dir character varying(500),
  pid integer,
  stop_requested_at timestamp with time zone,
  stop_reason text,
  not_before timestamp with time zone not null default clock_timestamp(),
  lease_owner text,
  lease_until timestamp with time zone,
  attempt integer not null default 0,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_timestamp()
)
  agent_tasks_agent_id_fkey: FOREIGN KEY (agent_id) REFERENCES agents(id)
  agent_tasks_pkey: PRIMARY KEY (id)
  agent_tasks_status_check: CHECK (((status)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying, 'pending_approval'::character varying, 'awaiting_access'::character varying, 'awaiting_user_response'::character varying, 'blocked'::character varying, 'completed'::character varying, 'failed'::character varying, 'stopped'::character varying])::text[])))
  agent_tasks_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)
  CREATE INDEX agent_tasks_agent_id_idx ON public.agent_tasks USING btree (agent_id)
  CREATE INDEX agent_tasks_open ON public.agent_tasks USING btree (priority_rank, id) WHERE ((status)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying])::text[]))
  CREATE INDEX agent_tasks_ticket_id_idx ON public.agent_tasks USING btree (ticket_id)

table agent_workflows (
  id bigint not null generated always as identity,
  name character varying(240) not null,
  description text not null default ''::text,
  ticket_class character varying(100),
  trigger_type text not null default 'manual'::text,
  status text not null default 'draft'::text,
  workflow_key character varying(160) not null,
  version integer not null default 1,
  blueprint jsonb not null,
  approval_policy jsonb not null default '{}'::jsonb,
  created_by text not null default 'dashboard'::text,
  reviewed_by text,
  reviewed_at timestamp with time zone,
  edited_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_timestamp(),
  updated_at timestamp with time zone not null default clock_timestamp()
)
  agent_workflows_name_key: UNIQUE (name)
  agent_workflows_pkey: PRIMARY KEY (id)
  CREATE UNIQUE INDEX agent_workflows_workflow_key_idx ON public.agent_workflows USING btree (workflow_key) WHERE (status = ANY (ARRAY['active'::text, 'approved'::text]))

table agents (
  id bigint not null generated always as identity,
  ticket_id bigint,
  model character varying(100),
  selected_model character varying(200),
  harness character varying(80) not null,
  runtime_profile_id character varying(80),
  runtime_config jsonb not null default '{}'::jsonb,
  status character varying(30) not null default 'spawned'::character varying,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  heartbeat timestamp with time zone,
  logs_ref text,
  assigned_by character varying(100) not null default 'orchestrator'::character varying,
  spawned_by_principal_id bigint,
  on_behalf_of_person_id bigint,
  error_message text,
  attempts integer not null default 0,
  last_task_id bigint,
  created_at timestamp with time zone not null default clock_timestamp()
)
  agents_on_behalf_of_person_id_fkey: FOREIGN KEY (on_behalf_of_person_id) REFERENCES persons(id)
  agents_pkey: PRIMARY KEY (id)
  agents_spawned_by_principal_id_fkey: FOREIGN KEY (spawned_by_principal_id) REFERENCES principals(id)
  agents_status_check: CHECK (((status)::text = ANY ((ARRAY['spawned'::character varying, 'running'::character varying, 'working'::character varying, 'pending_approval'::character varying, 'awaiting_access'::character varying, 'awaiting_user_response'::character varying, 'blocked'::character varying, 'finished'::character varying, 'failed'::character varying, 'stopped'::character varying, 'terminated'::character varying])::text[])))
  agents_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)
  CREATE UNIQUE INDEX agents_one_live_per_ticket ON public.agents USING btree (ticket_id) WHERE ((status)::text = ANY ((ARRAY['spawned'::character varying, 'running'::character varying, 'working'::character varying, 'pending_approval'::character varying, 'awaiting_access'::character varying, 'awaiting_user_response'::character varying, 'blocked'::character varying])::text[]))
  CREATE INDEX agents_ticket_id_idx ON public.agents USING btree (ticket_id)

table audit_log (
  id bigint not null generated always as identity,
  actor character varying(100) not null,
  principal_id bigint,
  person_id bigint,
  channel text not null,
  action character varying(200) not null,
  target character varying(255),
  result text,
  details jsonb not null default '{}'::jsonb,
  canonical text not null,
  digest text not null,
  created_at timestamp with time zone not null default clock_timestamp()
)
  audit_log_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  audit_log_pkey: PRIMARY KEY (id)
  audit_log_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  CREATE INDEX audit_log_action_idx ON public.audit_log USING btree (action)
  CREATE INDEX audit_log_created_at_idx ON public.audit_log USING btree (created_at)
  CREATE TRIGGER audit_log_append_only BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION rows_are_append_only()
  CREATE TRIGGER audit_log_not_truncated BEFORE TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION rows_are_append_only()

table change_lineage (
  change_id bigint not null,
  person_id bigint not null,
  relation text not null
)
  change_lineage_change_id_fkey: FOREIGN KEY (change_id) REFERENCES changes(id)
  change_lineage_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  change_lineage_pkey: PRIMARY KEY (change_id, person_id, relation)
  change_lineage_relation_check: CHECK ((relation = ANY (ARRAY['requester'::text, 'spawner'::text, 'steerer'::text, 'plan_author'::text])))
  CREATE TRIGGER change_lineage_append_only BEFORE DELETE OR UPDATE ON public.change_lineage FOR EACH ROW EXECUTE FUNCTION rows_are_append_only()

table changes (
  id bigint not null generated always as identity,
  agent_id bigint,
  task_id bigint,
  ticket_id bigint,
  itop_change_ref character varying(100),
  action character varying(255) not null,
  target character varying(255) not null,
  reason text not null default ''::text,
  command text,
  plan jsonb not null,
  plan_kind text not null,
  digest text not null,
  state text not null default 'pending'::text,
  state_reason text,
  risk_level character varying(40) not null default 'unknown'::character varying,
  approval_policy jsonb not null default '{}'::jsonb,
  policy jsonb not null,
  policy_name text not null,
  policy_version integer not null,
  requested_by character varying(100) not null,
  requested_by_principal_id bigint not null,
  claimed_by character varying(100),
  decided_by_person_id bigint,
  decided_at timestamp with time zone,
  approval_mode text,
  auto_approved boolean not null default false,
  rejected_reason text,
  result text,
  result_kind text,
  completed_by character varying(100),
  completed_at timestamp with time zone,
  supersedes_id bigint,
  thread_id bigint,
  undelivered boolean not null default false,
  requested_at timestamp with time zone not null default clock_timestamp(),
  expires_at timestamp with time zone not null,
  execute_before timestamp with time zone,
  version integer not null default 1
)
  changes_agent_id_fkey: FOREIGN KEY (agent_id) REFERENCES agents(id)
  changes_decided_by_person_id_fkey: FOREIGN KEY (decided_by_person_id) REFERENCES persons(id)
  changes_pkey: PRIMARY KEY (id)
  changes_plan_kind_check: CHECK ((plan_kind = ANY (ARRAY['argv'::text, 'http'::text, 'effect'::text, 'manual'::text, 'agent'::text])))
  changes_requested_by_principal_id_fkey: FOREIGN KEY (requested_by_principal_id) REFERENCES principals(id)
  changes_result_kind_check: CHECK ((result_kind = ANY (ARRAY['verified'::text, 'reported'::text])))
  changes_state_check: CHECK ((state = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text, 'expired'::text, 'withdrawn'::text, 'superseded'::text, 'executing'::text, 'completed'::text, 'failed'::text, 'execution_expired'::text, 'drifted'::text])))
  changes_supersedes_id_fkey: FOREIGN KEY (supersedes_id) REFERENCES changes(id)
  changes_task_id_fkey: FOREIGN KEY (task_id) REFERENCES agent_tasks(id)
  changes_thread_id_fkey: FOREIGN KEY (thread_id) REFERENCES threads(id)
  changes_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)
  CREATE INDEX changes_agent_id_idx ON public.changes USING btree (agent_id)
  CREATE INDEX changes_open ON public.changes USING btree (expires_at) WHERE (state = ANY (ARRAY['pending'::text, 'approved'::text, 'executing'::text]))
  CREATE INDEX changes_ticket_id_idx ON public.changes USING btree (ticket_id)
  CREATE TRIGGER changes_begin_pending BEFORE INSERT ON public.changes FOR EACH ROW EXECUTE FUNCTION changes_begin_pending()
  CREATE TRIGGER changes_follow_their_edges BEFORE UPDATE ON public.changes FOR EACH ROW EXECUTE FUNCTION changes_follow_their_edges()
  CREATE TRIGGER changes_stay BEFORE DELETE ON public.changes FOR EACH ROW EXECUTE FUNCTION rows_are_never_deleted()

table deliveries (
  id bigint not null generated always as identity,
  note_id bigint not null,
  session_id bigint not null,
  audience text not null,
  consumer text not null,
  outbox_id bigint,
  acked_at timestamp with time zone,
  lease_until timestamp with time zone,
  created_at timestamp with time zone not null default clock_timestamp()
)
  deliveries_audience_check: CHECK ((audience = ANY (ARRAY['user'::text, 'public'::text])))
  deliveries_consumer_check: CHECK ((consumer = ANY (ARRAY['bot'::text, 'external'::text])))
  deliveries_note_id_fkey: FOREIGN KEY (note_id) REFERENCES ticket_notes(id)
  deliveries_note_id_session_id_audience_key: UNIQUE (note_id, session_id, audience)
  deliveries_outbox_id_fkey: FOREIGN KEY (outbox_id) REFERENCES outbox(id)
  deliveries_pkey: PRIMARY KEY (id)
  deliveries_session_id_fkey: FOREIGN KEY (session_id) REFERENCES ops_chat_sessions(id)

table event_log (
  id bigint not null generated always as identity,
  category text not null,
  level text not null default 'info'::text,
  actor character varying(100) not null,
  action character varying(200) not null,
  target character varying(200),
  details jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default clock_timestamp()
)
  event_log_level_check: CHECK ((level = ANY (ARRAY['debug'::text, 'info'::text, 'warning'::text, 'error'::text])))
  event_log_pkey: PRIMARY KEY (id)
  CREATE INDEX event_log_created_at_idx ON public.event_log USING btree (created_at)
  CREATE TRIGGER event_log_append_only BEFORE DELETE OR UPDATE ON public.event_log FOR EACH ROW EXECUTE FUNCTION rows_are_append_only()

table executions (
  change_id bigint not null,
  state text not null,
  runner_id text not null,
  lease_until timestamp with time zone not null,
  attempt integer not null default 1,
  digest text not null,
  pid integer,
  exit_code integer,
  signal text,
  duration_ms integer,
  output text,
  output_sha256 text,
  started_at timestamp with time zone not null default clock_timestamp(),
  finished_at timestamp with time zone
)
  executions_change_id_fkey: FOREIGN KEY (change_id) REFERENCES changes(id)
  executions_pkey: PRIMARY KEY (change_id)
  executions_state_check: CHECK ((state = ANY (ARRAY['claimed'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'unknown'::text])))
  CREATE TRIGGER executions_end_once BEFORE UPDATE ON public.executions FOR EACH ROW EXECUTE FUNCTION executions_end_once()
  CREATE TRIGGER executions_stay BEFORE DELETE ON public.executions FOR EACH ROW EXECUTE FUNCTION rows_are_never_deleted()

table group_members (
  group_id bigint not null,
  person_id bigint not null
)
  group_members_group_id_fkey: FOREIGN KEY (group_id) REFERENCES groups(id)
  group_members_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  group_members_pkey: PRIMARY KEY (group_id, person_id)

table groups (
  id bigint not null generated always as identity,
  name text not null,
  kind text not null default 'approvers'::text,
  description text not null default ''::text,
  default_assignee text,
  risk_level text not null default 'low'::text,
  enabled boolean not null default true,
  works_every_ticket boolean not null default false,
  created_at timestamp with time zone not null default clock_timestamp(),
  updated_at timestamp with time zone not null default clock_timestamp()
)
  groups_kind_check: CHECK ((kind = ANY (ARRAY['service'::text, 'approvers'::text])))
  groups_name_key: UNIQUE (name)
  groups_pkey: PRIMARY KEY (id)

table idempotency_keys (
  principal_id bigint not null,
  key text not null,
  route text not null,
  body_digest text not null,
  status integer,
  response jsonb,
  created_at timestamp with time zone not null default clock_timestamp()
)
  idempotency_keys_pkey: PRIMARY KEY (principal_id, key)
  idempotency_keys_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)

table identities (
  id bigint not null generated always as identity,
  person_id bigint not null,
  kind text not null,
  issuer text not null default ''::text,
  subject text not null,
  source text not null default 'configuration'::text,
  created_at timestamp with time zone not null default clock_timestamp()
)
  identities_kind_check: CHECK ((kind = ANY (ARRAY['matrix'::text, 'password'::text, 'oidc'::text])))
  identities_kind_issuer_subject_key: UNIQUE (kind, issuer, subject)
  identities_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  identities_pkey: PRIMARY KEY (id)
  identities_source_check: CHECK ((source = ANY (ARRAY['configuration'::text, 'operator'::text])))
  CREATE INDEX identities_person_id_idx ON public.identities USING btree (person_id)

table inbox_events (
  id bigint not null generated always as identity,
  event_id text not null,
  room_id text not null,
  sender text not null,
  type text not null,
  state_key text,
  content jsonb not null,
  origin_server_ts bigint not null,
  backfilled boolean not null default false,
  status text not null default 'new'::text,
  outcome text,
  attempts integer not null default 0,
  not_before timestamp with time zone not null default clock_timestamp(),
  last_error text,
  received_at timestamp with time zone not null default clock_timestamp(),
  processed_at timestamp with time zone
)
  inbox_events_event_id_key: UNIQUE (event_id)
  inbox_events_pkey: PRIMARY KEY (id)
  inbox_events_status_check: CHECK ((status = ANY (ARRAY['new'::text, 'done'::text, 'parked'::text, 'failed'::text])))
  CREATE INDEX inbox_events_open ON public.inbox_events USING btree (id) WHERE (status = ANY (ARRAY['new'::text, 'parked'::text]))

table installation (
  only_row boolean not null default true,
  instance_id text not null,
  created_at timestamp with time zone not null default clock_timestamp()
)
  installation_only_row_check: CHECK (only_row)
  installation_pkey: PRIMARY KEY (only_row)

table login_sessions (
  id bigint not null generated always as identity,
  person_id bigint not null,
  hash bytea not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone
)
  login_sessions_hash_key: UNIQUE (hash)
  login_sessions_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  login_sessions_pkey: PRIMARY KEY (id)

table matrix_accounts (
  user_id text not null,
  since text,
  filter_id text,
  epoch bigint not null default 0,
  holder text,
  lease_until timestamp with time zone,
  homeserver jsonb not null default '{}'::jsonb,
  last_sync_at timestamp with time zone,
  updated_at timestamp with time zone not null default clock_timestamp()
)
  matrix_accounts_pkey: PRIMARY KEY (user_id)

table ops_chat_messages (
  id bigint not null generated always as identity,
  session_id bigint not null,
  role character varying(40) not null,
  body text not null,
  metadata jsonb not null default '{}'::jsonb,
  ticket_id bigint,
  event_id text,
  created_at timestamp with time zone not null default clock_timestamp()
)
  ops_chat_messages_event_id_key: UNIQUE (event_id)
  ops_chat_messages_pkey: PRIMARY KEY (id)
  ops_chat_messages_role_check: CHECK (((role)::text = ANY ((ARRAY['user'::character varying, 'assistant'::character varying])::text[])))
  ops_chat_messages_session_id_fkey: FOREIGN KEY (session_id) REFERENCES ops_chat_sessions(id)
  ops_chat_messages_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)
  CREATE INDEX ops_chat_messages_session_id_id_idx ON public.ops_chat_messages USING btree (session_id, id)

table ops_chat_questions (
  id bigint not null generated always as identity,
  session_id bigint not null,
  turn_id bigint not null,
  person_id bigint,
  question text not null,
  choices jsonb not null default '[]'::jsonb,
  answer text,
  answered_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_timestamp()
)
  ops_chat_questions_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  ops_chat_questions_pkey: PRIMARY KEY (id)
  ops_chat_questions_session_id_fkey: FOREIGN KEY (session_id) REFERENCES ops_chat_sessions(id)
  ops_chat_questions_turn_id_fkey: FOREIGN KEY (turn_id) REFERENCES ops_chat_turns(id)
  ops_chat_questions_turn_id_key: UNIQUE (turn_id)

table ops_chat_sessions (
  id bigint not null generated always as identity,
  requester_name character varying(240) not null default 'Chat User'::character varying,
  requester_email character varying(300),
  person_id bigint,
  channel character varying(80) not null default 'ops-chat'::character varying,
  external_thread_id text,
  thread_id bigint,
  consumer text not null default 'external'::text,
  latest_ticket_id bigint,
  status character varying(40) not null default 'open'::character varying,
  created_at timestamp with time zone not null default clock_timestamp(),
  updated_at timestamp with time zone not null default clock_timestamp()
)
  ops_chat_sessions_consumer_check: CHECK ((consumer = ANY (ARRAY['bot'::text, 'external'::text])))
  ops_chat_sessions_latest_ticket_id_fkey: FOREIGN KEY (latest_ticket_id) REFERENCES tickets(id)
  ops_chat_sessions_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  ops_chat_sessions_pkey: PRIMARY KEY (id)
  ops_chat_sessions_thread_id_fkey: FOREIGN KEY (thread_id) REFERENCES threads(id)
  ops_chat_sessions_thread_id_key: UNIQUE (thread_id)
  CREATE INDEX ops_chat_sessions_external_thread_id_idx ON public.ops_chat_sessions USING btree (external_thread_id)

table ops_chat_turns (
  id bigint not null generated always as identity,
  session_id bigint not null,
  message_id bigint not null,
  principal_id bigint not null,
  person_id bigint,
  question_id bigint,
  harness text not null,
  model text,
  spawn_agent boolean not null default true,
  force_new_ticket boolean not null default false,
  status text not null default 'queued'::text,
  cancel_requested_at timestamp with time zone,
  result jsonb,
  error text,
  error_ref text,
  tries integer not null default 0,
  lease_owner text,
  lease_until timestamp with time zone,
  attempt integer not null default 0,
  not_before timestamp with time zone not null default clock_timestamp(),
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_timestamp()
)
  ops_chat_turns_message_id_fkey: FOREIGN KEY (message_id) REFERENCES ops_chat_messages(id)
  ops_chat_turns_message_id_key: UNIQUE (message_id)
  ops_chat_turns_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  ops_chat_turns_pkey: PRIMARY KEY (id)
  ops_chat_turns_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  ops_chat_turns_question_id_fkey: FOREIGN KEY (question_id) REFERENCES ops_chat_questions(id)
  ops_chat_turns_session_id_fkey: FOREIGN KEY (session_id) REFERENCES ops_chat_sessions(id)
  ops_chat_turns_status_check: CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'completed'::text, 'failed'::text, 'cancelled'::text])))
  CREATE INDEX ops_chat_turns_open ON public.ops_chat_turns USING btree (id) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]))
  CREATE INDEX ops_chat_turns_session_id_idx ON public.ops_chat_turns USING btree (session_id)

table outbox (
  id bigint not null generated always as identity,
  room_id text not null,
  thread_id bigint,
  kind text not null,
  payload jsonb not null default '{}'::jsonb,
  coalesce_key text,
  once_key text,
  ticket_id bigint,
  change_id bigint,
  turn_id bigint,
  note_id bigint,
  status text not null default 'pending'::text,
  rendered jsonb,
  attempts integer not null default 0,
  not_before timestamp with time zone not null default clock_timestamp(),
  epoch bigint,
  event_id text,
  last_error text,
  created_at timestamp with time zone not null default clock_timestamp(),
  sent_at timestamp with time zone
)
  outbox_change_id_fkey: FOREIGN KEY (change_id) REFERENCES changes(id)
  outbox_note_id_fkey: FOREIGN KEY (note_id) REFERENCES ticket_notes(id)
  outbox_once_key_key: UNIQUE (once_key)
  outbox_pkey: PRIMARY KEY (id)
  outbox_status_check: CHECK ((status = ANY (ARRAY['pending'::text, 'sending'::text, 'sent'::text, 'dead'::text, 'dropped'::text])))
  outbox_thread_id_fkey: FOREIGN KEY (thread_id) REFERENCES threads(id)
  outbox_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)
  outbox_turn_id_fkey: FOREIGN KEY (turn_id) REFERENCES ops_chat_turns(id)
  CREATE INDEX outbox_change_id_idx ON public.outbox USING btree (change_id) WHERE (change_id IS NOT NULL)
  CREATE UNIQUE INDEX outbox_coalesce ON public.outbox USING btree (coalesce_key) WHERE ((status = 'pending'::text) AND (coalesce_key IS NOT NULL))
  CREATE UNIQUE INDEX outbox_event ON public.outbox USING btree (room_id, event_id) WHERE (event_id IS NOT NULL)
  CREATE INDEX outbox_open ON public.outbox USING btree (room_id, id) WHERE (status = ANY (ARRAY['pending'::text, 'sending'::text]))
  CREATE INDEX outbox_ticket_id_idx ON public.outbox USING btree (ticket_id) WHERE (ticket_id IS NOT NULL)

table passwords (
  person_id bigint not null,
  hash text not null,
  changed_at timestamp with time zone not null default clock_timestamp(),
  failed_count integer not null default 0,
  locked_until timestamp with time zone,
  last_login_at timestamp with time zone
)
  passwords_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  passwords_pkey: PRIMARY KEY (person_id)

table person_roles (
  person_id bigint not null,
  role text not null
)
  person_roles_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  person_roles_pkey: PRIMARY KEY (person_id, role)
  person_roles_role_fkey: FOREIGN KEY (role) REFERENCES roles(name)

table person_scopes (
  person_id bigint not null,
  type text not null,
  value text not null
)
  person_scopes_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  person_scopes_pkey: PRIMARY KEY (person_id, type, value)

table persons (
  id bigint not null generated always as identity,
  name text not null,
  display_name text not null,
  email text,
  active boolean not null default true,
  source text not null default 'configuration'::text,
  created_at timestamp with time zone not null default clock_timestamp()
)
  persons_name_check: CHECK ((name ~ '^[a-z][a-z0-9._-]{0,63}$'::text))
  persons_name_key: UNIQUE (name)
  persons_pkey: PRIMARY KEY (id)
  persons_source_check: CHECK ((source = ANY (ARRAY['configuration'::text, 'operator'::text])))

table principals (
  id bigint not null generated always as identity,
  type text not null,
  name text not null,
  person_id bigint,
  agent_id bigint,
  created_at timestamp with time zone not null default clock_timestamp()
)
  principals_agent_id_fkey: FOREIGN KEY (agent_id) REFERENCES agents(id)
  principals_agent_id_key: UNIQUE (agent_id)
  principals_check: CHECK (((type = 'person'::text) = (person_id IS NOT NULL)))
  principals_check1: CHECK (((type = 'agent'::text) OR (agent_id IS NULL)))
  principals_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  principals_person_id_key: UNIQUE (person_id)
  principals_pkey: PRIMARY KEY (id)
  principals_type_check: CHECK ((type = ANY (ARRAY['person'::text, 'service'::text, 'agent'::text, 'system'::text])))
  CREATE UNIQUE INDEX principals_type_name_idx ON public.principals USING btree (type, name) WHERE ((type = ANY (ARRAY['service'::text, 'system'::text])) OR ((type = 'agent'::text) AND (agent_id IS NULL)))

table roles (
  name text not null,
  description text not null default ''::text,
  capabilities text[] not null
)
  roles_pkey: PRIMARY KEY (name)

table room_members (
  room_id text not null,
  user_id text not null,
  membership text not null,
  display_name text,
  updated_at timestamp with time zone not null default clock_timestamp()
)
  room_members_pkey: PRIMARY KEY (room_id, user_id)

table rooms (
  id bigint not null generated always as identity,
  room_id text not null,
  purpose text not null default 'other'::text,
  name text,
  membership text not null default 'join'::text,
  encrypted boolean,
  encryption_notice_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_timestamp()
)
  rooms_membership_check: CHECK ((membership = ANY (ARRAY['join'::text, 'invite'::text, 'leave'::text, 'ban'::text])))
  rooms_pkey: PRIMARY KEY (id)
  rooms_purpose_check: CHECK ((purpose = ANY (ARRAY['intake'::text, 'approvals'::text, 'audit'::text, 'direct'::text, 'other'::text])))
  rooms_room_id_key: UNIQUE (room_id)
  CREATE TRIGGER rooms_stay_encrypted BEFORE UPDATE ON public.rooms FOR EACH ROW EXECUTE FUNCTION rooms_stay_encrypted()

table run_tokens (
  id bigint not null generated always as identity,
  hash bytea not null,
  turn_id bigint,
  task_id bigint,
  attempt integer not null,
  principal_id bigint not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  revoked_at timestamp with time zone
)
  run_tokens_check: CHECK (((turn_id IS NULL) <> (task_id IS NULL)))
  run_tokens_hash_key: UNIQUE (hash)
  run_tokens_pkey: PRIMARY KEY (id)
  run_tokens_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  run_tokens_task_id_fkey: FOREIGN KEY (task_id) REFERENCES agent_tasks(id)
  run_tokens_turn_id_fkey: FOREIGN KEY (turn_id) REFERENCES ops_chat_turns(id)

table runner_instances (
  id text not null,
  host text not null,
  pid integer not null,
  isolation jsonb not null default '{}'::jsonb,
  harnesses jsonb not null default '[]'::jsonb,
  active_runs jsonb not null default '[]'::jsonb,
  max_concurrent integer not null,
  started_at timestamp with time zone not null default clock_timestamp(),
  heartbeat_at timestamp with time zone not null default clock_timestamp()
)
  runner_instances_pkey: PRIMARY KEY (id)

table schema_migrations (
  version integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default clock_timestamp()
)
  schema_migrations_pkey: PRIMARY KEY (version)

table service_intake_sessions (
  id bigint not null generated always as identity,
  requester_name text,
  requester_email text,
  channel text not null default 'dashboard'::text,
  message text not null,
  attachments jsonb not null default '[]'::jsonb,
  classification jsonb not null default '{}'::jsonb,
  ticket_id bigint,
  status text not null default 'created'::text,
  created_at timestamp with time zone not null default clock_timestamp(),
  updated_at timestamp with time zone not null default clock_timestamp()
)
  service_intake_sessions_pkey: PRIMARY KEY (id)
  service_intake_sessions_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)

table service_raci_rules (
  id integer not null,
  name text not null,
  intent character varying(120) not null default 'general'::character varying,
  keywords jsonb not null default '[]'::jsonb,
  ticket_class text not null default 'UserRequest'::text,
  priority text not null default 'P3'::text,
  assignment_group text not null,
  responsible text not null,
  accountable text not null,
  consulted jsonb not null default '[]'::jsonb,
  informed jsonb not null default '[]'::jsonb,
  approval_required boolean not null default false,
  approval_action character varying(240),
  risk_level text not null default 'low'::text,
  knowledge_tags jsonb not null default '[]'::jsonb,
  auto_assign_agent boolean not null default false,
  auto_agent_model text,
  auto_agent_prompt text,
  enabled boolean not null default true,
  edited_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_timestamp(),
  updated_at timestamp with time zone not null default clock_timestamp()
)
  service_raci_rules_name_key: UNIQUE (name)
  service_raci_rules_pkey: PRIMARY KEY (id)

table threads (
  id bigint not null generated always as identity,
  kind text not null,
  room_id text not null,
  root_event_id text not null,
  created_at timestamp with time zone not null default clock_timestamp()
)
  threads_kind_check: CHECK ((kind = ANY (ARRAY['ticket'::text, 'gate'::text, 'incident'::text, 'chat'::text])))
  threads_pkey: PRIMARY KEY (id)
  threads_room_id_root_event_id_key: UNIQUE (room_id, root_event_id)

table ticket_attachments (
  id bigint not null generated always as identity,
  ticket_id bigint not null,
  note_id bigint,
  filename character varying(500) not null,
  content_type text,
  storage_ref text,
  sha256 character varying(64),
  size_bytes bigint,
  metadata jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default clock_timestamp()
)
  ticket_attachments_note_id_fkey: FOREIGN KEY (note_id) REFERENCES ticket_notes(id)
  ticket_attachments_pkey: PRIMARY KEY (id)
  ticket_attachments_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)
  CREATE INDEX ticket_attachments_ticket_id_idx ON public.ticket_attachments USING btree (ticket_id)

table ticket_notes (
  id bigint not null generated always as identity,
  ticket_id bigint not null,
  source character varying(50) not null default 'dashboard'::character varying,
  author character varying(100) not null default 'system'::character varying,
  principal_id bigint,
  body text not null,
  audience text not null,
  external_ref character varying(200),
  created_at timestamp with time zone not null default clock_timestamp()
)
  ticket_notes_audience_check: CHECK ((audience = ANY (ARRAY['internal'::text, 'user'::text, 'public'::text])))
  ticket_notes_pkey: PRIMARY KEY (id)
  ticket_notes_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  ticket_notes_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)
  CREATE INDEX ticket_notes_ticket_id_id_idx ON public.ticket_notes USING btree (ticket_id, id)

table tickets (
  id bigint not null generated always as identity,
  itop_ref character varying(100) not null,
  itop_class character varying(50) not null default 'Incident'::character varying,
  title character varying(500) not null,
  description text not null default ''::text,
  status character varying(50) not null default 'new'::character varying,
  priority character varying(50),
  impact integer,
  urgency integer,
  assignee character varying(255),
  assignee_person_id bigint,
  assignee_team character varying(255),
  agent_id bigint,
  opened_by_name character varying(240),
  opened_by_email character varying(300),
  requester_name character varying(240),
  requester_email character varying(300),
  requester_person_id bigint,
  affected_user_name character varying(240),
  affected_user_email character varying(300),
  owning_group character varying(160),
  security_classification character varying(80) not null default 'internal'::character varying,
  access_scope jsonb not null default '{}'::jsonb,
  provider character varying(80) not null default 'local'::character varying,
  provider_ref character varying(200),
  provider_class character varying(120),
  provider_url text,
  provider_sync_status character varying(40) not null default 'local_only'::character varying,
  provider_last_error text,
  provider_payload jsonb not null default '{}'::jsonb,
  created_by text not null default 'dashboard'::text,
  thread_id bigint,
  session_id bigint,
  waiting_for text,
  worked_by text,
  resolution text,
  helped boolean,
  version integer not null default 1,
  created_at timestamp with time zone not null default clock_timestamp(),
  updated_at timestamp with time zone not null default clock_timestamp(),
  synced_at timestamp with time zone
)
  tickets_agent_id_fkey: FOREIGN KEY (agent_id) REFERENCES agents(id)
  tickets_assignee_person_id_fkey: FOREIGN KEY (assignee_person_id) REFERENCES persons(id)
  tickets_itop_ref_itop_class_key: UNIQUE (itop_ref, itop_class)
  tickets_pkey: PRIMARY KEY (id)
  tickets_requester_person_id_fkey: FOREIGN KEY (requester_person_id) REFERENCES persons(id)
  tickets_session_id_fkey: FOREIGN KEY (session_id) REFERENCES ops_chat_sessions(id)
  tickets_status_check: CHECK (((status)::text = ANY ((ARRAY['new'::character varying, 'assigned'::character varying, 'in_progress'::character varying, 'awaiting_user_response'::character varying, 'pending_approval'::character varying, 'awaiting_access'::character varying, 'blocked'::character varying, 'resolved'::character varying, 'closed'::character varying, 'closed/resolved'::character varying, 'implemented'::character varying, 'rejected'::character varying, 'cancelled'::character varying, 'canceled'::character varying, 'pending'::character varying, 'escalated_tto'::character varying, 'escalated_ttr'::character varying])::text[])))
  tickets_thread_id_fkey: FOREIGN KEY (thread_id) REFERENCES threads(id)
  CREATE INDEX tickets_owning_group_idx ON public.tickets USING btree (owning_group)
  CREATE INDEX tickets_requester_person_id_idx ON public.tickets USING btree (requester_person_id)
  CREATE INDEX tickets_session_id_idx ON public.tickets USING btree (session_id)
  CREATE INDEX tickets_status_updated_at_idx ON public.tickets USING btree (status, updated_at DESC)

table tokens (
  id bigint not null generated always as identity,
  principal_id bigint not null,
  name text not null,
  hash bytea not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone
)
  tokens_hash_key: UNIQUE (hash)
  tokens_pkey: PRIMARY KEY (id)
  tokens_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)

table vote_events (
  id bigint not null generated always as identity,
  change_id bigint not null,
  person_id bigint,
  principal_id bigint,
  actor text not null,
  verb text not null,
  channel text not null,
  reason text,
  assurance text not null default 'L1'::text,
  outcome text not null,
  digest text,
  event_id text,
  created_at timestamp with time zone not null default clock_timestamp()
)
  vote_events_assurance_check: CHECK ((assurance = ANY (ARRAY['L1'::text, 'L2'::text, 'L3'::text, 'L4'::text])))
  vote_events_change_id_fkey: FOREIGN KEY (change_id) REFERENCES changes(id)
  vote_events_channel_check: CHECK ((channel = ANY (ARRAY['matrix-reaction'::text, 'matrix-command'::text, 'matrix-reply'::text, 'rest'::text, 'web'::text])))
  vote_events_event_id_key: UNIQUE (event_id)
  vote_events_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  vote_events_pkey: PRIMARY KEY (id)
  vote_events_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  vote_events_verb_check: CHECK ((verb = ANY (ARRAY['approve'::text, 'reject'::text, 'retract'::text, 'ask'::text, 'reason'::text])))
  CREATE INDEX vote_events_change_id_idx ON public.vote_events USING btree (change_id)
  CREATE TRIGGER vote_events_append_only BEFORE DELETE OR UPDATE ON public.vote_events FOR EACH ROW EXECUTE FUNCTION rows_are_append_only()

table votes (
  change_id bigint not null,
  person_id bigint not null,
  verb text not null,
  vote_event_id bigint not null,
  created_at timestamp with time zone not null default clock_timestamp()
)
  votes_change_id_fkey: FOREIGN KEY (change_id) REFERENCES changes(id)
  votes_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  votes_pkey: PRIMARY KEY (change_id, person_id)
  votes_verb_check: CHECK ((verb = ANY (ARRAY['approve'::text, 'reject'::text])))
  votes_vote_event_id_fkey: FOREIGN KEY (vote_event_id) REFERENCES vote_events(id)
  CREATE TRIGGER votes_end_with_the_decision BEFORE INSERT OR DELETE OR UPDATE ON public.votes FOR EACH ROW EXECUTE FUNCTION votes_end_with_the_decision()

CREATE OR REPLACE FUNCTION public.changes_begin_pending()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if new.state <> 'pending' or new.decided_by_person_id is not null then
    raise exception 'a change begins pending, not %', new.state;
  end if;
  return new;
end $function$

CREATE OR REPLACE FUNCTION public.changes_follow_their_edges()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.state in ('rejected', 'expired', 'withdrawn', 'superseded', 'completed', 'failed', 'execution_expired', 'drifted') then
    -- Delivery facts may still be written: they are about the card, not about the decision.
    if to_jsonb(new) - array['thread_id', 'undelivered', 'version'] is distinct from to_jsonb(old) - array['thread_id', 'undelivered', 'version'] then
      raise exception 'change % is %, which is final', old.id, old.state;
    end if;
    return new;
  end if;
  -- What a machine runs is completed by way of `executing` alone; what is described is never `executing`.
  if new.state is distinct from old.state and not (
    (old.state = 'pending' and new.state in ('approved', 'rejected', 'expired', 'withdrawn', 'superseded')) or
    (old.state = 'approved' and new.state in ('execution_expired', 'drifted')) or
    (old.state = 'approved' and new.state = 'executing' and old.plan_kind in ('argv', 'http')) or
    (old.state = 'approved' and new.state in ('completed', 'failed') and old.plan_kind in ('effect', 'manual', 'agent')) or
    (old.state = 'executing' and new.state in ('completed', 'failed', 'execution_expired', 'drifted'))) then
    raise exception 'change % can not go from % to %', old.id, old.state, new.state;
  end if;
  if (new.agent_id, new.task_id, new.ticket_id, new.action, new.target, new.reason, new.command, new.plan, new.plan_kind, new.digest,
      new.risk_level, new.approval_policy, new.policy, new.policy_name, new.policy_version, new.requested_by,
      new.requested_by_principal_id, new.supersedes_id, new.requested_at)
    is distinct from
     (old.agent_id, old.task_id, old.ticket_id, old.action, old.target, old.reason, old.command, old.plan, old.plan_kind, old.digest,
      old.risk_level, old.approval_policy, old.policy, old.policy_name, old.policy_version, old.requested_by,
      old.requested_by_principal_id, old.supersedes_id, old.requested_at) then
    raise exception 'change %: the plan, its digest, its risk, its policy and its requester are frozen; a revised plan is a new change', old.id;
  end if;
  if old.state = 'pending' and new.state = 'approved' then
    if new.decided_by_person_id is null and not new.auto_approved then
      raise exception 'change %: nobody approved it', old.id;
    end if;
    if new.expires_at <= clock_timestamp() then
      raise exception 'change %: its time to be decided is over', old.id;
    end if;
  end if;
  if old.state <> 'pending' then
    if (new.decided_by_person_id, new.decided_at, new.approval_mode, new.auto_approved, new.claimed_by, new.expires_at)
      is distinct from (old.decided_by_person_id, old.decided_at, old.approval_mode, old.auto_approved, old.claimed_by, old.expires_at)
      or coalesce(new.execute_before > old.execute_before, new.execute_before is distinct from old.execute_before) then
      raise exception 'change %: who decided it, when and until when it may be carried out are frozen', old.id;
    end if;
    if old.state = 'approved' and new.state in ('executing', 'completed') and old.execute_before <= clock_timestamp() then
      raise exception 'change %: its time to be carried out is over', old.id;
    end if;
  end if;
  return new;
end $function$

CREATE OR REPLACE FUNCTION public.executions_end_once()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.finished_at is not null or new.change_id <> old.change_id or new.digest <> old.digest then
    raise exception 'the execution of change % is a receipt; it is not written again', old.change_id;
  end if;
  return new;
end $function$

CREATE OR REPLACE FUNCTION public.rooms_stay_encrypted()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.encrypted and new.encrypted is distinct from true then
    raise exception 'room % is encrypted; that never goes back', old.room_id;
  end if;
  return new;
end $function$

CREATE OR REPLACE FUNCTION public.rows_are_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% is append-only', tg_table_name;
end $function$

CREATE OR REPLACE FUNCTION public.rows_are_never_deleted()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% rows are never deleted', tg_table_name;
end $function$

CREATE OR REPLACE FUNCTION public.votes_end_with_the_decision()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from changes where id = coalesce(new.change_id, old.change_id) and state <> 'pending') then
    raise exception 'change % is decided; its votes are frozen', coalesce(new.change_id, old.change_id);
  end if;
  return coalesce(new, old);
end $function$
