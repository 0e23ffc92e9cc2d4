import { z } from 'zod';
import { text } from '../fields.js';

const groupEntry = z
  .strictObject({
    description: text().optional().describe('What the group is for.'),
    members: z
      .array(text())
      .default([])
      .describe('Names from people:, besides those whose own groups: name this group.'),
  })
  .describe('A group.');

/** Always there, because the shipped policies name them; an entry of the same name replaces one of these. */
const firstGroups: Record<string, z.input<typeof groupEntry>> = {
  ops: {
    description: 'Works tickets of every service group and decides low and medium risk; two of it decide high risk.',
  },
  admins: { description: 'Administers Opsroom and decides high and critical risk.' },
};

export const groupsSection = z
  .record(
    z
      .string()
      .regex(/^\S.{0,98}\S$/)
      .meta({ expects: 'a group name of 2 to 100 characters' }),
    groupEntry,
  )
  .transform((groups) => ({ ...z.record(z.string(), groupEntry).parse(firstGroups), ...groups }))
  .prefault(firstGroups)
  .describe(
    'Groups for policies and tickets, besides the fifteen service groups of config/data/raci.yaml; ops and admins are always there.',
  );
