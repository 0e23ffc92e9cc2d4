import { z } from 'zod';
import { authSection } from './sections/auth.js';
import { chatSection } from './sections/chat.js';
import { databaseSection } from './sections/database.js';
import { gatesSection } from './sections/gates.js';
import { groupsSection } from './sections/groups.js';
import { matrixSection } from './sections/matrix.js';
import { modelsSection } from './sections/models.js';
import { oidcSection } from './sections/oidc.js';
import { peopleSection } from './sections/people.js';
import { providersSection } from './sections/providers.js';
import { runnerSection } from './sections/runner.js';
import { serverSection } from './sections/server.js';
import { toolsSection } from './sections/tools.js';
import { ticketsSection } from './sections/tickets.js';
import { vaultSection } from './sections/vault.js';
import { webhooksSection } from './sections/webhooks.js';

/** The whole configuration. The order of the sections is the order of the sample file. */
export const configSchema = z.strictObject({
  server: serverSection.prefault({}),
  database: databaseSection.prefault({}),
  matrix: matrixSection.prefault({}),
  people: peopleSection,
  groups: groupsSection,
  gates: gatesSection.prefault({}),
  runner: runnerSection.prefault({}),
  chat: chatSection.prefault({}),
  tickets: ticketsSection.prefault({}),
  models: modelsSection.prefault({}),
  auth: authSection.prefault({}),
  oidc: oidcSection.prefault({}),
  providers: providersSection.prefault({}),
  tools: toolsSection.prefault({}),
  vault: vaultSection.prefault({}),
  webhooks: webhooksSection.prefault({}),
});

/** The configuration after loading: durations are seconds, `server.data_dir` and `gates.policies` absolute paths. */
export type Config = z.output<typeof configSchema>;

/** The schema as data, for everything that must talk about settings: errors, the sample file, the table. */
export interface SettingNode {
  readonly type?: string | undefined;
  readonly description?: string | undefined;
  readonly default?: unknown;
  readonly expects?: string | undefined;
  readonly secret?: boolean | undefined;
  readonly enum?: readonly string[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly properties?: Readonly<Record<string, SettingNode>> | undefined;
  readonly items?: SettingNode | undefined;
  /** The shape of every value of a record, `false` for a strict object. */
  readonly additionalProperties?: SettingNode | boolean | undefined;
  readonly propertyNames?: SettingNode | undefined;
}

const settingNode: z.ZodType<SettingNode> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    description: z.string().optional(),
    default: z.unknown().optional(),
    expects: z.string().optional(),
    secret: z.boolean().optional(),
    enum: z.array(z.string()).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    properties: z.record(z.string(), settingNode).optional(),
    items: settingNode.optional(),
    additionalProperties: z.union([z.boolean(), settingNode]).optional(),
    propertyNames: settingNode.optional(),
  }),
);

export function settingTree(): SettingNode {
  return settingNode.parse(z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }));
}

/** The node of a path, or undefined where the schema knows no such setting. */
export function settingAt(root: SettingNode, path: readonly PropertyKey[]): SettingNode | undefined {
  let node: SettingNode | undefined = root;
  for (const part of path) {
    const record: SettingNode | boolean | undefined = node?.additionalProperties;
    node =
      typeof part === 'number'
        ? node?.items
        : (node?.properties?.[String(part)] ?? (typeof record === 'object' ? record : undefined));
  }
  return node;
}
