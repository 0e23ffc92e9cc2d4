-- People, how they are recognised, and what acts on their behalf.
-- A person is counted once however many accounts they have: identities point at persons, never the other way round.
create table persons (
  id bigint generated always as identity primary key,
  name text not null unique check (name ~ '^[a-z][a-z0-9._-]{0,63}$'),
  display_name text not null,
  email text,
  active boolean not null default true,
  -- Who says that this person is here: whom the configuration no longer names is switched off at the next start.
  source text not null default 'configuration' check (source in ('configuration', 'operator')),
  created_at timestamptz not null default clock_timestamp()
);

create table identities (
  id bigint generated always as identity primary key,
  person_id bigint not null references persons,
  kind text not null check (kind in ('matrix', 'password', 'oidc')),
  issuer text not null default '',
  subject text not null,
  source text not null default 'configuration' check (source in ('configuration', 'operator')),
  created_at timestamptz not null default clock_timestamp(),
  unique (kind, issuer, subject)
);
create index on identities (person_id);

create table passwords (
  person_id bigint primary key references persons,
  hash text not null,
  changed_at timestamptz not null default clock_timestamp(),
  failed_count integer not null default 0,
  locked_until timestamptz,
  last_login_at timestamptz
);

-- Who acted. Decision rules switch on the type; only a person's principal may decide.
create table principals (
  id bigint generated always as identity primary key,
  type text not null check (type in ('person', 'service', 'agent', 'system')),
  name text not null,
  person_id bigint unique references persons,
  agent_id bigint unique,
  created_at timestamptz not null default clock_timestamp(),
  check ((type = 'person') = (person_id is not null)),
  check (type = 'agent' or agent_id is null)
);
create unique index on principals (type, name) where type in ('service', 'system') or (type = 'agent' and agent_id is null);
insert into principals (type, name) values ('system', 'system'), ('system', 'executor'), ('system', 'opsbot'), ('service', 'platform-service'),
  -- Chat turns: an agent that has no ticket yet.
  ('agent', 'intake-agent');

create table roles (
  name text primary key,
  description text not null default '',
  capabilities text[] not null
);

create table person_roles (
  person_id bigint not null references persons,
  role text not null references roles,
  primary key (person_id, role)
);

create table person_scopes (
  person_id bigint not null references persons,
  type text not null,
  value text not null,
  primary key (person_id, type, value)
);

create table groups (
  id bigint generated always as identity primary key,
  name text not null unique,
  kind text not null default 'approvers' check (kind in ('service', 'approvers')),
  description text not null default '',
  default_assignee text,
  risk_level text not null default 'low',
  enabled boolean not null default true,
  -- Its members see and work the tickets of every group.
  works_every_ticket boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);

create table group_members (
  group_id bigint not null references groups,
  person_id bigint not null references persons,
  primary key (group_id, person_id)
);

-- Personal and service tokens; the hash is SHA-256 of a 256-bit random value, so no slow hash is needed.
create table tokens (
  id bigint generated always as identity primary key,
  principal_id bigint not null references principals,
  name text not null,
  hash bytea not null unique,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);

create table login_sessions (
  id bigint generated always as identity primary key,
  person_id bigint not null references persons,
  hash bytea not null unique,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz
);

-- The installation this database belongs to; a process with another data directory refuses to start.
create table installation (
  only_row boolean primary key default true check (only_row),
  instance_id text not null,
  created_at timestamptz not null default clock_timestamp()
);

create table idempotency_keys (
  principal_id bigint not null references principals,
  key text not null,
  route text not null,
  body_digest text not null,
  status integer,
  response jsonb,
  created_at timestamptz not null default clock_timestamp(),
  primary key (principal_id, key)
);
