-- Files that came with a message, until a ticket has them; and how secret is what was learnt from tickets.
create table ops_chat_files (
  id bigint generated always as identity primary key,
  turn_id bigint not null references ops_chat_turns,
  filename varchar(500) not null,
  content_type text,
  storage_ref text,
  sha256 varchar(64),
  size_bytes bigint,
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object'),
  -- Whether the content is kept here and not only named.
  stored boolean not null,
  uploaded_by varchar(100) not null,
  principal_id bigint references principals,
  -- As of attachments: who sent it never decides what an agent that read it asks for.
  person_id bigint references persons,
  -- Set once, when the turn filed or continued a ticket.
  attachment_id bigint references ticket_attachments,
  created_at timestamptz not null default clock_timestamp(),
  check (not stored or (sha256 is not null and size_bytes is not null))
);
create index on ops_chat_files (turn_id, id);
create index ops_chat_files_content on ops_chat_files (sha256) where stored;

alter table knowledge_articles add column security_classification varchar(80) not null default 'internal'
  check (security_classification in ('public', 'internal', 'confidential', 'restricted', 'secret'));
alter table knowledge_article_versions add column security_classification varchar(80) not null default 'internal'
  check (security_classification in ('public', 'internal', 'confidential', 'restricted', 'secret'));
alter table agent_workflows add column security_classification varchar(80) not null default 'internal'
  check (security_classification in ('public', 'internal', 'confidential', 'restricted', 'secret'));
alter table agent_skills add column security_classification varchar(80) not null default 'internal'
  check (security_classification in ('public', 'internal', 'confidential', 'restricted', 'secret'));

-- What was learnt before gets the class of the most secret ticket that it may hold words of.
create function pg_temp.class_of_postmortems(ids bigint[]) returns text language sql as $$
  select (array['public', 'internal', 'confidential', 'restricted', 'secret'])[greatest(2, max(
    coalesce(array_position(array['public', 'internal', 'confidential', 'restricted', 'secret'], t.security_classification::text), 2)))]
  from postmortems p join tickets t on t.id = p.ticket_id where p.id = any(ids)
$$;
update knowledge_articles a set security_classification = coalesce(pg_temp.class_of_postmortems(array(
    select (m.found)[1]::bigint from regexp_matches(a.body, '^## Postmortem (\d{1,15})', 'gn') as m(found)
    union select substring(tag from '^postmortem:(\d{1,15})$')::bigint from jsonb_array_elements_text(a.tags) as tag
    union select p.id from postmortems p where p.promotion ->> 'knowledge_article_id' = a.id::text)), 'internal')
  where a.source = 'postmortem-promotion';
alter table knowledge_article_versions disable trigger knowledge_article_versions_append_only;
update knowledge_article_versions v set security_classification = a.security_classification
  from knowledge_articles a where a.id = v.article_id and a.security_classification <> v.security_classification;
alter table knowledge_article_versions enable trigger knowledge_article_versions_append_only;
update agent_workflows w set security_classification = coalesce(pg_temp.class_of_postmortems(array(
    select p.id from postmortems p where p.ticket_id = w.ticket_id
    union select substring(entry from '^(\d{1,15})$')::bigint from jsonb_array_elements_text(case
      when jsonb_typeof(w.approval_policy -> 'postmortem_ids') = 'array' then w.approval_policy -> 'postmortem_ids' else '[]' end) as entry)),
    'internal');
update agent_workflows w set security_classification = t.security_classification from tickets t
  where t.id = w.ticket_id and array_position(array['public', 'internal', 'confidential', 'restricted', 'secret'], t.security_classification::text)
    > array_position(array['public', 'internal', 'confidential', 'restricted', 'secret'], w.security_classification::text);
update agent_skills s set security_classification = coalesce(pg_temp.class_of_postmortems(array[
    substring(s.name from '^postmortem-(\d{1,15})-')::bigint]), 'internal')
  where s.name ~ '^postmortem-\d{1,15}-';
drop function pg_temp.class_of_postmortems(bigint[]);

-- A class is part of what a version is: one that was written for few stays with those few when a later one is for more.
create or replace function knowledge_articles_count_versions() returns trigger language plpgsql as $$
begin
  if (new.title, new.body, new.category, new.tags, new.enabled, new.security_classification)
     is distinct from (old.title, old.body, old.category, old.tags, old.enabled, old.security_classification) then
    new.version := old.version + 1;
  else
    new.version := old.version;
  end if;
  return new;
end $$;
create or replace function knowledge_articles_keep_versions() returns trigger language plpgsql as $$
begin
  insert into knowledge_article_versions (article_id, version, title, body, category, tags, enabled, changed_by, principal_id,
      security_classification)
    values (new.id, new.version, new.title, new.body, new.category, new.tags, new.enabled, new.changed_by, new.changed_by_principal_id,
      new.security_classification)
    on conflict (article_id, version) do nothing;
  return null;
end $$;
