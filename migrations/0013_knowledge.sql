-- What is known (articles), how work is done (skills), and what it is done with (tools and how they were).
create table knowledge_articles (
  id bigint generated always as identity primary key,
  title varchar(500) not null,
  body text not null,
  category varchar(120),
  source varchar(120) not null default 'dashboard',
  external_ref varchar(200),
  tags jsonb not null default '[]' check (jsonb_typeof(tags) = 'array'),
  enabled boolean not null default true,
  -- Raised by the trigger below with every change of what the article says.
  version integer not null default 1,
  changed_by varchar(100) not null default 'system',
  changed_by_principal_id bigint references principals,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create index on knowledge_articles (updated_at desc, id desc);
create index on knowledge_articles (external_ref) where external_ref is not null;

-- What an article said, and who wrote it: one row a version, the current one included.
create table knowledge_article_versions (
  article_id bigint not null references knowledge_articles,
  version integer not null,
  title varchar(500) not null,
  body text not null,
  category varchar(120),
  tags jsonb not null,
  enabled boolean not null,
  changed_by varchar(100) not null,
  principal_id bigint references principals,
  created_at timestamptz not null default clock_timestamp(),
  primary key (article_id, version)
);
create trigger knowledge_article_versions_append_only before update or delete on knowledge_article_versions
  for each row execute function rows_are_append_only();

-- In the database, so that no writer of articles can forget it.
create function knowledge_articles_count_versions() returns trigger language plpgsql as $$
begin
  if (new.title, new.body, new.category, new.tags, new.enabled)
     is distinct from (old.title, old.body, old.category, old.tags, old.enabled) then
    new.version := old.version + 1;
  else
    new.version := old.version;
  end if;
  return new;
end $$;
create trigger knowledge_articles_count_versions before update on knowledge_articles
  for each row execute function knowledge_articles_count_versions();
create function knowledge_articles_keep_versions() returns trigger language plpgsql as $$
begin
  insert into knowledge_article_versions (article_id, version, title, body, category, tags, enabled, changed_by, principal_id)
    values (new.id, new.version, new.title, new.body, new.category, new.tags, new.enabled, new.changed_by, new.changed_by_principal_id)
    on conflict (article_id, version) do nothing;
  return null;
end $$;
create trigger knowledge_articles_keep_versions after insert or update on knowledge_articles
  for each row execute function knowledge_articles_keep_versions();

create table agent_skills (
  id bigint generated always as identity primary key,
  name varchar(200) not null unique,
  description text not null default '',
  category varchar(100),
  prompt_template text not null,
  -- The placeholders of the template that a rendering checks: [{name, type, required, description, default}].
  variables jsonb not null default '[]' check (jsonb_typeof(variables) = 'array'),
  enabled boolean not null default true,
  assigned_to_all boolean not null default false,
  -- Set by an owner's edit: seed data never overwrites it.
  edited_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create index on agent_skills (id) where enabled and assigned_to_all;

create table agent_skill_mappings (
  agent_id bigint not null references agents,
  skill_id bigint not null references agent_skills on delete cascade,
  assigned_by varchar(100) not null default 'system',
  created_at timestamptz not null default clock_timestamp(),
  primary key (agent_id, skill_id)
);
create index on agent_skill_mappings (skill_id);

-- Skills of the seed data that an owner removed: the next start does not bring them back.
create table removed_skills (
  name varchar(200) primary key,
  removed_by varchar(100) not null,
  removed_at timestamptz not null default clock_timestamp()
);

create table tools (
  id bigint generated always as identity primary key,
  name varchar(200) not null unique,
  type varchar(80) not null,
  -- Where it answers. Without a host nothing is ever probed.
  host varchar(255),
  port integer check (port between 1 and 65535),
  status text not null default 'unknown' check (status in ('healthy', 'degraded', 'down', 'unknown')),
  last_check timestamptz,
  description text not null default '',
  -- Seconds between two checks that happen by themselves; 0: none do.
  check_interval integer not null default 60 check (check_interval >= 0),
  -- Raised by every check that begins: the result of one that was overtaken counts for nothing.
  check_attempt integer not null default 0,
  check_lease_until timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);

create table tool_checks (
  id bigint generated always as identity primary key,
  tool_id bigint not null references tools on delete cascade,
  timestamp timestamptz not null default clock_timestamp(),
  status text not null check (status in ('healthy', 'degraded', 'down', 'unknown')),
  response_time_ms integer,
  error text,
  details jsonb not null default '{}'
);
create index on tool_checks (tool_id, timestamp desc, id desc);
create index on tool_checks (timestamp);
