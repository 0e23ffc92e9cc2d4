create table agents (
  id bigint generated always as identity primary key,
  ticket_id bigint references tickets,
  model varchar(100),
  selected_model varchar(200),
  harness varchar(80) not null,
  runtime_profile_id varchar(80),
  runtime_config jsonb not null default '{}',
  status varchar(30) not null default 'spawned' check (status in ('spawned', 'running', 'working', 'pending_approval',
    'awaiting_access', 'awaiting_user_response', 'blocked', 'finished', 'failed', 'stopped', 'terminated')),
  started_at timestamptz,
  finished_at timestamptz,
  heartbeat timestamptz,
  logs_ref text,
  assigned_by varchar(100) not null default 'orchestrator',
  spawned_by_principal_id bigint references principals,
  -- The person behind the agent: who wrote the request it works on.
  on_behalf_of_person_id bigint references persons,
  error_message text,
  attempts integer not null default 0,
  last_task_id bigint,
  created_at timestamptz not null default clock_timestamp()
);
create index on agents (ticket_id);
-- One live agent per ticket: the database refuses a second one, whatever the code believes.
create unique index agents_one_live_per_ticket on agents (ticket_id)
  where status in ('spawned', 'running', 'working', 'pending_approval', 'awaiting_access', 'awaiting_user_response', 'blocked');
alter table principals add foreign key (agent_id) references agents;
alter table tickets add foreign key (agent_id) references agents;

create table agent_tasks (
  id bigint generated always as identity primary key,
  agent_id bigint not null references agents,
  ticket_id bigint references tickets,
  task_type varchar(50) not null default 'ticket_resolution',
  prompt text not null,
  status varchar(40) not null default 'queued' check (status in ('queued', 'running', 'pending_approval', 'awaiting_access',
    'awaiting_user_response', 'blocked', 'completed', 'failed', 'stopped')),
  priority_rank integer not null default 2,
  output text not null default '',
  error_message text,
  result jsonb,
  checkpoints jsonb not null default '[]',
  progress_pct integer not null default 0,
  work_dir varchar(500),
  pid integer,
  stop_requested_at timestamptz,
  stop_reason text,
  not_before timestamptz not null default clock_timestamp(),
  -- The lease: who works this row, until when, and the fencing token that every call for it must present.
  lease_owner text,
  lease_until timestamptz,
  attempt integer not null default 0,
  started_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz not null default clock_timestamp()
);
create index on agent_tasks (agent_id);
create index on agent_tasks (ticket_id);
create index agent_tasks_open on agent_tasks (priority_rank, id) where status in ('queued', 'running');

create table agent_permission_context (
  agent_id bigint primary key references agents,
  ticket_id bigint references tickets,
  spawned_by_username text not null,
  roles text[] not null default '{}',
  allowed_permissions text[] not null,
  scopes jsonb not null default '[]',
  max_classification text not null default 'internal',
  policy_snapshot jsonb not null default '{}',
  created_at timestamptz not null default clock_timestamp()
);

create table agent_steering_events (
  id bigint generated always as identity primary key,
  ticket_id bigint references tickets,
  agent_id bigint not null references agents,
  task_id bigint references agent_tasks,
  note_id bigint references ticket_notes,
  person_id bigint references persons,
  source varchar(50) not null,
  author varchar(100) not null,
  body text not null,
  status text not null default 'pending' check (status in ('pending', 'delivered', 'acknowledged')),
  metadata jsonb not null default '{}',
  created_at timestamptz not null default clock_timestamp(),
  delivered_at timestamptz,
  acknowledged_at timestamptz
);
create unique index on agent_steering_events (agent_id, note_id) where note_id is not null;

-- What the API says about runners it reads here; runners publish it with every heartbeat.
create table runner_instances (
  id text primary key,
  host text not null,
  pid integer not null,
  isolation jsonb not null default '{}',
  harnesses jsonb not null default '[]',
  active_runs jsonb not null default '[]',
  max_concurrent integer not null,
  started_at timestamptz not null default clock_timestamp(),
  heartbeat_at timestamptz not null default clock_timestamp()
);

-- Bound to one attempt of one turn or task: a lost lease raises the attempt, and the token is worth nothing from then on.
create table run_tokens (
  id bigint generated always as identity primary key,
  hash bytea not null unique,
  turn_id bigint,
  task_id bigint references agent_tasks,
  attempt integer not null,
  principal_id bigint not null references principals,
  created_at timestamptz not null default clock_timestamp(),
  revoked_at timestamptz,
  check ((turn_id is null) <> (task_id is null))
);
