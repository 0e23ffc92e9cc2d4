import { linkMatrixAccount } from '../../api/access/index.js';
import { linkCode } from './arguments.js';
import { defineCommand } from './defineCommand.js';

export const link = defineCommand({
  name: 'link',
  usage: '!link ABCD-2345',
  summary: 'Links this account to you; the code comes from your sign-in.',
  // Whoever says it is linked to nobody yet, which is the point of it; the code shows who they are.
  permission: { everybody: true },
  args: linkCode,
  async introduce(q, sender, { code }) {
    const linked = await linkMatrixAccount(q, sender, code);
    switch (linked.kind) {
      case 'linked':
        return `This account is linked to ${linked.name} now. What it writes and taps counts as theirs.`;
      case 'linked_already':
        return `This account is linked to ${linked.name} already.`;
      case 'taken':
        return 'This account belongs to another person here. An administrator can tell whose it is.';
      case 'wrong':
        return 'This code is not one for this account, or it is over. Ask for a new one where you are signed in.';
    }
  },
});
