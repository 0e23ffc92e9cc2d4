-- Who is behind what an agent works from: a person who acts, or the one for whom a service or a chat turn says that it acts.
-- Such a person never decides what the agent asks for.
alter table tickets add column filed_for_person_id bigint references persons;
alter table agents add column started_for_person_id bigint references persons;
alter table ops_chat_turns add column spoken_for_person_id bigint references persons;
-- Null where the words are the platform's own, about what somebody did.
alter table ticket_notes add column person_id bigint references persons;
alter table ticket_attachments add column person_id bigint references persons;

-- Of notes of before, the words of a person; a decision without a reason and what followed from it are not.
update ticket_notes n set person_id = p.person_id from principals p
  where p.id = n.principal_id and p.person_id is not null and n.source <> 'access-request'
    and not (n.source = 'approval-gate' and n.body ~ '^Approval gate (approved|rejected): ' and n.body !~ ' Reason: ')
    and not (n.source = 'ticket-status' and n.body ~ ('^Status: [^ ]+ -> [^ ]+\.($| (Change \d+ was |Agent \d+ works it ))'))
    and not (n.source = 'ticket-assignment' and n.audience = 'user')
    and not (n.source = 'agent-control-plane');
update ticket_attachments f set person_id = p.person_id from principals p
  where p.id = f.principal_id and p.person_id is not null;
