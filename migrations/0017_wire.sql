-- What leaves the house by itself: the stream of events, outgoing webhooks, and what external consumers of chat are told.

-- The transaction that wrote a row. Ids are given out before the commit: a reader that only remembers the last id misses what
-- a slower transaction commits later under a smaller one. By (transaction, id), and below the oldest transaction that still
-- runs, nothing can come in between any more.
alter table audit_log add column xid xid8 not null default pg_current_xact_id();
alter table event_log add column xid xid8 not null default pg_current_xact_id();
create index on audit_log (xid, id);
create index on event_log (xid, id);

create function hint_events() returns trigger language plpgsql as $$
begin
  perform pg_notify('opsroom', 'events');
  return null;
end $$;
create trigger audit_log_hint after insert on audit_log for each statement execute function hint_events();
create trigger event_log_hint after insert on event_log for each statement execute function hint_events();

-- What an external consumer leased and how often, and the message that tells that it was delivered.
alter table deliveries add column attempts integer not null default 0;
alter table deliveries add column message_id bigint references ops_chat_messages;
create index deliveries_external on deliveries (id) where consumer = 'external' and acked_at is null;

-- Clients of the OpenAI-compatible interface do not name their conversation: it is looked for among the last of the speaker.
create index on ops_chat_sessions (person_id, id);
create index ops_chat_sessions_unnamed on ops_chat_sessions (requester_name, person_id, id) where channel = 'legacy-openai-compatible';

create table webhooks (
  id bigint generated always as identity primary key,
  url text not null check (length(url) <= 2000),
  description text not null default '',
  -- Actions and kinds that it hears of; none means all.
  events text[] not null default '{}',
  -- Signs what is sent; told once, when it is made.
  secret text not null,
  active boolean not null default true,
  -- What happened before is not for it: before it was made, or while it was off.
  active_since timestamptz not null default clock_timestamp(),
  created_by text not null,
  created_by_principal_id bigint references principals,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);

create table webhook_deliveries (
  id bigint generated always as identity primary key,
  webhook_id bigint not null references webhooks on delete cascade,
  -- The same at every attempt, so that the receiver knows what it has already.
  delivery_id uuid not null unique default gen_random_uuid(),
  event_key text not null,
  event text not null,
  -- The bytes that are sent and signed.
  body text not null,
  status text not null default 'queued' check (status in ('queued', 'running', 'delivered', 'dead')),
  -- Attempts since it was queued, by the system or by a person; `attempt` is the fencing token of the lease.
  tries integer not null default 0,
  attempt integer not null default 0,
  lease_owner text,
  lease_until timestamptz,
  not_before timestamptz not null default clock_timestamp(),
  last_status integer,
  last_error text,
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  completed_at timestamptz,
  unique (webhook_id, event_key)
);
create index webhook_deliveries_open on webhook_deliveries (not_before, id) where status in ('queued', 'running');
create index on webhook_deliveries (webhook_id, id);
create index webhook_deliveries_done on webhook_deliveries (completed_at) where status in ('delivered', 'dead');

-- How far a reader of the events has come.
create table event_readers (
  name text primary key,
  xid xid8 not null,
  source smallint not null default 0,
  id bigint not null default 0
);
