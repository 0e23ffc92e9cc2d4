import { z } from 'zod';
import { listPeople, type PersonRecord } from '../../api/access/index.js';
import type { Database } from '../../api/db/index.js';
import { columns } from './columns.js';
import { defineCommand, done } from './defineCommand.js';

const pageSize = 500;

async function everybody(db: Database): Promise<PersonRecord[]> {
  const people: PersonRecord[] = [];
  for (;;) {
    const page = { q: null, role: null, enabled: undefined, limit: pageSize, offset: people.length };
    const { rows } = await listPeople(db, page);
    people.push(...rows);
    if (rows.length < pageSize) return people;
  }
}

function rowOf(person: PersonRecord): string[] {
  const { username, display_name: displayName, enabled, source, roles, matrix_user_ids: accounts, groups } = person;
  return [
    ...[username, displayName, enabled ? 'on' : 'off', source],
    ...[roles.join(','), accounts.join(','), groups.join(', ')],
  ];
}

export const list = defineCommand({
  name: 'person list',
  words: {},
  options: {},
  summary: 'Everybody, with roles, Matrix accounts and groups.',
  args: z.object({}),
  async handle({ db }) {
    const head = ['NAME', 'SHOWN AS', 'STATE', 'FROM', 'ROLES', 'MATRIX', 'GROUPS'];
    return done(...columns([head, ...(await everybody(db)).map(rowOf)]));
  },
});
