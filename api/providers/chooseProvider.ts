import { providerNames, type ProviderName } from '../../config/sections/providers.js';

/** The order of contract 7.5 (3), after what the operator prefers. */
const order: readonly ProviderName[] = ['itop', 'servicenow', 'jira', 'generic-webhook'];

/** Every provider in the order in which one is chosen; `local` comes last, because it always can. */
export function preference(preferred: {
  readonly default?: ProviderName | undefined;
  readonly active?: ProviderName | undefined;
}): readonly ProviderName[] {
  const named = [preferred.default, preferred.active].filter((name) => name !== undefined && name !== 'local');
  return [...new Set([...named, ...order, 'local' as const])];
}

export type Wanted = {
  readonly provider: string | null;
  /** False: it is kept here and nowhere else, whatever is configured (27.21). */
  readonly sync: boolean | null;
  /** It is there already, under this name. */
  readonly ref: string | null;
};

/**
 * Where a new ticket is kept (contract 7.5 (3)): `local` where the request says so; what it names, when that is
 * configured; else the first that is. `configured` is in the order of preference. What is there already stays there.
 */
export function chooseProvider(wanted: Wanted, configured: readonly string[]): ProviderName {
  const named = providerNames.find((name) => name === wanted.provider?.trim().toLowerCase());
  if (named === 'local') return 'local';
  if (wanted.ref !== null && named !== undefined) return named;
  if (wanted.sync === false) return 'local';
  if (named !== undefined && configured.includes(named)) return named;
  return providerNames.find((name) => name === configured[0]) ?? 'local';
}
