import pg from 'pg';
import type { Secret } from '../../config/secret.js';

/** One statement each, in the order in which a reader looks: tables with what they keep, then what acts on them. */
const parts = [
  `select format(E'table %s (\\n%s\\n)', c.relname, (
     select string_agg(format('  %s %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
       case when a.attnotnull then ' not null' else '' end,
       case when a.attidentity <> '' then ' generated always as identity'
         else coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') end), E',\\n' order by a.attnum)
     from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)) || coalesce(E'\\n' || (
     select string_agg(format('  %s: %s', conname, pg_get_constraintdef(oid)), E'\\n' order by conname)
     from pg_constraint where conrelid = c.oid and contype <> 'n'), '') || coalesce(E'\\n' || (
     select string_agg(format('  %s', pg_get_indexdef(i.indexrelid)), E'\\n' order by i.indexrelid::regclass::text)
     from pg_index i where i.indrelid = c.oid and not exists (select from pg_constraint k where k.conindid = i.indexrelid)), '') || coalesce(E'\\n' || (
     select string_agg(format('  %s', pg_get_triggerdef(t.oid)), E'\\n' order by t.tgname)
     from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal), '') as text
   from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by c.relname`,
  `select pg_get_functiondef(p.oid) as text from pg_proc p where p.pronamespace = 'public'::regnamespace order by p.proname`,
];

/** The schema as the catalogue of a migrated database tells it: what a migration does is reviewed as a difference of this text. */
export async function schemaDump(url: Secret): Promise<string> {
  const client = new pg.Client({ connectionString: url.reveal() });
  await client.connect();
  try {
    const texts: string[] = [];
    for (const part of parts)
      texts.push(...(await client.query<{ text: string }>(part)).rows.map(({ text }) => text.trimEnd()));
    const head =
      '-- What the migrations make, read from the catalogue. Generated: node dist/test/support/writeSchema.js';
    return `${[head, ...texts].join('\n\n')}\n`;
  } finally {
    await client.end();
  }
}
