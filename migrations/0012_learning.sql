-- What was learnt from tickets (postmortems), and how tickets of a kind are worked from then on (workflows and their runs).
alter table agent_workflows
  add column test_plan text not null default '',
  add column test_results text not null default '',
  add column skill_ids jsonb not null default '[]' check (jsonb_typeof(skill_ids) = 'array'),
  -- The ticket that this version was learnt from: until the version is in force, it is for those who may see that ticket.
  add column ticket_id bigint references tickets,
  add column principal_id bigint references principals,
  -- Everyone human behind what stands in the row since its last review; none of them may review it.
  add column author_person_ids jsonb not null default '[]' check (jsonb_typeof(author_person_ids) = 'array'),
  add column reviewed_by_person_id bigint references persons,
  add column review_notes text not null default '',
  -- The version in force beside which this one waits for its review.
  add column replaces_id bigint references agent_workflows;
-- The key says which workflow a row is a version of; a name is what people read, and versions share it.
alter table agent_workflows drop constraint agent_workflows_name_key;
create unique index agent_workflows_shipped_name on agent_workflows (name) where created_by = 'seed';
create index agent_workflows_key on agent_workflows (workflow_key, id);
create index agent_workflows_updated on agent_workflows (updated_at desc, id desc);
create index agent_workflows_ticket on agent_workflows (ticket_id) where ticket_id is not null;
create index on agent_workflows (replaces_id) where replaces_id is not null;
-- Of versions that wait under one key the newest stays open.
update agent_workflows old set status = 'superseded', edited_at = coalesce(edited_at, clock_timestamp())
  where status in ('draft', 'ready_for_review', 'tested', 'needs_revision') and exists (
    select from agent_workflows other where other.workflow_key = old.workflow_key and other.id > old.id
      and other.status in ('draft', 'ready_for_review', 'tested', 'needs_revision'));
create unique index agent_workflows_one_open on agent_workflows (workflow_key)
  where status in ('draft', 'ready_for_review', 'tested', 'needs_revision');

create table workflow_runs (
  id bigint generated always as identity primary key,
  workflow_id bigint not null references agent_workflows,
  -- Of the workflow when the run began.
  workflow_version integer not null,
  ticket_id bigint references tickets,
  agent_id bigint references agents,
  task_id bigint references agent_tasks,
  status varchar(40) not null default 'queued'
    check (status in ('queued', 'running', 'completed', 'passed', 'failed', 'error')),
  result text not null default '',
  created_by varchar(100) not null default 'system',
  principal_id bigint references principals,
  started_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  check ((completed_at is not null) = (status in ('completed', 'passed', 'failed', 'error')))
);
create index on workflow_runs (workflow_id, id desc);
create index on workflow_runs (workflow_id, status);
create index on workflow_runs (ticket_id) where ticket_id is not null;
create index on workflow_runs (agent_id) where agent_id is not null;

create table postmortems (
  id bigint generated always as identity primary key,
  ticket_id bigint references tickets,
  agent_id bigint references agents,
  task_id bigint references agent_tasks,
  status varchar(40) not null default 'draft'
    check (status in ('draft', 'ready_for_review', 'approved', 'needs_revision', 'promoted')),
  summary text not null default '',
  went_well text not null default '',
  improvements text not null default '',
  workflow_proposal text not null default '',
  documentation text not null default '',
  skill_proposals jsonb not null default '[]' check (jsonb_typeof(skill_proposals) = 'array'),
  test_cases jsonb not null default '[]' check (jsonb_typeof(test_cases) = 'array'),
  guardrails jsonb not null default '[]' check (jsonb_typeof(guardrails) = 'array'),
  created_by varchar(100) not null default 'system',
  principal_id bigint references principals,
  -- As of workflows.
  author_person_ids jsonb not null default '[]' check (jsonb_typeof(author_person_ids) = 'array'),
  review_notes text not null default '',
  reviewed_by varchar(100),
  reviewed_by_person_id bigint references persons,
  reviewed_at timestamptz,
  -- What came out of it: {workflow_id, workflow_key, knowledge_article_id, skill_ids}; null until it is promoted as it stands.
  promotion jsonb,
  promoted_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  -- Nothing is approved, and so promoted, by anything but a person.
  check (status not in ('approved', 'promoted') or (reviewed_by_person_id is not null and reviewed_at is not null))
);
create index on postmortems (ticket_id, id desc);
create index on postmortems (status, id desc);
create index on postmortems (agent_id) where agent_id is not null;

-- Audit rows and events of one ticket, which its postmortem is written from.
create index audit_log_target on audit_log (target, id) where target is not null;
create index audit_log_ticket on audit_log ((details ->> 'ticket_id'), id) where details ? 'ticket_id';
create index event_log_target on event_log (target, id) where target is not null;
create index event_log_ticket on event_log ((details ->> 'ticket_id'), id) where details ? 'ticket_id';
