import type { Database } from '../db/index.js';
import { notFound, problem, type Answer } from '../http/answer.js';
import type { AutoAssignmentRules } from '../intake/index.js';
import type { Providers } from './openProviders.js';
import type { Failure, Provider } from './port.js';

export type ProviderRoutes = {
  readonly db: Database;
  readonly providers: Providers;
  /** Names this process in the rows that it holds. */
  readonly owner: string;
  readonly publicUrl: string | undefined;
  readonly autoAssignment: AutoAssignmentRules;
};

export const area = 'providers';
/** What is told to or asked of another system is a person's or a service's to start, never an agent's. */
export const syncs = { kind: 'signed-in', permission: 'providers:sync', agents: 'never' } as const;
export const noTicket = notFound('Ticket');

export function notRegistered(name: string): Answer {
  return problem(404, 'provider_not_registered', `Provider not registered: ${name.slice(0, 80)}`);
}

/** Clients look for the words "not configured" (contract 25.2). */
export function notConfigured({ name, label }: Provider): Answer {
  return problem(409, 'provider_not_configured', `${label} provider is not configured.`, { provider: name });
}

/** What a provider's failure is to whoever asked: it says no, or it cannot be asked at the moment. */
export function failureAnswer(failure: Failure): Answer {
  if (failure.kind === 'refused') return problem(409, 'provider_refused', failure.message);
  const answer = problem(503, 'provider_unavailable', failure.message);
  return { ...answer, headers: { ...answer.headers, 'retry-after': '30' } };
}

/** By its name, whatever case it is typed in. */
export function providerNamed(providers: Providers, name: string): Provider | undefined {
  return providers.get(name.trim().toLowerCase());
}
