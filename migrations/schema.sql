-- What the migrations make, read from the catalogue. Generated: node dist/test/support/writeSchema.js

table access_decision_log (
  id bigint not null generated always as identity,
  actor character varying(100) not null,
  principal_id bigint,
  subject_type character varying(40) not null,
  subject_id bigint,
  permission character varying(120) not null,
  resource_type character varying(240) not null,
  resource_id character varying(300) not null,
  decision text not null,
  reason character varying(120) not null,
  details jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default clock_timestamp()
)
  access_decision_log_decision_check: CHECK ((decision = ANY (ARRAY['allow'::text, 'deny'::text])))
  access_decision_log_pkey: PRIMARY KEY (id)
  access_decision_log_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  CREATE INDEX access_decision_log_created_at_idx ON public.access_decision_log USING btree (created_at)
  CREATE INDEX access_decision_log_subject_type_subject_id_id_idx ON public.access_decision_log USING btree (subject_type, subject_id, id)
  CREATE TRIGGER access_decision_log_append_only BEFORE DELETE OR UPDATE ON public.access_decision_log FOR EACH ROW EXECUTE FUNCTION rows_are_append_only()
  CREATE TRIGGER access_decision_log_not_truncated BEFORE TRUNCATE ON public.access_decision_log FOR EACH STATEMENT EXECUTE FUNCTION rows_are_append_only()

table access_requests (
  id bigint not null generated always as identity,
  parent_ticket_id bigint not null,
  access_ticket_id bigint not null,
  agent_id bigint,
  change_id bigint not null,
  requester character varying(240) not null,
  requested_by_principal_id bigint not null,
  account_ref character varying(240),
  resource character varying(300) not null,
  permission character varying(240) not null,
  reason text not null default ''::text,
  assignment_group character varying(160) not null default 'Identity & Access'::character varying,
  access_raci jsonb not null default '{}'::jsonb,
  lease_request jsonb,
  lease_inferred boolean not null default false,
  status character varying(40) not null default 'pending_approval'::character varying,
  approval_actor character varying(100),
  grant_evidence text,
  closed_reason text,
  request_digest text not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  updated_at timestamp with time zone not null default clock_timestamp()
)
  access_requests_access_ticket_id_fkey: FOREIGN KEY (access_ticket_id) REFERENCES tickets(id)
  access_requests_access_ticket_id_key: UNIQUE (access_ticket_id)
  access_requests_agent_id_fkey: FOREIGN KEY (agent_id) REFERENCES agents(id)
  access_requests_change_id_fkey: FOREIGN KEY (change_id) REFERENCES changes(id)
  access_requests_change_id_key: UNIQUE (change_id)
  access_requests_parent_ticket_id_fkey: FOREIGN KEY (parent_ticket_id) REFERENCES tickets(id)
  access_requests_pkey: PRIMARY KEY (id)
  access_requests_requested_by_principal_id_fkey: FOREIGN KEY (requested_by_principal_id) REFERENCES principals(id)
  access_requests_status_check: CHECK (((status)::text = ANY ((ARRAY['pending_approval'::character varying, 'approved'::character varying, 'granted'::character varying, 'rejected'::character varying])::text[])))
  CREATE UNIQUE INDEX access_requests_open_once ON public.access_requests USING btree (parent_ticket_id, request_digest) WHERE ((status)::text = ANY ((ARRAY['pending_approval'::character varying, 'approved'::character varying])::text[]))
  CREATE INDEX access_requests_parent_ticket_id_id_idx ON public.access_requests USING btree (parent_ticket_id, id)

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

table agent_runtime_configs (
  version integer not null generated always as identity,
  config jsonb not null,
  changed_by character varying(100) not null,
  principal_id bigint,
  created_at timestamp with time zone not null default clock_timestamp()
)
  agent_runtime_configs_config_check: CHECK ((jsonb_typeof(config) = 'object'::text))
  agent_runtime_configs_pkey: PRIMARY KEY (version)
  agent_runtime_configs_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  CREATE TRIGGER agent_runtime_configs_append_only BEFORE DELETE OR UPDATE ON public.agent_runtime_configs FOR EACH ROW EXECUTE FUNCTION rows_are_append_only()

table agent_skill_mappings (
  agent_id bigint not null,
  skill_id bigint not null,
  assigned_by character varying(100) not null default 'system'::character varying,
  created_at timestamp with time zone not null default clock_timestamp()
)
  agent_skill_mappings_agent_id_fkey: FOREIGN KEY (agent_id) REFERENCES agents(id)
  agent_skill_mappings_pkey: PRIMARY KEY (agent_id, skill_id)
  agent_skill_mappings_skill_id_fkey: FOREIGN KEY (skill_id) REFERENCES agent_skills(id) ON DELETE CASCADE
  CREATE INDEX agent_skill_mappings_skill_id_idx ON public.agent_skill_mappings USING btree (skill_id)

table agent_skills (
  id bigint not null generated always as identity,
  name character varying(200) not null,
  description text not null default ''::text,
  category character varying(100),
  prompt_template text not null,
  variables jsonb not null default '[]'::jsonb,
  enabled boolean not null default true,
  assigned_to_all boolean not null default false,
  edited_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_timestamp(),
  updated_at timestamp with time zone not null default clock_timestamp(),
  security_classification character varying(80) not null default 'internal'::character varying
)
  agent_skills_name_key: UNIQUE (name)
  agent_skills_pkey: PRIMARY KEY (id)
  agent_skills_security_classification_check: CHECK (((security_classification)::text = ANY ((ARRAY['public'::character varying, 'internal'::character varying, 'confidential'::character varying, 'restricted'::character varying, 'secret'::character varying])::text[])))
  agent_skills_variables_check: CHECK ((jsonb_typeof(variables) = 'array'::text))
  CREATE INDEX agent_skills_id_idx ON public.agent_skills USING btree (id) WHERE (enabled AND assigned_to_all)

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
  CREATE INDEX agent_steering_events_ticket_id_id_idx ON public.agent_steering_events USING btree (ticket_id, id)

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
  CREATE INDEX agent_tasks_created_at_idx ON public.agent_tasks USING btree (created_at)
  CREATE INDEX agent_tasks_open ON public.agent_tasks USING btree (priority_rank, id) WHERE ((status)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying])::text[]))
  CREATE INDEX agent_tasks_ticket_id_idx ON public.agent_tasks USING btree (ticket_id)

