-- Where tickets are kept besides here: what is configured, what has to be told there, and how far we have read there.

-- What the API processes were started with: whoever files a ticket learns here where it goes, without knowing a credential.
create table ticket_providers (
  name varchar(80) primary key,
  -- The order in which one is chosen when the request names none; contract 7.5 (3).
  rank integer not null,
  configured boolean not null,
  -- Kinds of pushes that it takes.
  takes text[] not null default '{}',
  -- It could not be reached: nothing is sent before this time, so that a long queue does not wait for one timeout a row.
  paused_until timestamptz,
  updated_at timestamptz not null default clock_timestamp()
);

-- One row for everything that a provider has to be told, written with the change that it tells of.
create table provider_pushes (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references tickets,
  provider varchar(80) not null references ticket_providers,
  kind text not null check (kind in ('create', 'update', 'note', 'attachment', 'close')),
  note_id bigint references ticket_notes,
  attachment_id bigint references ticket_attachments,
  payload jsonb not null default '{}',
  -- Stands in what we make there, so that a try of which nobody knows the end is found again and nothing echoes.
  reference text not null,
  status text not null default 'queued' check (status in ('queued', 'running', 'done', 'skipped', 'dead')),
  -- 'infinity' while the ticket itself is not there yet.
  not_before timestamptz not null default clock_timestamp(),
  lease_owner text,
  lease_until timestamptz,
  attempt integer not null default 0,
  -- Tries that the provider itself answered with an error; being unreachable is no fault of the row.
  failures integer not null default 0,
  last_error text,
  result jsonb not null default '{}',
  started_at timestamptz,
  finished_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  check ((kind = 'note') = (note_id is not null)),
  check ((kind = 'attachment') = (attachment_id is not null))
);
create index provider_pushes_open on provider_pushes (id) where status in ('queued', 'running') and not_before <> 'infinity';
create index on provider_pushes (ticket_id, id);
create index provider_pushes_dead on provider_pushes (provider) where status = 'dead';
-- A ticket is made at most once at a time, whoever asks.
create unique index provider_pushes_one_create on provider_pushes (ticket_id) where kind = 'create' and status in ('queued', 'running');
create unique index provider_pushes_one_note on provider_pushes (note_id) where kind = 'note';
create unique index provider_pushes_one_attachment on provider_pushes (attachment_id) where kind = 'attachment';
create index provider_pushes_created_reference on provider_pushes (reference) where kind = 'create';

-- How far changes of one class have been taken in; the cursor is the provider's own time, in its own words.
create table provider_cursors (
  provider varchar(80) not null references ticket_providers,
  ticket_class varchar(120) not null,
  cursor text,
  lease_owner text,
  lease_until timestamptz,
  last_error text,
  -- Whether the last look succeeded; an event tells when that changes, and not at every look.
  reachable boolean not null default true,
  read_at timestamptz,
  primary key (provider, ticket_class)
);

-- What was read within the overlap of two looks: `reads` counts how often this very state was seen.
create table provider_objects (
  provider varchar(80) not null,
  ticket_class varchar(120) not null,
  ref varchar(200) not null,
  changed_at text not null,
  reads integer not null default 1,
  primary key (provider, ticket_class, ref)
);
create index on provider_objects (provider, ticket_class, changed_at);

-- Entries of a provider's logs that are notes here already, or that came from here.
create table provider_log_entries (
  ticket_id bigint not null references tickets,
  entry text not null,
  note_id bigint references ticket_notes,
  created_at timestamptz not null default clock_timestamp(),
  primary key (ticket_id, entry)
);
