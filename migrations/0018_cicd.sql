-- What security scanners of pipelines found, and what became of it.
create table cicd_security_runs (
  id bigint generated always as identity primary key,
  provider varchar(80) not null default 'local',
  repo_ref varchar(500) not null default 'unknown',
  branch varchar(255),
  commit_sha varchar(120),
  target_url text,
  deployment_target varchar(80) not null default 'test',
  status varchar(60) not null default 'completed',
  summary text,
  findings jsonb not null default '[]' check (jsonb_typeof(findings) = 'array'),
  tool_results jsonb not null default '{}' check (jsonb_typeof(tool_results) = 'object'),
  -- What the records say by themselves, whatever status was sent with them, and why.
  gate varchar(20) not null default 'needs_review' check (gate in ('passed', 'needs_review', 'failed')),
  gate_reasons jsonb not null default '[]',
  -- Counted when the run is recorded, so that a list need not read the findings.
  finding_count integer not null default 0,
  severity_counts jsonb not null default '{"critical": 0, "high": 0, "medium": 0, "low": 0, "info": 0, "unknown": 0}',
  ticket_id bigint references tickets,
  change_id bigint references changes,
  created_by varchar(100) not null default 'cicd-security-pipeline',
  principal_id bigint references principals,
  created_at timestamptz not null default clock_timestamp(),
  completed_at timestamptz not null default clock_timestamp()
);
create index on cicd_security_runs (created_at desc, id desc);
create index on cicd_security_runs (ticket_id) where ticket_id is not null;
create index on cicd_security_runs (change_id) where change_id is not null;
create index on cicd_security_runs (repo_ref, id);
