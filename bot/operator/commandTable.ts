import { add } from './addPerson.js';
import type { Command } from './defineCommand.js';
import { listOfGroups, members, newGroup } from './groups.js';
import { list } from './listPeople.js';
import { link, unlink } from './matrixAccount.js';
import { join, leave } from './membership.js';
import { password } from './passwordOf.js';
import { disable, enable } from './switchPerson.js';
import { token } from './tokenOf.js';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  list,
  add,
  password,
  token,
  link,
  unlink,
  disable,
  enable,
  listOfGroups,
  newGroup,
  members,
  join,
  leave,
];
