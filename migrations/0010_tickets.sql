-- Tickets at a million rows: what the list sorts and filters by has an index, a text search has one of its own, and files
-- of tickets are kept here.

-- A page of the list, newest or oldest first; `id` makes the order of equal times one that a cursor can go on from.
create index on tickets (updated_at, id);
create index on tickets (created_at, id);
create index on tickets (status, updated_at, id);
drop index tickets_status_updated_at_idx;
create index on tickets (priority, updated_at, id);
create index on tickets (lower(provider), updated_at, id);
create index on tickets (owning_group, updated_at, id);
drop index tickets_owning_group_idx;
create index tickets_of_agents on tickets (updated_at, id) where agent_id is not null;
create index on tickets (assignee_person_id) where assignee_person_id is not null;
create index on tickets (agent_id) where agent_id is not null;
create index on tickets (title, id);
create index on tickets (itop_class, id);
create index on tickets (assignee, id);
create index on tickets (lower(title), id);
-- The same message of the same conversation makes one ticket (contract 7.5).
create index tickets_of_chats on tickets ((access_scope ->> 'session_id'), (access_scope ->> 'message_hash'))
  where access_scope ->> 'source' = 'ops-chat';

-- What a search looks through, apart from the ticket: a note or a new status does not make its index be written again.
create table ticket_words (
  ticket_id bigint primary key references tickets,
  -- In lower case, the fields apart by a character that nobody types.
  words text not null,
  assignee text not null
);

create function ticket_words_of(variadic fields text[]) returns text language sql immutable parallel safe as
  $$ select lower(array_to_string(fields, chr(31), '')) $$;

create function tickets_keep_words() returns trigger language plpgsql as $$
begin
  insert into ticket_words (ticket_id, words, assignee) values (new.id,
    ticket_words_of(new.title, new.description, new.assignee, new.assignee_team, new.requester_name, new.requester_email,
      new.affected_user_name, new.affected_user_email, new.provider_ref, new.itop_ref),
    lower(coalesce(new.assignee, '')))
  on conflict (ticket_id) do update set words = excluded.words, assignee = excluded.assignee;
  return null;
end $$;

insert into ticket_words (ticket_id, words, assignee)
  select id, ticket_words_of(title, description, assignee, assignee_team, requester_name, requester_email, affected_user_name,
    affected_user_email, provider_ref, itop_ref), lower(coalesce(assignee, '')) from tickets;

create trigger tickets_begin_with_words after insert on tickets for each row execute function tickets_keep_words();
create trigger tickets_keep_words after update on tickets for each row
  when ((new.title, new.description, new.assignee, new.assignee_team, new.requester_name, new.requester_email,
      new.affected_user_name, new.affected_user_email, new.provider_ref, new.itop_ref)
    is distinct from
      (old.title, old.description, old.assignee, old.assignee_team, old.requester_name, old.requester_email,
      old.affected_user_name, old.affected_user_email, old.provider_ref, old.itop_ref))
  execute function tickets_keep_words();

-- A managed PostgreSQL may not let us have the extension: then a search still finds everything, and reads all there is.
do $$ begin
  create extension if not exists pg_trgm;
exception when insufficient_privilege or undefined_file or feature_not_supported then
  raise notice 'pg_trgm is not available: searching tickets reads all of them';
end $$;
do $$ begin
  if exists (select from pg_extension where extname = 'pg_trgm') then
    create index ticket_words_words on ticket_words using gin (words gin_trgm_ops);
    create index ticket_words_assignee on ticket_words using gin (assignee gin_trgm_ops);
  end if;
end $$;

-- Files: what is known about one, and whether its content is kept in the data directory under its SHA-256.
alter table ticket_attachments
  add column audience text not null default 'user' check (audience in ('internal', 'user', 'public')),
  add column stored boolean not null default false,
  add column uploaded_by varchar(100) not null default 'system',
  add column principal_id bigint references principals,
  add constraint ticket_attachments_stored_is_hashed check (not stored or (sha256 is not null and size_bytes is not null));
create index on ticket_attachments (ticket_id, id);
drop index ticket_attachments_ticket_id_idx;
create index ticket_attachments_content on ticket_attachments (sha256) where stored;
create index on ticket_attachments (note_id) where note_id is not null;

-- The context of a ticket names the turns of its models.
create index audit_log_model_turns on audit_log ((details ->> 'ticket_id'), id)
  where action in ('agent_model_turn_started', 'agent_model_turn_finished');
create index event_log_model_turns on event_log ((details ->> 'ticket_id'), id)
  where action in ('agent_model_turn_started', 'agent_model_turn_finished');
create index on agent_steering_events (ticket_id, id);
