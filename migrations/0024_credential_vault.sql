-- What is told of the vault that leases name credentials of. Agents begin in requests, in periodic work and in turns, of several
-- processes: each start writes here what the configuration says, and whoever tells of a lease reads it.
alter table installation
  add column vault_provider text not null default 'server-manager',
  add column vault_resolver_mode text not null default 'reference-only';
