import { assign } from './assign.js';
import { cancel } from './cancel.js';
import { approve, reject } from './decide.js';
import type { Command } from './defineCommand.js';
import { helpFor } from './help.js';
import { link } from './link.js';
import { mine } from './mine.js';
import { note } from './note.js';
import { pending } from './pending.js';
import { resolve } from './resolve.js';
import { status } from './status.js';
import { take } from './take.js';
import { who } from './who.js';

const work: readonly Command[] = [
  take,
  note,
  resolve,
  assign,
  mine,
  pending,
  status,
  approve,
  reject,
  who,
  link,
  cancel,
];

/** Every command, in the order of `!help`. */
export const commands: readonly Command[] = [...work, helpFor(work)];
