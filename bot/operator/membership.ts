import { z } from 'zod';
import { joinGroup, leaveGroup } from '../../api/access/index.js';
import { defineCommand, done, refused } from './defineCommand.js';
import { groupName, noGroup, personName, refusedBy, withPerson } from './named.js';

const words = { group: '<group>', person: '<person>' };
const args = z.object({ group: groupName, person: personName });

export const join = defineCommand({
  name: 'group join',
  words,
  options: {},
  summary: 'Makes somebody a member.',
  args,
  handle: (at, { group, person: name }) =>
    withPerson(at, name, async ({ id: personId }) => {
      const result = await joinGroup(at.db, at.caller, { group, personId });
      switch (result.kind) {
        case 'joined':
          return done(`${name} is in "${group}" from now on.`);
        case 'member_already':
          return done(`${name} is in "${group}" already.`);
        case 'group_is_off':
          return refused(`"${group}" is switched off: its members see and decide nothing by it.`);
        case 'no_such_group':
          return noGroup(at, group);
        default:
          return refusedBy(result);
      }
    }),
});

export const leave = defineCommand({
  name: 'group leave',
  words,
  options: {},
  summary: 'Takes somebody out of a group.',
  args,
  handle: (at, { group, person: name }) =>
    withPerson(at, name, async ({ id: personId }) => {
      const result = await leaveGroup(at.db, at.caller, { group, personId });
      switch (result.kind) {
        case 'left':
          return done(`${name} is not in "${group}" any more.`);
        case 'not_a_member':
          return refused(`${name} is not in "${group}". "group members" shows who is.`);
        case 'no_such_group':
          return noGroup(at, group);
        default:
          return refusedBy(result);
      }
    }),
});
