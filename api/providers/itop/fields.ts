/** iTop's classes that are synchronised (contract 25.1). */
export const itopClasses = ['Incident', 'RoutineChange', 'NormalChange', 'EmergencyChange', 'UserRequest'] as const;

/** Classes with a caller, an impact and an urgency, which are resolved; changes have states of their own. */
export function isRequest(ticketClass: string): boolean {
  return ticketClass === 'Incident' || ticketClass === 'UserRequest';
}

/** The class in which a ticket of ours is made there. */
export function itopClassOf(ticketClass: string): string {
  return itopClasses.find((name) => name === ticketClass) ?? 'UserRequest';
}

export type Weight = { readonly impact: number; readonly urgency: number };

/** Contract 25.1, of both classes that have them (27.43). iTop computes its priority from the two. */
const weights: Readonly<Record<string, Weight>> = {
  P1: { impact: 1, urgency: 1 },
  P2: { impact: 2, urgency: 2 },
  P3: { impact: 3, urgency: 3 },
  P4: { impact: 3, urgency: 4 },
};

/** Impact and urgency of a priority, however it is spelled; undefined for one that says nothing. */
export function weightOf(priority: string | null): Weight | undefined {
  const level = /^\s*p?([1-4])\s*$/i.exec(priority ?? '')?.[1];
  return level === undefined ? undefined : weights[`P${level}`];
}

/** iTop's priority is 1 to 4; ours is P1 to P4. */
export function priorityOf(itopPriority: unknown): string | null {
  const level = /^[1-4]$/.exec(String(itopPriority))?.[0];
  return level === undefined ? null : `P${level}`;
}

/** Attributes that hold what people wrote, and who reads them; an installation has some of them (contract 25.1). */
export const logFields = [
  { field: 'public_log', audience: 'user' },
  { field: 'private_log', audience: 'internal' },
  { field: 'work_log', audience: 'internal' },
  { field: 'caller_log', audience: 'user' },
  { field: 'agent_log', audience: 'internal' },
] as const;
