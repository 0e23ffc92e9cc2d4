-- The Matrix side's memory: where the sync stands, what came in, what has to go out.
create table matrix_accounts (
  user_id text primary key,
  -- The token up to which everything is in the inbox; written in the same transaction as the events.
  since text,
  filter_id text,
  -- One bot per account: the holder's epoch is checked by every sync commit and every outbox claim.
  epoch bigint not null default 0,
  holder text,
  lease_until timestamptz,
  homeserver jsonb not null default '{}',
  last_sync_at timestamptz,
  updated_at timestamptz not null default clock_timestamp()
);

create table inbox_events (
  id bigint generated always as identity primary key,
  event_id text not null unique,
  room_id text not null,
  sender text not null,
  type text not null,
  state_key text,
  content jsonb not null,
  origin_server_ts bigint not null,
  -- Closed a gap or older than the replay horizon: may be read, never acted on as a vote or a command.
  backfilled boolean not null default false,
  status text not null default 'new' check (status in ('new', 'done', 'parked', 'failed')),
  outcome text,
  attempts integer not null default 0,
  not_before timestamptz not null default clock_timestamp(),
  last_error text,
  received_at timestamptz not null default clock_timestamp(),
  processed_at timestamptz
);
create index inbox_events_open on inbox_events (id) where status in ('new', 'parked');

create table outbox (
  id bigint generated always as identity primary key,
  room_id text not null,
  thread_id bigint references threads,
  -- What to say, in the words of the domain; the bot renders it when it sends it.
  kind text not null,
  payload jsonb not null default '{}',
  -- At most one waiting row with the same key: a card that changes five times in a second is edited once.
  coalesce_key text,
  -- Said once, ever: a second insert with the same key does nothing.
  once_key text unique,
  ticket_id bigint references tickets,
  change_id bigint references changes,
  turn_id bigint references ops_chat_turns,
  note_id bigint references ticket_notes,
  status text not null default 'pending' check (status in ('pending', 'sending', 'sent', 'dead', 'dropped')),
  -- Frozen at the first attempt, because the homeserver answers a repeated transaction id with the first event.
  rendered jsonb,
  attempts integer not null default 0,
  not_before timestamptz not null default clock_timestamp(),
  epoch bigint,
  event_id text,
  last_error text,
  created_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz
);
create unique index outbox_coalesce on outbox (coalesce_key) where status = 'pending' and coalesce_key is not null;
create unique index outbox_event on outbox (room_id, event_id) where event_id is not null;
create index outbox_open on outbox (room_id, id) where status in ('pending', 'sending');
create index on outbox (change_id) where change_id is not null;
create index on outbox (ticket_id) where ticket_id is not null;

-- What a conversation has to be told about a note: one row per (note, session, audience).
create table deliveries (
  id bigint generated always as identity primary key,
  note_id bigint not null references ticket_notes,
  session_id bigint not null references ops_chat_sessions,
  audience text not null check (audience in ('user', 'public')),
  consumer text not null check (consumer in ('bot', 'external')),
  outbox_id bigint references outbox,
  acked_at timestamptz,
  lease_until timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  unique (note_id, session_id, audience)
);
