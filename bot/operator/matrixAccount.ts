import { z } from 'zod';
import { accountIsConfigured, giveMatrixAccount, matrixLinkBody, unlinkMatrixAccount } from '../../api/access/index.js';
import { sentenceIn } from '../../api/http/index.js';
import { defineCommand, done, refused } from './defineCommand.js';
import { personName, refusedBy, withPerson } from './named.js';

const words = { person: '<person>', account: '<@matrix:id>' };
const args = z.object({ person: personName, account: matrixLinkBody.shape.matrix_user_id });

export const link = defineCommand({
  name: 'person link',
  words,
  options: {},
  summary: 'Lets a Matrix account speak and vote for somebody, on your word.',
  args,
  handle: (at, { person: name, account }) =>
    withPerson(at, name, async ({ id }) => {
      const result = await giveMatrixAccount(at.db, at.caller, id, account);
      switch (result.kind) {
        case 'linked':
          return done(`${account} speaks and votes for ${name} from now on.`);
        case 'linked_already':
          return done(`${account} is linked to ${name} already.`);
        case 'taken':
          return refused(`${account} belongs to ${result.by}: "person unlink ${result.by} ${account}" first.`);
        default:
          return refusedBy(result);
      }
    }),
});

export const unlink = defineCommand({
  name: 'person unlink',
  words,
  options: {},
  summary: 'Takes a Matrix account away. Votes that were counted stay the person’s.',
  args,
  handle: (at, { person: name, account }) =>
    withPerson(at, name, async ({ id }) => {
      const result = await unlinkMatrixAccount(at.db, at.caller, id, account);
      switch (result.kind) {
        case 'unlinked':
          return done(`${account} speaks for nobody from now on.`);
        case 'not_linked':
          return refused(`${account} is not linked to ${name}. "person list" shows whose accounts there are.`);
        case 'configured_account':
          return refused(sentenceIn(accountIsConfigured(result.username)));
        default:
          return refusedBy(result);
      }
    }),
});
