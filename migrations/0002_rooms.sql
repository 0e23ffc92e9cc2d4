create table rooms (
  id bigint generated always as identity primary key,
  room_id text not null unique,
  purpose text not null default 'other' check (purpose in ('intake', 'approvals', 'audit', 'direct', 'other')),
  name text,
  membership text not null default 'join' check (membership in ('join', 'invite', 'leave', 'ban')),
  -- null: unknown, and unknown means: do not send.
  encrypted boolean,
  encryption_notice_at timestamptz,
  created_at timestamptz not null default clock_timestamp()
);

create function rooms_stay_encrypted() returns trigger language plpgsql as $$
begin
  if old.encrypted and new.encrypted is distinct from true then
    raise exception 'room % is encrypted; that never goes back', old.room_id;
  end if;
  return new;
end $$;
create trigger rooms_stay_encrypted before update on rooms for each row execute function rooms_stay_encrypted();

create table room_members (
  room_id text not null,
  user_id text not null,
  membership text not null,
  display_name text,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (room_id, user_id)
);

create table threads (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('ticket', 'gate', 'incident', 'chat')),
  room_id text not null,
  root_event_id text not null,
  created_at timestamptz not null default clock_timestamp(),
  unique (room_id, root_event_id)
);
