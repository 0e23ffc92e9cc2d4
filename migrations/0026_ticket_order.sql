-- Tickets in the order of what has few values: each direction needs its own index, as among equal values the newest come first
-- in both, and what has no priority comes last in both.
create index tickets_by_status on tickets (status, id);
create index tickets_by_status_up on tickets (status, id desc);
create index tickets_by_priority on tickets (priority desc nulls last, id desc);
create index tickets_by_priority_up on tickets (priority, id desc);