table agent_vault_leases (
  id bigint not null generated always as identity,
  agent_id bigint not null,
  system character varying(80) not null,
  resource_type character varying(120) not null default 'resource'::character varying,
  resource_id character varying(300) not null default '*'::character varying,
  action character varying(80) not null default 'read'::character varying,
  credential_ref character varying(500) not null,
  lease_status text not null default 'active'::text,
  expires_at timestamp with time zone not null,
  granted_by character varying(100) not null,
  change_id bigint,
  policy_snapshot jsonb not null default '{}'::jsonb,
  revoked_at timestamp with time zone,
  revoked_by character varying(100),
  revoke_reason text,
  created_at timestamp with time zone not null default clock_timestamp(),
  updated_at timestamp with time zone not null default clock_timestamp()
)
  agent_vault_leases_agent_id_fkey: FOREIGN KEY (agent_id) REFERENCES agents(id)
  agent_vault_leases_agent_id_system_resource_type_resource_i_key: UNIQUE (agent_id, system, resource_type, resource_id, action)
  agent_vault_leases_change_id_fkey: FOREIGN KEY (change_id) REFERENCES changes(id)
  agent_vault_leases_check: CHECK (((lease_status = 'revoked'::text) = (revoked_at IS NOT NULL)))
  agent_vault_leases_lease_status_check: CHECK ((lease_status = ANY (ARRAY['active'::text, 'expired'::text, 'revoked'::text])))
  agent_vault_leases_pkey: PRIMARY KEY (id)
  CREATE INDEX agent_vault_leases_change_id_idx ON public.agent_vault_leases USING btree (change_id) WHERE (change_id IS NOT NULL)
  CREATE INDEX agent_vault_leases_end ON public.agent_vault_leases USING btree (expires_at) WHERE (lease_status = 'active'::text)

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
  updated_at timestamp with time zone not null default clock_timestamp(),
  test_plan text not null default ''::text,
  test_results text not null default ''::text,
  skill_ids jsonb not null default '[]'::jsonb,
  ticket_id bigint,
  principal_id bigint,
  author_person_ids jsonb not null default '[]'::jsonb,
  reviewed_by_person_id bigint,
  review_notes text not null default ''::text,
  replaces_id bigint,
  security_classification character varying(80) not null default 'internal'::character varying
)
  agent_workflows_author_person_ids_check: CHECK ((jsonb_typeof(author_person_ids) = 'array'::text))
  agent_workflows_pkey: PRIMARY KEY (id)
  agent_workflows_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  agent_workflows_replaces_id_fkey: FOREIGN KEY (replaces_id) REFERENCES agent_workflows(id)
  agent_workflows_reviewed_by_person_id_fkey: FOREIGN KEY (reviewed_by_person_id) REFERENCES persons(id)
  agent_workflows_security_classification_check: CHECK (((security_classification)::text = ANY ((ARRAY['public'::character varying, 'internal'::character varying, 'confidential'::character varying, 'restricted'::character varying, 'secret'::character varying])::text[])))
  agent_workflows_skill_ids_check: CHECK ((jsonb_typeof(skill_ids) = 'array'::text))
  agent_workflows_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)
  CREATE INDEX agent_workflows_key ON public.agent_workflows USING btree (workflow_key, id)
  CREATE UNIQUE INDEX agent_workflows_one_open ON public.agent_workflows USING btree (workflow_key) WHERE (status = ANY (ARRAY['draft'::text, 'ready_for_review'::text, 'tested'::text, 'needs_revision'::text]))
  CREATE INDEX agent_workflows_replaces_id_idx ON public.agent_workflows USING btree (replaces_id) WHERE (replaces_id IS NOT NULL)
  CREATE UNIQUE INDEX agent_workflows_shipped_name ON public.agent_workflows USING btree (name) WHERE (created_by = 'seed'::text)
  CREATE INDEX agent_workflows_ticket ON public.agent_workflows USING btree (ticket_id) WHERE (ticket_id IS NOT NULL)
  CREATE INDEX agent_workflows_updated ON public.agent_workflows USING btree (updated_at DESC, id DESC)
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
  created_at timestamp with time zone not null default clock_timestamp(),
  raci_rule_id integer,
  started_for_person_id bigint
)
  agents_on_behalf_of_person_id_fkey: FOREIGN KEY (on_behalf_of_person_id) REFERENCES persons(id)
  agents_pkey: PRIMARY KEY (id)
  agents_raci_rule_id_fkey: FOREIGN KEY (raci_rule_id) REFERENCES service_raci_rules(id)
  agents_spawned_by_principal_id_fkey: FOREIGN KEY (spawned_by_principal_id) REFERENCES principals(id)
  agents_started_for_person_id_fkey: FOREIGN KEY (started_for_person_id) REFERENCES persons(id)
  agents_status_check: CHECK (((status)::text = ANY ((ARRAY['spawned'::character varying, 'running'::character varying, 'working'::character varying, 'pending_approval'::character varying, 'awaiting_access'::character varying, 'awaiting_user_response'::character varying, 'blocked'::character varying, 'finished'::character varying, 'failed'::character varying, 'stopped'::character varying, 'terminated'::character varying])::text[])))
  agents_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)
  CREATE INDEX agents_at_work_by_rule ON public.agents USING btree (raci_rule_id) WHERE ((status)::text = ANY ((ARRAY['spawned'::character varying, 'running'::character varying, 'working'::character varying])::text[]))
  CREATE UNIQUE INDEX agents_one_live_per_ticket ON public.agents USING btree (ticket_id) WHERE ((status)::text = ANY ((ARRAY['spawned'::character varying, 'running'::character varying, 'working'::character varying, 'pending_approval'::character varying, 'awaiting_access'::character varying, 'awaiting_user_response'::character varying, 'blocked'::character varying])::text[]))
  CREATE INDEX agents_ticket_id_idx ON public.agents USING btree (ticket_id)
  CREATE TRIGGER leases_end_with_their_agent AFTER UPDATE OF status ON public.agents FOR EACH ROW WHEN ((((new.status)::text = ANY ((ARRAY['finished'::character varying, 'failed'::character varying, 'stopped'::character varying, 'terminated'::character varying])::text[])) AND ((old.status)::text IS DISTINCT FROM (new.status)::text))) EXECUTE FUNCTION leases_end_with_their_agent()

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
  created_at timestamp with time zone not null default clock_timestamp(),
  xid xid8 not null default pg_current_xact_id()
)
  audit_log_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  audit_log_pkey: PRIMARY KEY (id)
  audit_log_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  CREATE INDEX audit_log_action_idx ON public.audit_log USING btree (action)
  CREATE INDEX audit_log_agent ON public.audit_log USING btree (((details ->> 'agent_id'::text)), id) WHERE (details ? 'agent_id'::text)
  CREATE INDEX audit_log_change ON public.audit_log USING btree (((details ->> 'change_id'::text)), id) WHERE (details ? 'change_id'::text)
  CREATE INDEX audit_log_created_at_id_idx ON public.audit_log USING btree (created_at, id)
  CREATE INDEX audit_log_model_turns ON public.audit_log USING btree (((details ->> 'ticket_id'::text)), id) WHERE ((action)::text = ANY ((ARRAY['agent_model_turn_started'::character varying, 'agent_model_turn_finished'::character varying])::text[]))
  CREATE INDEX audit_log_target ON public.audit_log USING btree (target, id) WHERE (target IS NOT NULL)
  CREATE INDEX audit_log_ticket ON public.audit_log USING btree (((details ->> 'ticket_id'::text)), id) WHERE (details ? 'ticket_id'::text)
  CREATE INDEX audit_log_xid_id_idx ON public.audit_log USING btree (xid, id)
  CREATE TRIGGER audit_log_append_only BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION rows_are_append_only()
  CREATE TRIGGER audit_log_hint AFTER INSERT ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION hint_events()
  CREATE TRIGGER audit_log_not_truncated BEFORE TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION rows_are_append_only()

table auto_assignment_waits (
  ticket_id bigint not null,
  rule_id integer not null,
  created_at timestamp with time zone not null default clock_timestamp()
)
  auto_assignment_waits_pkey: PRIMARY KEY (ticket_id)
  auto_assignment_waits_rule_id_fkey: FOREIGN KEY (rule_id) REFERENCES service_raci_rules(id)
  auto_assignment_waits_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)
  CREATE INDEX auto_assignment_waits_created_at_ticket_id_idx ON public.auto_assignment_waits USING btree (created_at, ticket_id)
  CREATE INDEX auto_assignment_waits_rule_id_created_at_idx ON public.auto_assignment_waits USING btree (rule_id, created_at)

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
  CREATE INDEX changes_requested_at_idx ON public.changes USING btree (requested_at)
  CREATE INDEX changes_requested_by_principal_id_idx ON public.changes USING btree (requested_by_principal_id)
  CREATE INDEX changes_search ON public.changes USING gin (to_tsvector('simple'::regconfig, (((((action)::text || ' '::text) || (target)::text) || ' '::text) || reason)))
  CREATE INDEX changes_state_id_idx ON public.changes USING btree (state, id)
  CREATE INDEX changes_task_id_idx ON public.changes USING btree (task_id) WHERE (task_id IS NOT NULL)
  CREATE INDEX changes_ticket_id_idx ON public.changes USING btree (ticket_id)
  CREATE TRIGGER changes_begin_pending BEFORE INSERT ON public.changes FOR EACH ROW EXECUTE FUNCTION changes_begin_pending()
  CREATE TRIGGER changes_follow_their_edges BEFORE UPDATE ON public.changes FOR EACH ROW EXECUTE FUNCTION changes_follow_their_edges()
  CREATE TRIGGER changes_stay BEFORE DELETE ON public.changes FOR EACH ROW EXECUTE FUNCTION rows_are_never_deleted()

