-- Looking for things: the trail page by page, words of notes and tickets, and when a ticket really ended.
create index on audit_log (created_at, id);
drop index audit_log_created_at_idx;
create index on event_log (created_at, id);
drop index event_log_created_at_idx;
create index on ticket_notes (created_at, id);
create index audit_log_agent on audit_log ((details ->> 'agent_id'), id) where details ? 'agent_id';
create index event_log_agent on event_log ((details ->> 'agent_id'), id) where details ? 'agent_id';
create index audit_log_change on audit_log ((details ->> 'change_id'), id) where details ? 'change_id';

-- Words by their beginnings, in no language: what is looked for here is names of hosts and errors.
create index ticket_words_search on ticket_words using gin (to_tsvector('simple', words));
create index ticket_notes_search on ticket_notes using gin (to_tsvector('simple', body));
create index changes_search on changes using gin (to_tsvector('simple', action || ' ' || target || ' ' || reason));

-- When a ticket came to its end, so that a later note does not move it; null again when it is opened again.
alter table tickets add column ended_at timestamptz;
create function ticket_status_is_final(status text) returns boolean language sql immutable parallel safe as
  $$ select status in ('resolved', 'closed', 'closed/resolved', 'implemented', 'rejected', 'cancelled', 'canceled') $$;
create function tickets_note_their_end() returns trigger language plpgsql as $$
begin
  if not ticket_status_is_final(new.status) then new.ended_at := null;
  -- What comes from elsewhere may know when it ended there.
  elsif tg_op = 'INSERT' then new.ended_at := coalesce(new.ended_at, clock_timestamp());
  elsif not ticket_status_is_final(old.status) then new.ended_at := clock_timestamp();
  else new.ended_at := old.ended_at;
  end if;
  return new;
end $$;
-- Of what ended before, the note that says so is the best witness.
update tickets t set ended_at = coalesce(
    (select min(n.created_at) from ticket_notes n where n.ticket_id = t.id and n.source = 'ticket-status'
       and n.external_ref = 'status:' || t.status || ':' || t.id), t.updated_at)
  where ticket_status_is_final(t.status);
create trigger tickets_end before insert or update of status, ended_at on tickets
  for each row execute function tickets_note_their_end();
create index tickets_ended on tickets (ended_at) where ended_at is not null;
create index on agent_tasks (created_at);
create index on changes (requested_at);
