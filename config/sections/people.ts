import { z } from 'zod';
import { loginName, matrixUserId, secret, text } from '../fields.js';

export const personEntry = z
  .strictObject({
    display_name: text().optional().describe('Name that people read. When not set: the key.'),
    email: z
      .email()
      .meta({ expects: 'an e-mail address' })
      .optional()
      .describe('For matching requests from elsewhere.'),
    roles: z.array(text()).default(['requester']).describe('Roles of config/data/roles.yaml.'),
    groups: z
      .array(text())
      .default([])
      .describe('Groups that the person belongs to: service groups, or those of groups:.'),
    matrix_id: matrixUserId().optional().describe('Matrix id. When not set: the key, on the local Synapse.'),
    password: secret().optional().describe('Password at the first start. When not set, one is made: credentials.json.'),
  })
  .describe('A person.');

/**
 * The people of an installation where nobody has been named yet: one who asks, two who work tickets and open gates
 * (together they are in all fifteen service groups, so that no ticket is without a person), and one who administers.
 */
const firstPeople: Record<string, z.input<typeof personEntry>> = {
  ana: { display_name: 'Ana', roles: ['requester'] },
  bo: {
    display_name: 'Bo',
    roles: ['approver', 'agent-operator'],
    groups: [
      'ops',
      'Infrastructure Operations',
      'Network Operations',
      'Platform Operations',
      'Cloud Operations',
      'Database Operations',
      'DevSecOps',
      'Endpoint Support',
      'Change Advisory Board',
    ],
  },
  cy: {
    display_name: 'Cy',
    roles: ['approver', 'agent-operator'],
    groups: [
      'ops',
      'Security Operations',
      'Identity & Access',
      'Email Operations',
      'Business Applications',
      'Compliance & Audit',
      'Procurement & Vendor Management',
      'Executive Support',
    ],
  },
  admin: { display_name: 'Admin', roles: ['platform-admin'], groups: ['admins', 'ops'] },
};

export const peopleSection = z
  .record(loginName(), personEntry)
  .prefault(firstPeople)
  .describe('People, by the name that they sign in with. Naming any replaces the four of the first start.');
