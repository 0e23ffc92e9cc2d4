import { z } from 'zod';
import { classifications } from '../../config/roles.js';
import { id, optionalText, page, text } from '../http/fields.js';

const time = z.iso.datetime({ offset: true });
const maybeTime = time.nullable();

/** Text that leaves a value as it is when it is left out, and takes it away when it is null or empty. */
const changed = (max: number) =>
  z
    .union([text(max), z.null()])
    .optional()
    .transform((value) => (value === undefined ? undefined : (value?.trim() ?? '') === '' ? null : (value ?? null)));

/** As the name of a person in the configuration: also the local part of a Matrix id. */
const username = text(200)
  .transform((value) => value.trim().toLowerCase())
  .pipe(
    z.string().regex(/^[a-z][a-z0-9._-]{0,62}$/, {
      error: 'begins with a letter, then letters, digits, ".", "_" and "-", at most 63 characters',
    }),
  );

const email = changed(300).refine((value) => value === undefined || value === null || /^\S+@\S+$/.test(value), {
  error: 'is no e-mail address',
});

/** Contract 4. A field that is left out keeps its value. */
export const personBody = z
  .object({
    username,
    display_name: changed(200),
    email,
    provider: changed(80),
    provider_ref: changed(300),
    enabled: z.union([z.boolean(), z.stringbool()]).optional(),
  })
  .meta({ examples: [{ username: 'dora', display_name: 'Dora', email: 'dora@example.org' }] });
export type PersonFields = z.output<typeof personBody>;

export const peopleQuery = z.object({
  q: optionalText(100).describe('Part of a name, display name or e-mail address.'),
  role: optionalText(100),
  enabled: z.stringbool().optional(),
  ...page(100, 500),
});
export type PeopleQuery = z.output<typeof peopleQuery>;

export const person = z.object({
  id: z.number(),
  username: z.string(),
  display_name: z.string(),
  email: z.string().nullable(),
  provider: z.string(),
  provider_ref: z.string().nullable(),
  enabled: z.boolean(),
  source: z.enum(['configuration', 'operator']).describe('Who has the last word about this person.'),
  switched_off_at: maybeTime.describe('When an operator switched the person off.'),
  roles: z.array(z.string()),
  groups: z.array(z.string()),
  matrix_user_ids: z.array(z.string()),
  has_password: z.boolean(),
  failed_login_count: z.number(),
  locked_until: maybeTime,
  last_login_at: maybeTime,
  created_at: time,
  updated_at: time,
});
export const peopleAnswer = z.object({ users: z.array(person), count: z.number(), total: z.number() });
export const upserted = z.object({ id: z.number(), status: z.literal('upserted'), created: z.boolean() });
export const switched = z.object({ id: z.number(), enabled: z.boolean() });

export const roleNames = z
  .array(text(100))
  .max(50)
  .meta({ examples: [['approver', 'agent-operator']] });
export const rolesAnswer = z.object({
  roles: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      description: z.string(),
      capabilities: z.array(z.string()),
      created_at: time,
    }),
  ),
});
export const rolesAssigned = z.object({ id: z.number(), roles: z.array(z.string()) });

const scopeType = text(50)
  .transform((value) => value.trim().toLowerCase())
  .pipe(z.string().regex(/^[a-z][a-z0-9_]*$/, { error: 'is a word such as group, ticket or classification' }));

/** Contract 4, and 3.5 for the values that are looked at: one that could never hold is refused here. */
export const scopeBody = z
  .object({
    scope_type: scopeType,
    scope_value: text(200)
      .transform((value) => value.trim())
      .pipe(z.string().min(1)),
    permissions: z.array(z.record(z.string(), z.unknown())).max(50).default([]),
  })
  .superRefine(({ scope_type: type, scope_value: value }, context) => {
    const wrong = (message: string): void => {
      context.addIssue({ code: 'custom', path: ['scope_value'], message });
    };
    if (type === 'classification' && !classifications.some((known) => known === value))
      wrong(`is one of ${classifications.join(', ')}`);
    if ((type === 'ticket' || type === 'ticket_id') && !id().safeParse(value).success)
      wrong('is the number of a ticket');
  })
  .meta({ examples: [{ scope_type: 'owning_group', scope_value: 'Network Operations' }] });
export type ScopeFields = z.output<typeof scopeBody>;

