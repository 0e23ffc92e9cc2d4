-- Which program and model agents work with (contract 11.5): every version that was ever saved, the newest is in force.
create table agent_runtime_configs (
  version integer generated always as identity primary key,
  config jsonb not null check (jsonb_typeof(config) = 'object'),
  changed_by varchar(100) not null,
  principal_id bigint references principals,
  created_at timestamptz not null default clock_timestamp()
);
create trigger agent_runtime_configs_append_only before update or delete on agent_runtime_configs
  for each row execute function rows_are_append_only();
