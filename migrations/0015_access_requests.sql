-- Access that somebody lacks: the request, its gate on the ticket that needs it, and the ticket of those who own the resource.
create table access_requests (
  id bigint generated always as identity primary key,
  parent_ticket_id bigint not null references tickets,
  access_ticket_id bigint not null unique references tickets,
  agent_id bigint references agents,
  change_id bigint not null unique references changes,
  requester varchar(240) not null,
  requested_by_principal_id bigint not null references principals,
  account_ref varchar(240),
  resource varchar(300) not null,
  permission varchar(240) not null,
  reason text not null default '',
  assignment_group varchar(160) not null default 'Identity & Access',
  -- How it was routed, as it was told (contract 9.2).
  access_raci jsonb not null default '{}',
  -- The lease that is granted when people approve it; null where a person has to do it in another system.
  lease_request jsonb,
  lease_inferred boolean not null default false,
  status varchar(40) not null default 'pending_approval' check (status in ('pending_approval', 'approved', 'granted', 'rejected')),
  approval_actor varchar(100),
  grant_evidence text,
  -- Why it ended without a grant: said no, nobody decided in time, withdrawn, could not be carried out.
  closed_reason text,
  -- Of what is asked for and for whom; two open requests of one ticket never have the same.
  request_digest text not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create index on access_requests (parent_ticket_id, id);
create unique index access_requests_open_once on access_requests (parent_ticket_id, request_digest)
  where status in ('pending_approval', 'approved');

create table agent_vault_leases (
  id bigint generated always as identity primary key,
  agent_id bigint not null references agents,
  system varchar(80) not null,
  resource_type varchar(120) not null default 'resource',
  -- A shell pattern.
  resource_id varchar(300) not null default '*',
  action varchar(80) not null default 'read',
  -- The name under which a broker finds the credential; never the credential.
  credential_ref varchar(500) not null,
  lease_status text not null default 'active' check (lease_status in ('active', 'expired', 'revoked')),
  -- Every lease ends, whatever granted it.
  expires_at timestamptz not null,
  granted_by varchar(100) not null,
  change_id bigint references changes,
  policy_snapshot jsonb not null default '{}',
  revoked_at timestamptz,
  revoked_by varchar(100),
  revoke_reason text,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  unique (agent_id, system, resource_type, resource_id, action),
  check ((lease_status = 'revoked') = (revoked_at is not null))
);
create index agent_vault_leases_end on agent_vault_leases (expires_at) where lease_status = 'active';
create index on agent_vault_leases (change_id) where change_id is not null;

-- In the database, so that no way in which an agent ends can leave its leases behind.
create function leases_end_with_their_agent() returns trigger language plpgsql as $$
begin
  update agent_vault_leases set lease_status = 'revoked', revoked_at = clock_timestamp(), revoked_by = 'system',
    revoke_reason = 'its agent is ' || new.status, updated_at = clock_timestamp()
  where agent_id = new.id and lease_status = 'active';
  return null;
end $$;
create trigger leases_end_with_their_agent after update of status on agents
  for each row when (new.status in ('finished', 'failed', 'stopped', 'terminated') and old.status is distinct from new.status)
  execute function leases_end_with_their_agent();

-- Each time that access to a resource was asked for, allowed or not.
create table access_decision_log (
  id bigint generated always as identity primary key,
  actor varchar(100) not null,
  principal_id bigint references principals,
  subject_type varchar(40) not null,
  subject_id bigint,
  permission varchar(120) not null,
  resource_type varchar(240) not null,
  resource_id varchar(300) not null,
  decision text not null check (decision in ('allow', 'deny')),
  reason varchar(120) not null,
  details jsonb not null default '{}',
  created_at timestamptz not null default clock_timestamp()
);
create index on access_decision_log (created_at);
create index on access_decision_log (subject_type, subject_id, id);
create trigger access_decision_log_append_only before update or delete on access_decision_log
  for each row execute function rows_are_append_only();
create trigger access_decision_log_not_truncated before truncate on access_decision_log
  for each statement execute function rows_are_append_only();

-- Agents that lived before this have the access to their own ticket that agents get at their start.
insert into agent_vault_leases (agent_id, system, resource_type, resource_id, action, credential_ref, expires_at, granted_by, policy_snapshot)
select a.id, 'dashboard', 'ticket', a.ticket_id::text, own.action, '<vault:agent_' || a.id || '_dashboard_ticket_' || a.ticket_id || '>',
  clock_timestamp() + interval '30 days', 'system', jsonb_build_object('source', 'own_ticket')
from agents a, unnest(array['read', 'note', 'request_access']) as own(action)
where a.ticket_id is not null and a.status not in ('finished', 'failed', 'stopped', 'terminated');

-- Lists by state, oldest or newest first; of who asked; and what a task has asked for.
create index on changes (state, id);
create index on changes (requested_by_principal_id);
create index on changes (task_id) where task_id is not null;
