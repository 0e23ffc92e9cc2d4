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

-- A gate is born shut: nothing but a decision opens it.
create function changes_begin_pending() returns trigger language plpgsql as $$
begin
  if new.state <> 'pending' or new.decided_by_person_id is not null then
    raise exception 'a change begins pending, not %', new.state;
  end if;
  return new;
end $$;
create trigger changes_begin_pending before insert on changes for each row execute function changes_begin_pending();

create function changes_follow_their_edges() returns trigger language plpgsql as $$
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
  -- Of the plan that was voted on: a plan whose approval carries another digest is not run.
  digest text,
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
create function votes_end_with_the_decision() returns trigger language plpgsql as $$
begin
  if exists (select from changes where id = coalesce(new.change_id, old.change_id) and state <> 'pending') then
    raise exception 'change % is decided; its votes are frozen', coalesce(new.change_id, old.change_id);
  end if;
  return coalesce(new, old);
end $$;
create trigger votes_end_with_the_decision before insert or update or delete on votes
  for each row execute function votes_end_with_the_decision();

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

create function executions_end_once() returns trigger language plpgsql as $$
begin
  if old.finished_at is not null or new.change_id <> old.change_id or new.digest <> old.digest then
    raise exception 'the execution of change % is a receipt; it is not written again', old.change_id;
  end if;
  return new;
end $$;
create trigger executions_end_once before update on executions for each row execute function executions_end_once();
-- Without its row a plan could be started again.
create trigger executions_stay before delete on executions for each row execute function rows_are_never_deleted();
