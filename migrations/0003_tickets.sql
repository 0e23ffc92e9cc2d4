create table tickets (
  id bigint generated always as identity primary key,
  itop_ref varchar(100) not null,
  itop_class varchar(50) not null default 'Incident',
  title varchar(500) not null,
  description text not null default '',
  status varchar(50) not null default 'new' check (status in ('new', 'assigned', 'in_progress', 'awaiting_user_response',
    'pending_approval', 'awaiting_access', 'blocked', 'resolved', 'closed', 'closed/resolved', 'implemented', 'rejected',
    'cancelled', 'canceled', 'pending', 'escalated_tto', 'escalated_ttr')),
  priority varchar(50),
  impact integer,
  urgency integer,
  assignee varchar(255),
  assignee_person_id bigint references persons,
  assignee_team varchar(255),
  agent_id bigint,
  opened_by_name varchar(240),
  opened_by_email varchar(300),
  requester_name varchar(240),
  requester_email varchar(300),
  requester_person_id bigint references persons,
  affected_user_name varchar(240),
  affected_user_email varchar(300),
  owning_group varchar(160),
  security_classification varchar(80) not null default 'internal',
  access_scope jsonb not null default '{}',
  provider varchar(80) not null default 'local',
  provider_ref varchar(200),
  provider_class varchar(120),
  provider_url text,
  provider_sync_status varchar(40) not null default 'local_only',
  provider_last_error text,
  provider_payload jsonb not null default '{}',
  created_by text not null default 'dashboard',
  thread_id bigint references threads,
  session_id bigint,
  -- What the live card says happens next, when no status word says it ("waiting for a person of …").
  waiting_for text,
  worked_by text,
  resolution text,
  helped boolean,
  version integer not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  synced_at timestamptz,
  unique (itop_ref, itop_class)
);
create index on tickets (status, updated_at desc);
create index on tickets (owning_group);
create index on tickets (requester_person_id);
create index on tickets (session_id);

create table ticket_notes (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references tickets,
  source varchar(50) not null default 'dashboard',
  author varchar(100) not null default 'system',
  principal_id bigint references principals,
  body text not null,
  -- Who may read it: an internal note never leaves the house. "visibility" on the wire.
  audience text not null check (audience in ('internal', 'user', 'public')),
  external_ref varchar(200),
  created_at timestamptz not null default clock_timestamp()
);
create index on ticket_notes (ticket_id, id);

create table ticket_attachments (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references tickets,
  note_id bigint references ticket_notes,
  filename varchar(500) not null,
  content_type text,
  storage_ref text,
  sha256 varchar(64),
  size_bytes bigint,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default clock_timestamp()
);
create index on ticket_attachments (ticket_id);
