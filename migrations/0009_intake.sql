create table service_raci_rules (
  id integer primary key,
  name text not null unique,
  intent varchar(120) not null default 'general',
  keywords jsonb not null default '[]',
  ticket_class text not null default 'UserRequest',
  priority text not null default 'P3',
  assignment_group text not null,
  responsible text not null,
  accountable text not null,
  consulted jsonb not null default '[]',
  informed jsonb not null default '[]',
  approval_required boolean not null default false,
  approval_action varchar(240),
  risk_level text not null default 'low',
  knowledge_tags jsonb not null default '[]',
  auto_assign_agent boolean not null default false,
  auto_agent_model text,
  auto_agent_prompt text,
  enabled boolean not null default true,
  -- Set by an owner's edit: seed data never overwrites it.
  edited_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);

create table agent_workflows (
  id bigint generated always as identity primary key,
  name varchar(240) not null unique,
  description text not null default '',
  ticket_class varchar(100),
  trigger_type text not null default 'manual',
  status text not null default 'draft',
  workflow_key varchar(160) not null,
  version integer not null default 1,
  blueprint jsonb not null,
  approval_policy jsonb not null default '{}',
  created_by text not null default 'dashboard',
  reviewed_by text,
  reviewed_at timestamptz,
  edited_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create unique index on agent_workflows (workflow_key) where status in ('active', 'approved');

create table service_intake_sessions (
  id bigint generated always as identity primary key,
  requester_name text,
  requester_email text,
  channel text not null default 'dashboard',
  message text not null,
  attachments jsonb not null default '[]',
  classification jsonb not null default '{}',
  ticket_id bigint references tickets,
  status text not null default 'created',
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
