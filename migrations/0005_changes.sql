create table changes (
  id bigint generated always as identity primary key,
  agent_id bigint references agents,
  task_id bigint references agent_tasks,
  ticket_id bigint references tickets,
  itop_change_ref varchar(100),
  action varchar(255) not null,
  target varchar(255) not null,
  reason text not null default '',
  command text,
  plan jsonb not null,
  plan_kind text not null check (plan_kind in ('argv', 'http', 'effect', 'manual', 'agent')),
  digest text not null,
  state text not null default 'pending' check (state in ('pending', 'approved', 'rejected', 'expired', 'withdrawn', 'superseded',
    'executing', 'completed', 'failed', 'execution_expired', 'drifted')),
  state_reason text,
  risk_level varchar(40) not null default 'unknown',
  approval_policy jsonb not null default '{}',
  policy jsonb not null,
  policy_name text not null,
  policy_version integer not null,
  requested_by varchar(100) not null,
  requested_by_principal_id bigint not null references principals,
  claimed_by varchar(100),
  decided_by_person_id bigint references persons,
  decided_at timestamptz,
  approval_mode text,
  auto_approved boolean not null default false,
  rejected_reason text,
  result text,
  result_kind text check (result_kind in ('verified', 'reported')),
  completed_by varchar(100),
  completed_at timestamptz,
  supersedes_id bigint references changes,
  thread_id bigint references threads,
  undelivered boolean not null default false,
  requested_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  execute_before timestamptz,
  version integer not null default 1
);
create index on changes (ticket_id);
create index on changes (agent_id);
create index changes_open on changes (expires_at) where state in ('pending', 'approved', 'executing');

create function changes_follow_their_edges() returns trigger language plpgsql as $$
begin
  if old.state in ('rejected', 'expired', 'withdrawn', 'superseded', 'completed', 'failed', 'execution_expired', 'drifted') then
    -- Delivery facts may still be written: they are about the card, not about the decision.
    if to_jsonb(new) - array['thread_id', 'undelivered', 'version'] is distinct from to_jsonb(old) - array['thread_id', 'undelivered', 'version'] then
      raise exception 'change % is %, which is final', old.id, old.state;
    end if;
    return new;
  end if;
  if new.state is distinct from old.state and not (
    (old.state = 'pending' and new.state in ('approved', 'rejected', 'expired', 'withdrawn', 'superseded')) or
    (old.state = 'approved' and new.state in ('executing', 'completed', 'failed', 'execution_expired', 'drifted')) or
    (old.state = 'executing' and new.state in ('completed', 'failed', 'execution_expired', 'drifted'))) then
    raise exception 'change % can not go from % to %', old.id, old.state, new.state;
  end if;
  if new.plan is distinct from old.plan or new.digest is distinct from old.digest or new.policy is distinct from old.policy
    or new.requested_by_principal_id is distinct from old.requested_by_principal_id then
    raise exception 'change %: the plan, its digest, its policy and its requester are frozen; a revised plan is a new change', old.id;
  end if;
  return new;
end $$;
create trigger changes_follow_their_edges before update on changes for each row execute function changes_follow_their_edges();
create function rows_are_never_deleted() returns trigger language plpgsql as $$
begin
  raise exception '% rows are never deleted', tg_table_name;
end $$;
create trigger changes_stay before delete on changes for each row execute function rows_are_never_deleted();

-- Everyone who stands behind a change and so may not decide it; frozen when the change is asked for.
create table change_lineage (
  change_id bigint not null references changes,
  person_id bigint not null references persons,
  relation text not null check (relation in ('requester', 'spawner', 'steerer', 'plan_author')),
  primary key (change_id, person_id, relation)
);

create table vote_events (
  id bigint generated always as identity primary key,
  change_id bigint not null references changes,
  person_id bigint references persons,
  principal_id bigint references principals,
  actor text not null,
  verb text not null check (verb in ('approve', 'reject', 'retract', 'ask', 'reason')),
  channel text not null check (channel in ('matrix-reaction', 'matrix-command', 'matrix-reply', 'rest', 'web')),
  reason text,
  assurance text not null default 'L1' check (assurance in ('L1', 'L2', 'L3', 'L4')),
  outcome text not null,
  -- The reaction's own event id: a replay stops at this constraint.
  event_id text unique,
  created_at timestamptz not null default clock_timestamp()
);
create index on vote_events (change_id);

create table votes (
  change_id bigint not null references changes,
  person_id bigint not null references persons,
  verb text not null check (verb in ('approve', 'reject')),
  vote_event_id bigint not null references vote_events,
  created_at timestamptz not null default clock_timestamp(),
  primary key (change_id, person_id)
);

-- The executor's receipt. One row a change: a plan is started at most once.
create table executions (
  change_id bigint primary key references changes,
  state text not null check (state in ('claimed', 'running', 'succeeded', 'failed', 'unknown')),
  runner_id text not null,
  lease_until timestamptz not null,
  attempt integer not null default 1,
  digest text not null,
  pid integer,
  exit_code integer,
  signal text,
  duration_ms integer,
  output text,
  output_sha256 text,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz
);
