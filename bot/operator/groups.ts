import { z } from 'zod';
import { listGroupMembers, listGroups, readGroupNamed } from '../../api/access/index.js';
import { transaction } from '../../api/db/index.js';
import { sentenceIn } from '../../api/http/index.js';
import { addGroup } from '../../api/intake/index.js';
import { columns } from './columns.js';
import { defineCommand, done, refused } from './defineCommand.js';
import { groupName, noGroup } from './named.js';

export const listOfGroups = defineCommand({
  name: 'group list',
  words: {},
  options: {},
  summary: 'Every group, with its members.',
  args: z.object({}),
  async handle({ db }) {
    const rows = (await listGroups(db)).map(({ name, kind, enabled, members }) => [
      ...[name, kind, enabled ? 'on' : 'off', members.join(',')],
    ]);
    return done(...columns([['NAME', 'KIND', 'STATE', 'MEMBERS'], ...rows]));
  },
});

export const newGroup = defineCommand({
  name: 'group add',
  words: { name: '<name>' },
  options: {},
  summary: 'Makes a group that works tickets, and decides what policies leave to it.',
  args: z.object({ name: groupName }),
  async handle({ db, caller }, { name }) {
    const edited = await transaction(db, (q) => addGroup(q, caller, name));
    switch (edited.kind) {
      case 'done':
        return done(`The group "${name}" was made. Policies name it as group:${name}.`);
      case 'refused':
        return refused(sentenceIn(edited.answer));
      case 'not_there':
        throw new Error(`The group ${name} was made and is not there.`);
    }
  },
});

export const members = defineCommand({
  name: 'group members',
  words: { group: '<group>' },
  options: {},
  summary: 'Who is in a group.',
  args: z.object({ group: groupName }),
  async handle(at, { group: name }) {
    const group = await readGroupNamed(at.db, name);
    if (!group) return noGroup(at, name);
    const rows = (await listGroupMembers(at.db, group.id)).map((one) => [
      ...[one.username, one.display_name, one.enabled ? 'on' : 'off', one.source],
    ]);
    if (rows.length === 0) return done(`Nobody is in "${name}".`);
    return done(...columns([['NAME', 'SHOWN AS', 'STATE', 'FROM'], ...rows]));
  },
});
