import type { Config } from '../../config/schema.js';
import type { SeedTool } from '../../config/tools.js';

export type InventoryTool = SeedTool & { readonly host: string | null; readonly port: number | null };

/** The shipped tools where the operator says that they answer, and the operator's own. Names are the same in any case. */
export function inventoryOf({ hosts }: Config['tools'], shipped: readonly SeedTool[]): InventoryTool[] {
  const configured = Object.entries(hosts);
  const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
  const known = shipped.map((tool): InventoryTool => {
    const at = configured.find(([name]) => same(name, tool.name))?.[1];
    return {
      name: tool.name,
      type: at?.type ?? tool.type,
      description: at?.description ?? tool.description,
      host: at?.host ?? null,
      port: at?.port ?? null,
    };
  });
  const others = configured
    .filter(([name]) => !shipped.some((tool) => same(name, tool.name)))
    .map(([name, { type = 'tcp', description = '', host, port = null }]) => ({ name, type, description, host, port }));
  return [...known, ...others];
}