table cicd_security_runs (
  id bigint not null generated always as identity,
  provider character varying(80) not null default 'local'::character varying,
  repo_ref character varying(500) not null default 'unknown'::character varying,
  branch character varying(255),
  commit_sha character varying(120),
  target_url text,
  deployment_target character varying(80) not null default 'test'::character varying,
  status character varying(60) not null default 'completed'::character varying,
  summary text,
  findings jsonb not null default '[]'::jsonb,
  tool_results jsonb not null default '{}'::jsonb,
  gate character varying(20) not null default 'needs_review'::character varying,
  gate_reasons jsonb not null default '[]'::jsonb,
  finding_count integer not null default 0,
  severity_counts jsonb not null default '{"low": 0, "high": 0, "info": 0, "medium": 0, "unknown": 0, "critical": 0}'::jsonb,
  ticket_id bigint,
  change_id bigint,
  created_by character varying(100) not null default 'cicd-security-pipeline'::character varying,
  principal_id bigint,
  created_at timestamp with time zone not null default clock_timestamp(),
  completed_at timestamp with time zone not null default clock_timestamp()
)
  cicd_security_runs_change_id_fkey: FOREIGN KEY (change_id) REFERENCES changes(id)
  cicd_security_runs_findings_check: CHECK ((jsonb_typeof(findings) = 'array'::text))
  cicd_security_runs_gate_check: CHECK (((gate)::text = ANY ((ARRAY['passed'::character varying, 'needs_review'::character varying, 'failed'::character varying])::text[])))
  cicd_security_runs_pkey: PRIMARY KEY (id)
  cicd_security_runs_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  cicd_security_runs_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)
  cicd_security_runs_tool_results_check: CHECK ((jsonb_typeof(tool_results) = 'object'::text))
  CREATE INDEX cicd_security_runs_change_id_idx ON public.cicd_security_runs USING btree (change_id) WHERE (change_id IS NOT NULL)
  CREATE INDEX cicd_security_runs_created_at_id_idx ON public.cicd_security_runs USING btree (created_at DESC, id DESC)
  CREATE INDEX cicd_security_runs_repo_ref_id_idx ON public.cicd_security_runs USING btree (repo_ref, id)
  CREATE INDEX cicd_security_runs_ticket_id_idx ON public.cicd_security_runs USING btree (ticket_id) WHERE (ticket_id IS NOT NULL)

table deliveries (
  id bigint not null generated always as identity,
  note_id bigint not null,
  session_id bigint not null,
  audience text not null,
  consumer text not null,
  outbox_id bigint,
  acked_at timestamp with time zone,
  lease_until timestamp with time zone,
  created_at timestamp with time zone not null default clock_timestamp(),
  attempts integer not null default 0,
  message_id bigint
)
  deliveries_audience_check: CHECK ((audience = ANY (ARRAY['user'::text, 'public'::text])))
  deliveries_consumer_check: CHECK ((consumer = ANY (ARRAY['bot'::text, 'external'::text])))
  deliveries_message_id_fkey: FOREIGN KEY (message_id) REFERENCES ops_chat_messages(id)
  deliveries_note_id_fkey: FOREIGN KEY (note_id) REFERENCES ticket_notes(id)
  deliveries_note_id_session_id_audience_key: UNIQUE (note_id, session_id, audience)
  deliveries_outbox_id_fkey: FOREIGN KEY (outbox_id) REFERENCES outbox(id)
  deliveries_pkey: PRIMARY KEY (id)
  deliveries_session_id_fkey: FOREIGN KEY (session_id) REFERENCES ops_chat_sessions(id)
  CREATE INDEX deliveries_external ON public.deliveries USING btree (id) WHERE ((consumer = 'external'::text) AND (acked_at IS NULL))

table event_log (
  id bigint not null generated always as identity,
  category text not null,
  level text not null default 'info'::text,
  actor character varying(100) not null,
  action character varying(200) not null,
  target character varying(200),
  details jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default clock_timestamp(),
  xid xid8 not null default pg_current_xact_id()
)
  event_log_level_check: CHECK ((level = ANY (ARRAY['debug'::text, 'info'::text, 'warning'::text, 'error'::text])))
  event_log_pkey: PRIMARY KEY (id)
  CREATE INDEX event_log_agent ON public.event_log USING btree (((details ->> 'agent_id'::text)), id) WHERE (details ? 'agent_id'::text)
  CREATE INDEX event_log_created_at_id_idx ON public.event_log USING btree (created_at, id)
  CREATE INDEX event_log_model_turns ON public.event_log USING btree (((details ->> 'ticket_id'::text)), id) WHERE ((action)::text = ANY ((ARRAY['agent_model_turn_started'::character varying, 'agent_model_turn_finished'::character varying])::text[]))
  CREATE INDEX event_log_target ON public.event_log USING btree (target, id) WHERE (target IS NOT NULL)
  CREATE INDEX event_log_ticket ON public.event_log USING btree (((details ->> 'ticket_id'::text)), id) WHERE (details ? 'ticket_id'::text)
  CREATE INDEX event_log_xid_id_idx ON public.event_log USING btree (xid, id)
  CREATE TRIGGER event_log_append_only BEFORE DELETE OR UPDATE ON public.event_log FOR EACH ROW EXECUTE FUNCTION rows_are_append_only()
  CREATE TRIGGER event_log_hint AFTER INSERT ON public.event_log FOR EACH STATEMENT EXECUTE FUNCTION hint_events()

table event_readers (
  name text not null,
  xid xid8 not null,
  source smallint not null default 0,
  id bigint not null default 0
)
  event_readers_pkey: PRIMARY KEY (name)

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
  created_at timestamp with time zone not null default clock_timestamp(),
  vault_provider text not null default 'server-manager'::text,
  vault_resolver_mode text not null default 'reference-only'::text
)
  installation_only_row_check: CHECK (only_row)
  installation_pkey: PRIMARY KEY (only_row)

table knowledge_article_versions (
  article_id bigint not null,
  version integer not null,
  title character varying(500) not null,
  body text not null,
  category character varying(120),
  tags jsonb not null,
  enabled boolean not null,
  changed_by character varying(100) not null,
  principal_id bigint,
  created_at timestamp with time zone not null default clock_timestamp(),
  security_classification character varying(80) not null default 'internal'::character varying
)
  knowledge_article_versions_article_id_fkey: FOREIGN KEY (article_id) REFERENCES knowledge_articles(id)
  knowledge_article_versions_pkey: PRIMARY KEY (article_id, version)
  knowledge_article_versions_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  knowledge_article_versions_security_classification_check: CHECK (((security_classification)::text = ANY ((ARRAY['public'::character varying, 'internal'::character varying, 'confidential'::character varying, 'restricted'::character varying, 'secret'::character varying])::text[])))
  CREATE TRIGGER knowledge_article_versions_append_only BEFORE DELETE OR UPDATE ON public.knowledge_article_versions FOR EACH ROW EXECUTE FUNCTION rows_are_append_only()

