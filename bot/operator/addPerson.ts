import { z } from 'zod';
import { addPerson, personBody, roleNames } from '../../api/access/index.js';
import { defineCommand, done, passwordSwitch, refused } from './defineCommand.js';
import { personName } from './named.js';

/** As for the people of the configuration (config/sections/people.ts). */
const usualRoles = 'requester';

const roleList = z
  .string()
  .default(usualRoles)
  .transform((value): z.input<typeof roleNames> =>
    value
      .split(',')
      .map((role) => role.trim())
      .filter((role) => role !== ''),
  )
  .pipe(roleNames);

export const add = defineCommand({
  name: 'person add',
  words: { name: '<name>' },
  options: {
    'display-name': { value: 'text', summary: 'Name that people read. When left out: the name.' },
    email: { value: 'address', summary: 'E-mail address.' },
    roles: { value: 'a,b', summary: `Roles of config/data/roles.yaml. When left out: ${usualRoles}.` },
    [passwordSwitch]: { summary: 'Reads the password from standard input. When left out, one is made and shown once.' },
  },
  summary: 'Adds somebody who signs in with name and password.',
  args: z.object({
    name: personName,
    'display-name': personBody.shape.display_name,
    email: personBody.shape.email,
    roles: roleList,
    [passwordSwitch]: z.string().optional(),
  }),
  async handle({ db, caller, config }, { name, email, roles, ...rest }) {
    if (Object.hasOwn(config.people, name))
      return refused(
        `${name} is named in the configuration, which decides the roles and the groups: change people: in opsroom.yaml and start again.`,
      );
    const fields = { username: name, display_name: rest['display-name'], email };
    const result = await addPerson(db, caller, { fields, roles, password: rest[passwordSwitch] });
    switch (result.kind) {
      case 'there_already':
        return refused(`There is a person ${name} already. "person list" shows everybody.`);
      case 'unknown_roles':
        return refused(`--roles: there is no role ${result.names.join(', ')}. config/data/roles.yaml has all of them.`);
      case 'weak':
        return refused(`The password ${result.fault}.`);
      case 'added': {
        const may = roles.length === 0 ? 'without a role' : `as ${roles.join(', ')}`;
        const shown = result.made === undefined ? [] : [`Password, shown this once: ${result.made}`];
        return done(`${name} was added ${may}.`, ...shown);
      }
    }
  },
});
