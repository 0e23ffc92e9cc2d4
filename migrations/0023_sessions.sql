-- Whose a conversation is that no person holds: the service, and the person for whom it says that it works.
alter table ops_chat_sessions add column principal_id bigint references principals, add column service_user varchar(100);
-- The service that said the first words goes on with what there is, as far as it names nobody.
update ops_chat_sessions s set principal_id = turn.principal_id
  from (select distinct on (session_id) session_id, principal_id from ops_chat_turns order by session_id, id) turn
  where turn.session_id = s.id and s.person_id is null and s.consumer = 'external';