table knowledge_articles (
  id bigint not null generated always as identity,
  title character varying(500) not null,
  body text not null,
  category character varying(120),
  source character varying(120) not null default 'dashboard'::character varying,
  external_ref character varying(200),
  tags jsonb not null default '[]'::jsonb,
  enabled boolean not null default true,
  version integer not null default 1,
  changed_by character varying(100) not null default 'system'::character varying,
  changed_by_principal_id bigint,
  created_at timestamp with time zone not null default clock_timestamp(),
  updated_at timestamp with time zone not null default clock_timestamp(),
  security_classification character varying(80) not null default 'internal'::character varying
)
  knowledge_articles_changed_by_principal_id_fkey: FOREIGN KEY (changed_by_principal_id) REFERENCES principals(id)
  knowledge_articles_pkey: PRIMARY KEY (id)
  knowledge_articles_security_classification_check: CHECK (((security_classification)::text = ANY ((ARRAY['public'::character varying, 'internal'::character varying, 'confidential'::character varying, 'restricted'::character varying, 'secret'::character varying])::text[])))
  knowledge_articles_tags_check: CHECK ((jsonb_typeof(tags) = 'array'::text))
  CREATE INDEX knowledge_articles_external_ref_idx ON public.knowledge_articles USING btree (external_ref) WHERE (external_ref IS NOT NULL)
  CREATE INDEX knowledge_articles_updated_at_id_idx ON public.knowledge_articles USING btree (updated_at DESC, id DESC)
  CREATE TRIGGER knowledge_articles_count_versions BEFORE UPDATE ON public.knowledge_articles FOR EACH ROW EXECUTE FUNCTION knowledge_articles_count_versions()
  CREATE TRIGGER knowledge_articles_keep_versions AFTER INSERT OR UPDATE ON public.knowledge_articles FOR EACH ROW EXECUTE FUNCTION knowledge_articles_keep_versions()

table login_sessions (
  id bigint not null generated always as identity,
  person_id bigint not null,
  hash bytea not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  method text not null default 'password'::text,
  ip text,
  user_agent text
)
  login_sessions_hash_key: UNIQUE (hash)
  login_sessions_method_check: CHECK ((method = ANY (ARRAY['password'::text, 'oidc'::text])))
  login_sessions_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  login_sessions_pkey: PRIMARY KEY (id)
  CREATE INDEX login_sessions_person_id_idx ON public.login_sessions USING btree (person_id)

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

table matrix_links (
  person_id bigint not null,
  matrix_user_id text not null,
  hash bytea not null,
  tries integer not null default 0,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default clock_timestamp()
)
  matrix_links_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  matrix_links_pkey: PRIMARY KEY (person_id)
  CREATE INDEX matrix_links_matrix_user_id_idx ON public.matrix_links USING btree (matrix_user_id)

table ops_chat_files (
  id bigint not null generated always as identity,
  turn_id bigint not null,
  filename character varying(500) not null,
  content_type text,
  storage_ref text,
  sha256 character varying(64),
  size_bytes bigint,
  metadata jsonb not null default '{}'::jsonb,
  stored boolean not null,
  uploaded_by character varying(100) not null,
  principal_id bigint,
  person_id bigint,
  attachment_id bigint,
  created_at timestamp with time zone not null default clock_timestamp()
)
  ops_chat_files_attachment_id_fkey: FOREIGN KEY (attachment_id) REFERENCES ticket_attachments(id)
  ops_chat_files_check: CHECK (((NOT stored) OR ((sha256 IS NOT NULL) AND (size_bytes IS NOT NULL))))
  ops_chat_files_metadata_check: CHECK ((jsonb_typeof(metadata) = 'object'::text))
  ops_chat_files_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  ops_chat_files_pkey: PRIMARY KEY (id)
  ops_chat_files_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  ops_chat_files_turn_id_fkey: FOREIGN KEY (turn_id) REFERENCES ops_chat_turns(id)
  CREATE INDEX ops_chat_files_content ON public.ops_chat_files USING btree (sha256) WHERE stored
  CREATE INDEX ops_chat_files_turn_id_id_idx ON public.ops_chat_files USING btree (turn_id, id)

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
  updated_at timestamp with time zone not null default clock_timestamp(),
  principal_id bigint,
  service_user character varying(100)
)
  ops_chat_sessions_consumer_check: CHECK ((consumer = ANY (ARRAY['bot'::text, 'external'::text])))
  ops_chat_sessions_latest_ticket_id_fkey: FOREIGN KEY (latest_ticket_id) REFERENCES tickets(id)
  ops_chat_sessions_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  ops_chat_sessions_pkey: PRIMARY KEY (id)
  ops_chat_sessions_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  ops_chat_sessions_thread_id_fkey: FOREIGN KEY (thread_id) REFERENCES threads(id)
  ops_chat_sessions_thread_id_key: UNIQUE (thread_id)
  CREATE INDEX ops_chat_sessions_external_thread_id_idx ON public.ops_chat_sessions USING btree (external_thread_id)
  CREATE INDEX ops_chat_sessions_person_id_id_idx ON public.ops_chat_sessions USING btree (person_id, id)
  CREATE INDEX ops_chat_sessions_unnamed ON public.ops_chat_sessions USING btree (requester_name, person_id, id) WHERE ((channel)::text = 'legacy-openai-compatible'::text)

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
  created_at timestamp with time zone not null default clock_timestamp(),
  spoken_for_person_id bigint
)
  ops_chat_turns_message_id_fkey: FOREIGN KEY (message_id) REFERENCES ops_chat_messages(id)
  ops_chat_turns_message_id_key: UNIQUE (message_id)
  ops_chat_turns_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  ops_chat_turns_pkey: PRIMARY KEY (id)
  ops_chat_turns_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  ops_chat_turns_question_id_fkey: FOREIGN KEY (question_id) REFERENCES ops_chat_questions(id)
  ops_chat_turns_session_id_fkey: FOREIGN KEY (session_id) REFERENCES ops_chat_sessions(id)
  ops_chat_turns_spoken_for_person_id_fkey: FOREIGN KEY (spoken_for_person_id) REFERENCES persons(id)
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
  last_login_at timestamp with time zone,
  seeded_hash text
)
  passwords_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  passwords_pkey: PRIMARY KEY (person_id)

table person_roles (
  person_id bigint not null,
  role text not null,
  source text not null default 'configuration'::text
)
  person_roles_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  person_roles_pkey: PRIMARY KEY (person_id, role)
  person_roles_role_fkey: FOREIGN KEY (role) REFERENCES roles(name)
  person_roles_source_check: CHECK ((source = ANY (ARRAY['configuration'::text, 'operator'::text, 'oidc'::text])))
  CREATE INDEX person_roles_role_idx ON public.person_roles USING btree (role)

table person_scopes (
  person_id bigint not null,
  type text not null,
  value text not null,
  id bigint not null generated always as identity,
  permissions jsonb not null default '[]'::jsonb,
  created_at timestamp with time zone not null default clock_timestamp(),
  updated_at timestamp with time zone not null default clock_timestamp()
)
  person_scopes_id_key: UNIQUE (id)
  person_scopes_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  person_scopes_pkey: PRIMARY KEY (person_id, type, value)

table persons (
  id bigint not null generated always as identity,
  name text not null,
  display_name text not null,
  email text,
  active boolean not null default true,
  source text not null default 'configuration'::text,
  created_at timestamp with time zone not null default clock_timestamp(),
  provider text not null default 'local'::text,
  provider_ref text,
  switched_off_at timestamp with time zone,
  last_login_at timestamp with time zone,
  updated_at timestamp with time zone not null default clock_timestamp()
)
  persons_name_check: CHECK ((name ~ '^[a-z][a-z0-9._-]{0,63}$'::text))
  persons_name_key: UNIQUE (name)
  persons_pkey: PRIMARY KEY (id)
  persons_source_check: CHECK ((source = ANY (ARRAY['configuration'::text, 'operator'::text])))
  CREATE UNIQUE INDEX persons_oidc_subject ON public.persons USING btree (provider_ref) WHERE (provider = 'oidc'::text)

