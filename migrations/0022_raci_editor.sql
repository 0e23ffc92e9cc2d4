-- Who asks does not choose who decides: whoever wrote the rule that an agent works by, and whoever chose the group of a ticket.

-- The person who edited the rule last; null where it is as it was shipped, or was edited before this.
alter table service_raci_rules add column edited_by_person_id bigint references persons;

-- Who chose the owning group, and the person in or behind that one; null where the rules or the platform did.
alter table tickets
  add column owning_group_by_principal_id bigint references principals,
  add column owning_group_by_person_id bigint references persons;
