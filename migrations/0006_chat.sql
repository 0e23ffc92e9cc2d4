create table ops_chat_sessions (
  id bigint generated always as identity primary key,
  requester_name varchar(240) not null default 'Chat User',
  requester_email varchar(300),
  person_id bigint references persons,
  channel varchar(80) not null default 'ops-chat',
  external_thread_id text,
  -- Set for conversations in Element: one session a thread.
  thread_id bigint unique references threads,
  -- Who delivers what this session is told: decided when the session is created, so that nothing is said twice.
  consumer text not null default 'external' check (consumer in ('bot', 'external')),
  latest_ticket_id bigint references tickets,
  status varchar(40) not null default 'open',
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create index on ops_chat_sessions (external_thread_id);
alter table tickets add foreign key (session_id) references ops_chat_sessions;

create table ops_chat_messages (
  id bigint generated always as identity primary key,
  session_id bigint not null references ops_chat_sessions,
  role varchar(40) not null check (role in ('user', 'assistant')),
  body text not null,
  metadata jsonb not null default '{}',
  ticket_id bigint references tickets,
  -- The Matrix event it came as; unique, so that a message is taken in once.
  event_id text unique,
  created_at timestamptz not null default clock_timestamp()
);
create index on ops_chat_messages (session_id, id);

create table ops_chat_turns (
  id bigint generated always as identity primary key,
  session_id bigint not null references ops_chat_sessions,
  message_id bigint not null unique references ops_chat_messages,
  principal_id bigint not null references principals,
  person_id bigint references persons,
  question_id bigint,
  harness text not null,
  model text,
  spawn_agent boolean not null default true,
  force_new_ticket boolean not null default false,
  status text not null default 'queued' check (status in ('queued', 'running', 'completed', 'failed', 'cancelled')),
  cancel_requested_at timestamptz,
  -- What the toolbelt wrote; a turn without it does not count.
  result jsonb,
  error text,
  error_ref text,
  tries integer not null default 0,
  lease_owner text,
  lease_until timestamptz,
  attempt integer not null default 0,
  not_before timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz not null default clock_timestamp()
);
create index ops_chat_turns_open on ops_chat_turns (id) where status in ('queued', 'running');
create index on ops_chat_turns (session_id);
alter table run_tokens add foreign key (turn_id) references ops_chat_turns;

create table ops_chat_questions (
  id bigint generated always as identity primary key,
  session_id bigint not null references ops_chat_sessions,
  turn_id bigint not null unique references ops_chat_turns,
  person_id bigint references persons,
  question text not null,
  choices jsonb not null default '[]',
  answer text,
  answered_at timestamptz,
  created_at timestamptz not null default clock_timestamp()
);
alter table ops_chat_turns add foreign key (question_id) references ops_chat_questions;