table postmortems (
  id bigint not null generated always as identity,
  ticket_id bigint,
  agent_id bigint,
  task_id bigint,
  status character varying(40) not null default 'draft'::character varying,
  summary text not null default ''::text,
  went_well text not null default ''::text,
  improvements text not null default ''::text,
  workflow_proposal text not null default ''::text,
  documentation text not null default ''::text,
  skill_proposals jsonb not null default '[]'::jsonb,
  test_cases jsonb not null default '[]'::jsonb,
  guardrails jsonb not null default '[]'::jsonb,
  created_by character varying(100) not null default 'system'::character varying,
  principal_id bigint,
  author_person_ids jsonb not null default '[]'::jsonb,
  review_notes text not null default ''::text,
  reviewed_by character varying(100),
  reviewed_by_person_id bigint,
  reviewed_at timestamp with time zone,
  promotion jsonb,
  promoted_at timestamp with time zone,
  version integer not null default 1,
  created_at timestamp with time zone not null default clock_timestamp(),
  updated_at timestamp with time zone not null default clock_timestamp()
)
  postmortems_agent_id_fkey: FOREIGN KEY (agent_id) REFERENCES agents(id)
  postmortems_author_person_ids_check: CHECK ((jsonb_typeof(author_person_ids) = 'array'::text))
  postmortems_check: CHECK ((((status)::text <> ALL ((ARRAY['approved'::character varying, 'promoted'::character varying])::text[])) OR ((reviewed_by_person_id IS NOT NULL) AND (reviewed_at IS NOT NULL))))
  postmortems_guardrails_check: CHECK ((jsonb_typeof(guardrails) = 'array'::text))
  postmortems_pkey: PRIMARY KEY (id)
  postmortems_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  postmortems_reviewed_by_person_id_fkey: FOREIGN KEY (reviewed_by_person_id) REFERENCES persons(id)
  postmortems_skill_proposals_check: CHECK ((jsonb_typeof(skill_proposals) = 'array'::text))
  postmortems_status_check: CHECK (((status)::text = ANY ((ARRAY['draft'::character varying, 'ready_for_review'::character varying, 'approved'::character varying, 'needs_revision'::character varying, 'promoted'::character varying])::text[])))
  postmortems_task_id_fkey: FOREIGN KEY (task_id) REFERENCES agent_tasks(id)
  postmortems_test_cases_check: CHECK ((jsonb_typeof(test_cases) = 'array'::text))
  postmortems_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)
  CREATE INDEX postmortems_agent_id_idx ON public.postmortems USING btree (agent_id) WHERE (agent_id IS NOT NULL)
  CREATE INDEX postmortems_status_id_idx ON public.postmortems USING btree (status, id DESC)
  CREATE INDEX postmortems_ticket_id_id_idx ON public.postmortems USING btree (ticket_id, id DESC)

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

table provider_cursors (
  provider character varying(80) not null,
  ticket_class character varying(120) not null,
  cursor text,
  lease_owner text,
  lease_until timestamp with time zone,
  last_error text,
  reachable boolean not null default true,
  read_at timestamp with time zone
)
  provider_cursors_pkey: PRIMARY KEY (provider, ticket_class)
  provider_cursors_provider_fkey: FOREIGN KEY (provider) REFERENCES ticket_providers(name)

table provider_log_entries (
  ticket_id bigint not null,
  entry text not null,
  note_id bigint,
  created_at timestamp with time zone not null default clock_timestamp()
)
  provider_log_entries_note_id_fkey: FOREIGN KEY (note_id) REFERENCES ticket_notes(id)
  provider_log_entries_pkey: PRIMARY KEY (ticket_id, entry)
  provider_log_entries_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)

table provider_objects (
  provider character varying(80) not null,
  ticket_class character varying(120) not null,
  ref character varying(200) not null,
  changed_at text not null,
  reads integer not null default 1
)
  provider_objects_pkey: PRIMARY KEY (provider, ticket_class, ref)
  CREATE INDEX provider_objects_provider_ticket_class_changed_at_idx ON public.provider_objects USING btree (provider, ticket_class, changed_at)

table provider_pushes (
  id bigint not null generated always as identity,
  ticket_id bigint not null,
  provider character varying(80) not null,
  kind text not null,
  note_id bigint,
  attachment_id bigint,
  payload jsonb not null default '{}'::jsonb,
  reference text not null,
  status text not null default 'queued'::text,
  not_before timestamp with time zone not null default clock_timestamp(),
  lease_owner text,
  lease_until timestamp with time zone,
  attempt integer not null default 0,
  failures integer not null default 0,
  last_error text,
  result jsonb not null default '{}'::jsonb,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_timestamp()
)
  provider_pushes_attachment_id_fkey: FOREIGN KEY (attachment_id) REFERENCES ticket_attachments(id)
  provider_pushes_check: CHECK (((kind = 'note'::text) = (note_id IS NOT NULL)))
  provider_pushes_check1: CHECK (((kind = 'attachment'::text) = (attachment_id IS NOT NULL)))
  provider_pushes_kind_check: CHECK ((kind = ANY (ARRAY['create'::text, 'update'::text, 'note'::text, 'attachment'::text, 'close'::text])))
  provider_pushes_note_id_fkey: FOREIGN KEY (note_id) REFERENCES ticket_notes(id)
  provider_pushes_pkey: PRIMARY KEY (id)
  provider_pushes_provider_fkey: FOREIGN KEY (provider) REFERENCES ticket_providers(name)
  provider_pushes_status_check: CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'skipped'::text, 'dead'::text])))
  provider_pushes_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)
  CREATE INDEX provider_pushes_created_reference ON public.provider_pushes USING btree (reference) WHERE (kind = 'create'::text)
  CREATE INDEX provider_pushes_dead ON public.provider_pushes USING btree (provider) WHERE (status = 'dead'::text)
  CREATE UNIQUE INDEX provider_pushes_one_attachment ON public.provider_pushes USING btree (attachment_id) WHERE (kind = 'attachment'::text)
  CREATE UNIQUE INDEX provider_pushes_one_create ON public.provider_pushes USING btree (ticket_id) WHERE ((kind = 'create'::text) AND (status = ANY (ARRAY['queued'::text, 'running'::text])))
  CREATE UNIQUE INDEX provider_pushes_one_note ON public.provider_pushes USING btree (note_id) WHERE (kind = 'note'::text)
  CREATE INDEX provider_pushes_open ON public.provider_pushes USING btree (id) WHERE ((status = ANY (ARRAY['queued'::text, 'running'::text])) AND (not_before <> 'infinity'::timestamp with time zone))
  CREATE INDEX provider_pushes_ticket_id_id_idx ON public.provider_pushes USING btree (ticket_id, id)

table removed_skills (
  name character varying(200) not null,
  removed_by character varying(100) not null,
  removed_at timestamp with time zone not null default clock_timestamp()
)
  removed_skills_pkey: PRIMARY KEY (name)

table roles (
  name text not null,
  description text not null default ''::text,
  capabilities text[] not null,
  id bigint not null generated always as identity,
  created_at timestamp with time zone not null default clock_timestamp()
)
  roles_id_key: UNIQUE (id)
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
  CREATE INDEX service_intake_sessions_ticket_id_idx ON public.service_intake_sessions USING btree (ticket_id)

