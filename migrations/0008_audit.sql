create table audit_log (
  id bigint generated always as identity primary key,
  actor varchar(100) not null,
  principal_id bigint references principals,
  person_id bigint references persons,
  -- The door it came through: rest, matrix-reaction, matrix-command, runner, executor, system, cli.
  channel text not null,
  action varchar(200) not null,
  target varchar(255),
  result text,
  details jsonb not null default '{}',
  -- The exact bytes that were digested, beside the jsonb that queries read.
  canonical text not null,
  digest text not null,
  created_at timestamptz not null default clock_timestamp()
);
create index on audit_log (created_at);
create index on audit_log (action);

create table event_log (
  id bigint generated always as identity primary key,
  category text not null,
  level text not null default 'info' check (level in ('debug', 'info', 'warning', 'error')),
  actor varchar(100) not null,
  action varchar(200) not null,
  target varchar(200),
  details jsonb not null default '{}',
  created_at timestamptz not null default clock_timestamp()
);
create index on event_log (created_at);

create function rows_are_append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;
create trigger audit_log_append_only before update or delete on audit_log for each row execute function rows_are_append_only();
create trigger audit_log_not_truncated before truncate on audit_log for each statement execute function rows_are_append_only();
create trigger event_log_append_only before update or delete on event_log for each row execute function rows_are_append_only();
create trigger vote_events_append_only before update or delete on vote_events for each row execute function rows_are_append_only();
create trigger change_lineage_append_only before update or delete on change_lineage for each row execute function rows_are_append_only();
