-- What operators keep about people over REST, beside what the configuration says of them.
alter table persons
  -- Where the person is kept and under which name there; informative, except that a provider `oidc` binds at the first sign-in.
  add column provider text not null default 'local',
  add column provider_ref text,
  -- An operator's word, which also holds for people whom the configuration names.
  add column switched_off_at timestamptz,
  add column last_login_at timestamptz,
  add column updated_at timestamptz not null default clock_timestamp();
update persons p set last_login_at = w.last_login_at from passwords w where w.person_id = p.id;
create unique index persons_oidc_subject on persons (provider_ref) where provider = 'oidc';

alter table roles
  add column id bigint generated always as identity unique,
  add column created_at timestamptz not null default clock_timestamp();

-- Roles that an identity provider gave are taken away by it again; nobody else's are.
alter table person_roles
  add column source text not null default 'configuration' check (source in ('configuration', 'operator', 'oidc'));
create index on person_roles (role);

alter table person_scopes
  add column id bigint generated always as identity unique,
  add column permissions jsonb not null default '[]',
  add column created_at timestamptz not null default clock_timestamp(),
  add column updated_at timestamptz not null default clock_timestamp();

-- The configured password that was last brought in: one that a person has changed since is not overwritten with it.
alter table passwords add column seeded_hash text;
update passwords set seeded_hash = hash;

-- What a service may with this token; null for the token of a person, who may what their roles say.
alter table tokens add column roles text[], add column created_by bigint references persons;
create index on tokens (principal_id);

alter table login_sessions
  add column method text not null default 'password' check (method in ('password', 'oidc')),
  add column ip text,
  add column user_agent text;
create index on login_sessions (person_id);

-- A code that a person says to the bot from a Matrix account, to prove that it is theirs. One at a time.
create table matrix_links (
  person_id bigint primary key references persons,
  matrix_user_id text not null,
  hash bytea not null,
  tries integer not null default 0,
  expires_at timestamptz not null,
  created_at timestamptz not null default clock_timestamp()
);
create index on matrix_links (matrix_user_id);