table service_raci_rules (
  id integer not null generated always as identity,
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
  updated_at timestamp with time zone not null default clock_timestamp(),
  weight double precision,
  clarify jsonb,
  security_classification character varying(80) not null default 'internal'::character varying,
  edited_by_person_id bigint
)
  service_raci_rules_edited_by_person_id_fkey: FOREIGN KEY (edited_by_person_id) REFERENCES persons(id)
  service_raci_rules_name_key: UNIQUE (name)
  service_raci_rules_pkey: PRIMARY KEY (id)
  service_raci_rules_security_classification_check: CHECK (((security_classification)::text = ANY ((ARRAY['public'::character varying, 'internal'::character varying, 'confidential'::character varying, 'restricted'::character varying, 'secret'::character varying])::text[])))
  service_raci_rules_weight_check: CHECK (((weight > (0)::double precision) AND (weight <= (1)::double precision)))
  CREATE INDEX service_raci_rules_auto ON public.service_raci_rules USING btree (id) WHERE (enabled AND auto_assign_agent)

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
  created_at timestamp with time zone not null default clock_timestamp(),
  audience text not null default 'user'::text,
  stored boolean not null default false,
  uploaded_by character varying(100) not null default 'system'::character varying,
  principal_id bigint,
  person_id bigint
)
  ticket_attachments_audience_check: CHECK ((audience = ANY (ARRAY['internal'::text, 'user'::text, 'public'::text])))
  ticket_attachments_note_id_fkey: FOREIGN KEY (note_id) REFERENCES ticket_notes(id)
  ticket_attachments_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  ticket_attachments_pkey: PRIMARY KEY (id)
  ticket_attachments_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  ticket_attachments_stored_is_hashed: CHECK (((NOT stored) OR ((sha256 IS NOT NULL) AND (size_bytes IS NOT NULL))))
  ticket_attachments_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)
  CREATE INDEX ticket_attachments_content ON public.ticket_attachments USING btree (sha256) WHERE stored
  CREATE INDEX ticket_attachments_note_id_idx ON public.ticket_attachments USING btree (note_id) WHERE (note_id IS NOT NULL)
  CREATE INDEX ticket_attachments_ticket_id_id_idx ON public.ticket_attachments USING btree (ticket_id, id)

table ticket_notes (
  id bigint not null generated always as identity,
  ticket_id bigint not null,
  source character varying(50) not null default 'dashboard'::character varying,
  author character varying(100) not null default 'system'::character varying,
  principal_id bigint,
  body text not null,
  audience text not null,
  external_ref character varying(200),
  created_at timestamp with time zone not null default clock_timestamp(),
  person_id bigint
)
  ticket_notes_audience_check: CHECK ((audience = ANY (ARRAY['internal'::text, 'user'::text, 'public'::text])))
  ticket_notes_person_id_fkey: FOREIGN KEY (person_id) REFERENCES persons(id)
  ticket_notes_pkey: PRIMARY KEY (id)
  ticket_notes_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  ticket_notes_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)
  CREATE INDEX ticket_notes_created_at_id_idx ON public.ticket_notes USING btree (created_at, id)
  CREATE INDEX ticket_notes_search ON public.ticket_notes USING gin (to_tsvector('simple'::regconfig, body))
  CREATE INDEX ticket_notes_ticket_id_id_idx ON public.ticket_notes USING btree (ticket_id, id)

table ticket_providers (
  name character varying(80) not null,
  rank integer not null,
  configured boolean not null,
  takes text[] not null default '{}'::text[],
  paused_until timestamp with time zone,
  updated_at timestamp with time zone not null default clock_timestamp()
)
  ticket_providers_pkey: PRIMARY KEY (name)

table ticket_words (
  ticket_id bigint not null,
  words text not null,
  assignee text not null
)
  ticket_words_pkey: PRIMARY KEY (ticket_id)
  ticket_words_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)
  CREATE INDEX ticket_words_assignee ON public.ticket_words USING gin (assignee gin_trgm_ops)
  CREATE INDEX ticket_words_search ON public.ticket_words USING gin (to_tsvector('simple'::regconfig, words))
  CREATE INDEX ticket_words_words ON public.ticket_words USING gin (words gin_trgm_ops)

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
  synced_at timestamp with time zone,
  ended_at timestamp with time zone,
  filed_for_person_id bigint,
  owning_group_by_principal_id bigint,
  owning_group_by_person_id bigint
)
  tickets_agent_id_fkey: FOREIGN KEY (agent_id) REFERENCES agents(id)
  tickets_assignee_person_id_fkey: FOREIGN KEY (assignee_person_id) REFERENCES persons(id)
  tickets_filed_for_person_id_fkey: FOREIGN KEY (filed_for_person_id) REFERENCES persons(id)
  tickets_itop_ref_itop_class_key: UNIQUE (itop_ref, itop_class)
  tickets_owning_group_by_person_id_fkey: FOREIGN KEY (owning_group_by_person_id) REFERENCES persons(id)
  tickets_owning_group_by_principal_id_fkey: FOREIGN KEY (owning_group_by_principal_id) REFERENCES principals(id)
  tickets_pkey: PRIMARY KEY (id)
  tickets_requester_person_id_fkey: FOREIGN KEY (requester_person_id) REFERENCES persons(id)
  tickets_session_id_fkey: FOREIGN KEY (session_id) REFERENCES ops_chat_sessions(id)
  tickets_status_check: CHECK (((status)::text = ANY ((ARRAY['new'::character varying, 'assigned'::character varying, 'in_progress'::character varying, 'awaiting_user_response'::character varying, 'pending_approval'::character varying, 'awaiting_access'::character varying, 'blocked'::character varying, 'resolved'::character varying, 'closed'::character varying, 'closed/resolved'::character varying, 'implemented'::character varying, 'rejected'::character varying, 'cancelled'::character varying, 'canceled'::character varying, 'pending'::character varying, 'escalated_tto'::character varying, 'escalated_ttr'::character varying])::text[])))
  tickets_thread_id_fkey: FOREIGN KEY (thread_id) REFERENCES threads(id)
  CREATE INDEX tickets_agent_id_idx ON public.tickets USING btree (agent_id) WHERE (agent_id IS NOT NULL)
  CREATE INDEX tickets_assignee_id_idx ON public.tickets USING btree (assignee, id)
  CREATE INDEX tickets_assignee_person_id_idx ON public.tickets USING btree (assignee_person_id) WHERE (assignee_person_id IS NOT NULL)
  CREATE INDEX tickets_by_priority ON public.tickets USING btree (priority DESC NULLS LAST, id DESC)
  CREATE INDEX tickets_by_priority_up ON public.tickets USING btree (priority, id DESC)
  CREATE INDEX tickets_by_status ON public.tickets USING btree (status, id)
  CREATE INDEX tickets_by_status_up ON public.tickets USING btree (status, id DESC)
  CREATE INDEX tickets_created_at_id_idx ON public.tickets USING btree (created_at, id)
  CREATE INDEX tickets_ended ON public.tickets USING btree (ended_at) WHERE (ended_at IS NOT NULL)
  CREATE INDEX tickets_itop_class_id_idx ON public.tickets USING btree (itop_class, id)
  CREATE INDEX tickets_lower_id_idx ON public.tickets USING btree (lower((title)::text), id)
  CREATE INDEX tickets_lower_updated_at_id_idx ON public.tickets USING btree (lower((provider)::text), updated_at, id)
  CREATE INDEX tickets_of_agents ON public.tickets USING btree (updated_at, id) WHERE (agent_id IS NOT NULL)
  CREATE INDEX tickets_of_chats ON public.tickets USING btree (((access_scope ->> 'session_id'::text)), ((access_scope ->> 'message_hash'::text))) WHERE ((access_scope ->> 'source'::text) = 'ops-chat'::text)
  CREATE INDEX tickets_other_team ON public.tickets USING btree (assignee_team) WHERE ((assignee_team)::text IS DISTINCT FROM (owning_group)::text)
  CREATE INDEX tickets_owning_group_updated_at_id_idx ON public.tickets USING btree (owning_group, updated_at, id)
  CREATE INDEX tickets_priority_updated_at_id_idx ON public.tickets USING btree (priority, updated_at, id)
  CREATE INDEX tickets_requester_person_id_idx ON public.tickets USING btree (requester_person_id)
  CREATE INDEX tickets_session_id_idx ON public.tickets USING btree (session_id)
  CREATE INDEX tickets_status_updated_at_id_idx ON public.tickets USING btree (status, updated_at, id)
  CREATE INDEX tickets_title_id_idx ON public.tickets USING btree (title, id)
  CREATE INDEX tickets_updated_at_id_idx ON public.tickets USING btree (updated_at, id)
  CREATE TRIGGER tickets_begin_with_words AFTER INSERT ON public.tickets FOR EACH ROW EXECUTE FUNCTION tickets_keep_words()
  CREATE TRIGGER tickets_end BEFORE INSERT OR UPDATE OF status, ended_at ON public.tickets FOR EACH ROW EXECUTE FUNCTION tickets_note_their_end()
  CREATE TRIGGER tickets_keep_words AFTER UPDATE ON public.tickets FOR EACH ROW WHEN ((((((((((((new.title)::text IS DISTINCT FROM (old.title)::text) OR (new.description IS DISTINCT FROM old.description)) OR ((new.assignee)::text IS DISTINCT FROM (old.assignee)::text)) OR ((new.assignee_team)::text IS DISTINCT FROM (old.assignee_team)::text)) OR ((new.requester_name)::text IS DISTINCT FROM (old.requester_name)::text)) OR ((new.requester_email)::text IS DISTINCT FROM (old.requester_email)::text)) OR ((new.affected_user_name)::text IS DISTINCT FROM (old.affected_user_name)::text)) OR ((new.affected_user_email)::text IS DISTINCT FROM (old.affected_user_email)::text)) OR ((new.provider_ref)::text IS DISTINCT FROM (old.provider_ref)::text)) OR ((new.itop_ref)::text IS DISTINCT FROM (old.itop_ref)::text))) EXECUTE FUNCTION tickets_keep_words()