export const scopesAnswer = z.object({
  user_id: z.number(),
  username: z.string(),
  scopes: z.array(
    z.object({
      id: z.number(),
      user_id: z.number(),
      scope_type: z.string(),
      scope_value: z.string(),
      permissions: z.array(z.record(z.string(), z.unknown())),
      created_at: time,
      updated_at: time,
    }),
  ),
});
export const scopeAnswer = z.object({
  id: z.number(),
  user_id: z.number(),
  scope_type: z.string(),
  scope_value: z.string(),
});
export const scopeParams = z.object({ id: id(), scopeId: id() });

const optionalId = id().optional().describe('A person, for those who administer access; without it, the caller.');
export const ofPerson = z.object({ user_id: optionalId, ...page(50, 200) });

export const sessionsAnswer = z.object({
  sessions: z.array(
    z.object({
      id: z.number(),
      created_at: time,
      expires_at: time,
      last_used_at: maybeTime,
      method: z.enum(['password', 'oidc']),
      ip: z.string().nullable(),
      user_agent: z.string().nullable(),
      current: z.boolean(),
    }),
  ),
  count: z.number(),
  total: z.number(),
});

const token = z.object({
  id: z.number(),
  name: z.string(),
  created_at: time,
  expires_at: maybeTime,
  last_used_at: maybeTime,
});
export const tokensAnswer = z.object({ tokens: z.array(token), count: z.number(), total: z.number() });
/** Days. Half a year less than people forget what a token was for; a longer one has to be asked for. */
const tokenDays = z.coerce.number().int().min(1).max(366).default(90);
export const tokenBody = z
  .object({ name: text(100), expires_in_days: tokenDays })
  .meta({ examples: [{ name: 'backup script', expires_in_days: 30 }] });
export type NewToken = z.output<typeof tokenBody>;
export const newTokenAnswer = z.object({
  id: z.number(),
  name: z.string(),
  token: z.string(),
  expires_at: maybeTime,
});

export const serviceTokenBody = z
  .object({
    name: username.describe('Name of the service; several tokens of one name are the same service.'),
    roles: roleNames.min(1),
    expires_in_days: tokenDays,
  })
  .meta({ examples: [{ name: 'matrix-bridge', roles: ['agent-operator'] }] });
const serviceToken = token.extend({ roles: z.array(z.string()), created_by: z.string().nullable() });
export const serviceTokensAnswer = z.object({ tokens: z.array(serviceToken), count: z.number(), total: z.number() });
export const newServiceTokenAnswer = newTokenAnswer.extend({ roles: z.array(z.string()) });

export const passwordBody = z.object({
  old_password: text(1000),
  new_password: text(1000),
});
export const passwordAnswer = z.object({ status: z.literal('changed'), sessions_ended: z.number() });
export const resetBody = z.object({ password: text(1000).optional() });
export const resetAnswer = z.object({
  status: z.literal('changed'),
  sessions_ended: z.number(),
  password: z.string().optional().describe('Only where none was given: made here, and shown this once.'),
});

const matrixUserId = text(255)
  .transform((value) => value.trim())
  .pipe(z.string().regex(/^@[^\s:@]+:[^\s@]+$/, { error: 'is a Matrix id such as @bo:example.org' }));
export const matrixLinkBody = z
  .object({ matrix_user_id: matrixUserId })
  .meta({ examples: [{ matrix_user_id: '@bo:example.org' }] });
export const matrixLinkAnswer = z.object({
  matrix_user_id: z.string(),
  code: z.string(),
  say: z.string().describe('What to write to the bot from that account, in any room that it is in.'),
  expires_at: time,
});

/** In an address; one that could be nobody's is not there. */
const linkedAccount = z
  .string()
  .max(255)
  .refine((value) => /^@[^\s:@]+:[^\s@]+$/.test(value) && !value.includes('\u0000'))
  .meta({ description: 'The Matrix id, such as @bo:example.org.' });
export const ownAccountParams = z.object({ matrix_user_id: linkedAccount });
export const accountParams = z.object({ id: id(), matrix_user_id: linkedAccount });

export const meAnswer = z.object({
  identity: z.object({
    username: z.string(),
    email: z.string().nullable(),
    provider: z.string(),
    auth_mode: z.string(),
    auth_strength: z.string(),
    authenticated: z.boolean(),
  }),
  type: z.enum(['person', 'service', 'agent', 'system']),
  username: z.string(),
  display_name: z.string(),
  email: z.string().nullable(),
  roles: z.array(z.string()),
  capabilities: z.array(z.string()),
  groups: z.array(z.string()),
  max_classification: z.enum(classifications),
});