table tokens (
  id bigint not null generated always as identity,
  principal_id bigint not null,
  name text not null,
  hash bytea not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  roles text[],
  created_by bigint
)
  tokens_created_by_fkey: FOREIGN KEY (created_by) REFERENCES persons(id)
  tokens_hash_key: UNIQUE (hash)
  tokens_pkey: PRIMARY KEY (id)
  tokens_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  CREATE INDEX tokens_principal_id_idx ON public.tokens USING btree (principal_id)

table tool_checks (
  id bigint not null generated always as identity,
  tool_id bigint not null,
  timestamp timestamp with time zone not null default clock_timestamp(),
  status text not null,
  response_time_ms integer,
  error text,
  details jsonb not null default '{}'::jsonb
)
  tool_checks_pkey: PRIMARY KEY (id)
  tool_checks_status_check: CHECK ((status = ANY (ARRAY['healthy'::text, 'degraded'::text, 'down'::text, 'unknown'::text])))
  tool_checks_tool_id_fkey: FOREIGN KEY (tool_id) REFERENCES tools(id) ON DELETE CASCADE
  CREATE INDEX tool_checks_timestamp_idx ON public.tool_checks USING btree ("timestamp")
  CREATE INDEX tool_checks_tool_id_timestamp_id_idx ON public.tool_checks USING btree (tool_id, "timestamp" DESC, id DESC)

table tools (
  id bigint not null generated always as identity,
  name character varying(200) not null,
  type character varying(80) not null,
  host character varying(255),
  port integer,
  status text not null default 'unknown'::text,
  last_check timestamp with time zone,
  description text not null default ''::text,
  check_interval integer not null default 60,
  check_attempt integer not null default 0,
  check_lease_until timestamp with time zone,
  created_at timestamp with time zone not null default clock_timestamp(),
  updated_at timestamp with time zone not null default clock_timestamp()
)
  tools_check_interval_check: CHECK ((check_interval >= 0))
  tools_name_key: UNIQUE (name)
  tools_pkey: PRIMARY KEY (id)
  tools_port_check: CHECK (((port >= 1) AND (port <= 65535)))
  tools_status_check: CHECK ((status = ANY (ARRAY['healthy'::text, 'degraded'::text, 'down'::text, 'unknown'::text])))

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

table webhook_deliveries (
  id bigint not null generated always as identity,
  webhook_id bigint not null,
  delivery_id uuid not null default gen_random_uuid(),
  event_key text not null,
  event text not null,
  body text not null,
  status text not null default 'queued'::text,
  tries integer not null default 0,
  attempt integer not null default 0,
  lease_owner text,
  lease_until timestamp with time zone,
  not_before timestamp with time zone not null default clock_timestamp(),
  last_status integer,
  last_error text,
  created_at timestamp with time zone not null default clock_timestamp(),
  started_at timestamp with time zone,
  completed_at timestamp with time zone
)
  webhook_deliveries_delivery_id_key: UNIQUE (delivery_id)
  webhook_deliveries_pkey: PRIMARY KEY (id)
  webhook_deliveries_status_check: CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'delivered'::text, 'dead'::text])))
  webhook_deliveries_webhook_id_event_key_key: UNIQUE (webhook_id, event_key)
  webhook_deliveries_webhook_id_fkey: FOREIGN KEY (webhook_id) REFERENCES webhooks(id) ON DELETE CASCADE
  CREATE INDEX webhook_deliveries_done ON public.webhook_deliveries USING btree (completed_at) WHERE (status = ANY (ARRAY['delivered'::text, 'dead'::text]))
  CREATE INDEX webhook_deliveries_open ON public.webhook_deliveries USING btree (not_before, id) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]))
  CREATE INDEX webhook_deliveries_webhook_id_id_idx ON public.webhook_deliveries USING btree (webhook_id, id)

table webhooks (
  id bigint not null generated always as identity,
  url text not null,
  description text not null default ''::text,
  events text[] not null default '{}'::text[],
  secret text not null,
  active boolean not null default true,
  active_since timestamp with time zone not null default clock_timestamp(),
  created_by text not null,
  created_by_principal_id bigint,
  created_at timestamp with time zone not null default clock_timestamp(),
  updated_at timestamp with time zone not null default clock_timestamp()
)
  webhooks_created_by_principal_id_fkey: FOREIGN KEY (created_by_principal_id) REFERENCES principals(id)
  webhooks_pkey: PRIMARY KEY (id)
  webhooks_url_check: CHECK ((length(url) <= 2000))

table workflow_runs (
  id bigint not null generated always as identity,
  workflow_id bigint not null,
  workflow_version integer not null,
  ticket_id bigint,
  agent_id bigint,
  task_id bigint,
  status character varying(40) not null default 'queued'::character varying,
  result text not null default ''::text,
  created_by character varying(100) not null default 'system'::character varying,
  principal_id bigint,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_timestamp()
)
  workflow_runs_agent_id_fkey: FOREIGN KEY (agent_id) REFERENCES agents(id)
  workflow_runs_check: CHECK (((completed_at IS NOT NULL) = ((status)::text = ANY ((ARRAY['completed'::character varying, 'passed'::character varying, 'failed'::character varying, 'error'::character varying])::text[]))))
  workflow_runs_pkey: PRIMARY KEY (id)
  workflow_runs_principal_id_fkey: FOREIGN KEY (principal_id) REFERENCES principals(id)
  workflow_runs_status_check: CHECK (((status)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying, 'completed'::character varying, 'passed'::character varying, 'failed'::character varying, 'error'::character varying])::text[])))
  workflow_runs_task_id_fkey: FOREIGN KEY (task_id) REFERENCES agent_tasks(id)
  workflow_runs_ticket_id_fkey: FOREIGN KEY (ticket_id) REFERENCES tickets(id)
  workflow_runs_workflow_id_fkey: FOREIGN KEY (workflow_id) REFERENCES agent_workflows(id)
  CREATE INDEX workflow_runs_agent_id_idx ON public.workflow_runs USING btree (agent_id) WHERE (agent_id IS NOT NULL)
  CREATE INDEX workflow_runs_ticket_id_idx ON public.workflow_runs USING btree (ticket_id) WHERE (ticket_id IS NOT NULL)
  CREATE INDEX workflow_runs_workflow_id_id_idx ON public.workflow_runs USING btree (workflow_id, id DESC)
  CREATE INDEX workflow_runs_workflow_id_status_idx ON public.workflow_runs USING btree (workflow_id, status)

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

CREATE OR REPLACE FUNCTION public.gin_extract_query_trgm(text, internal, smallint, internal, internal, internal, internal)
 RETURNS internal
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gin_extract_query_trgm$function$

CREATE OR REPLACE FUNCTION public.gin_extract_value_trgm(text, internal)
 RETURNS internal
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gin_extract_value_trgm$function$

CREATE OR REPLACE FUNCTION public.gin_trgm_consistent(internal, smallint, text, integer, internal, internal, internal, internal)
 RETURNS boolean
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gin_trgm_consistent$function$

CREATE OR REPLACE FUNCTION public.gin_trgm_triconsistent(internal, smallint, text, integer, internal, internal, internal)
 RETURNS "char"
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gin_trgm_triconsistent$function$

CREATE OR REPLACE FUNCTION public.gtrgm_compress(internal)
 RETURNS internal
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_compress$function$

CREATE OR REPLACE FUNCTION public.gtrgm_consistent(internal, text, smallint, oid, internal)
 RETURNS boolean
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_consistent$function$

CREATE OR REPLACE FUNCTION public.gtrgm_decompress(internal)
 RETURNS internal
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_decompress$function$

CREATE OR REPLACE FUNCTION public.gtrgm_distance(internal, text, smallint, oid, internal)
 RETURNS double precision
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_distance$function$

CREATE OR REPLACE FUNCTION public.gtrgm_in(cstring)
 RETURNS gtrgm
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_in$function$

CREATE OR REPLACE FUNCTION public.gtrgm_options(internal)
 RETURNS void
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE
AS '$libdir/pg_trgm', $function$gtrgm_options$function$

CREATE OR REPLACE FUNCTION public.gtrgm_out(gtrgm)
 RETURNS cstring
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_out$function$

CREATE OR REPLACE FUNCTION public.gtrgm_penalty(internal, internal, internal)
 RETURNS internal
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_penalty$function$

CREATE OR REPLACE FUNCTION public.gtrgm_picksplit(internal, internal)
 RETURNS internal
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_picksplit$function$

CREATE OR REPLACE FUNCTION public.gtrgm_same(gtrgm, gtrgm, internal)
 RETURNS internal
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_same$function$

CREATE OR REPLACE FUNCTION public.gtrgm_union(internal, internal)
 RETURNS gtrgm
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_union$function$

CREATE OR REPLACE FUNCTION public.hint_events()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('opsroom', 'events');
  return null;
end $function$

CREATE OR REPLACE FUNCTION public.knowledge_articles_count_versions()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if (new.title, new.body, new.category, new.tags, new.enabled, new.security_classification)
     is distinct from (old.title, old.body, old.category, old.tags, old.enabled, old.security_classification) then
    new.version := old.version + 1;
  else
    new.version := old.version;
  end if;
  return new;
end $function$

CREATE OR REPLACE FUNCTION public.knowledge_articles_keep_versions()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into knowledge_article_versions (article_id, version, title, body, category, tags, enabled, changed_by, principal_id,
      security_classification)
    values (new.id, new.version, new.title, new.body, new.category, new.tags, new.enabled, new.changed_by, new.changed_by_principal_id,
      new.security_classification)
    on conflict (article_id, version) do nothing;
  return null;
end $function$

CREATE OR REPLACE FUNCTION public.leases_end_with_their_agent()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update agent_vault_leases set lease_status = 'revoked', revoked_at = clock_timestamp(), revoked_by = 'system',
    revoke_reason = 'its agent is ' || new.status, updated_at = clock_timestamp()
  where agent_id = new.id and lease_status = 'active';
  return null;
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

CREATE OR REPLACE FUNCTION public.set_limit(real)
 RETURNS real
 LANGUAGE c
 STRICT
AS '$libdir/pg_trgm', $function$set_limit$function$

CREATE OR REPLACE FUNCTION public.show_limit()
 RETURNS real
 LANGUAGE c
 STABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$show_limit$function$

CREATE OR REPLACE FUNCTION public.show_trgm(text)
 RETURNS text[]
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$show_trgm$function$

CREATE OR REPLACE FUNCTION public.similarity(text, text)
 RETURNS real
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$similarity$function$

CREATE OR REPLACE FUNCTION public.similarity_dist(text, text)
 RETURNS real
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$similarity_dist$function$

CREATE OR REPLACE FUNCTION public.similarity_op(text, text)
 RETURNS boolean
 LANGUAGE c
 STABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$similarity_op$function$

CREATE OR REPLACE FUNCTION public.strict_word_similarity(text, text)
 RETURNS real
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$strict_word_similarity$function$

CREATE OR REPLACE FUNCTION public.strict_word_similarity_commutator_op(text, text)
 RETURNS boolean
 LANGUAGE c
 STABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$strict_word_similarity_commutator_op$function$

CREATE OR REPLACE FUNCTION public.strict_word_similarity_dist_commutator_op(text, text)
 RETURNS real
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$strict_word_similarity_dist_commutator_op$function$

CREATE OR REPLACE FUNCTION public.strict_word_similarity_dist_op(text, text)
 RETURNS real
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$strict_word_similarity_dist_op$function$

CREATE OR REPLACE FUNCTION public.strict_word_similarity_op(text, text)
 RETURNS boolean
 LANGUAGE c
 STABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$strict_word_similarity_op$function$

CREATE OR REPLACE FUNCTION public.ticket_status_is_final(status text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select status in ('resolved', 'closed', 'closed/resolved', 'implemented', 'rejected', 'cancelled', 'canceled') $function$

CREATE OR REPLACE FUNCTION public.ticket_words_of(VARIADIC fields text[])
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select lower(array_to_string(fields, chr(31), '')) $function$

CREATE OR REPLACE FUNCTION public.tickets_keep_words()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into ticket_words (ticket_id, words, assignee) values (new.id,
    ticket_words_of(new.title, new.description, new.assignee, new.assignee_team, new.requester_name, new.requester_email,
      new.affected_user_name, new.affected_user_email, new.provider_ref, new.itop_ref),
    lower(coalesce(new.assignee, '')))
  on conflict (ticket_id) do update set words = excluded.words, assignee = excluded.assignee;
  return null;
end $function$

CREATE OR REPLACE FUNCTION public.tickets_note_their_end()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if not ticket_status_is_final(new.status) then new.ended_at := null;
  -- What comes from elsewhere may know when it ended there.
  elsif tg_op = 'INSERT' then new.ended_at := coalesce(new.ended_at, clock_timestamp());
  elsif not ticket_status_is_final(old.status) then new.ended_at := clock_timestamp();
  else new.ended_at := old.ended_at;
  end if;
  return new;
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

CREATE OR REPLACE FUNCTION public.word_similarity(text, text)
 RETURNS real
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$word_similarity$function$

CREATE OR REPLACE FUNCTION public.word_similarity_commutator_op(text, text)
 RETURNS boolean
 LANGUAGE c
 STABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$word_similarity_commutator_op$function$

CREATE OR REPLACE FUNCTION public.word_similarity_dist_commutator_op(text, text)
 RETURNS real
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$word_similarity_dist_commutator_op$function$

CREATE OR REPLACE FUNCTION public.word_similarity_dist_op(text, text)
 RETURNS real
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$word_similarity_dist_op$function$

CREATE OR REPLACE FUNCTION public.word_similarity_op(text, text)
 RETURNS boolean
 LANGUAGE c
 STABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$word_similarity_op$function$
