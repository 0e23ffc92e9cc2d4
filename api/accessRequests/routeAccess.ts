import { foldWords, hasPhrase } from '../../config/foldWords.js';
import type { AccessRoute } from './contract.js';
import type { AskedLease } from './planOfRequest.js';
import { gravityOf } from './riskOf.js';

/** What routing needs of a RACI rule. */
export type AccessRule = {
  readonly id: number;
  readonly name: string;
  readonly intent: string;
  readonly keywords: readonly string[];
  readonly weight?: number | undefined;
  readonly assignment_group: string;
  readonly responsible: string;
  readonly accountable: string;
  readonly consulted: readonly string[];
  readonly informed: readonly string[];
  readonly risk_level: string;
  readonly approval_action?: string | null | undefined;
};

export type AccessWords = {
  readonly resource: string;
  readonly permission: string;
  readonly reason: string;
  readonly assignmentGroup: string | null;
};

const fallback: AccessRoute = {
  source: 'fallback',
  rule_name: 'Generic access request',
  intent: 'access-request',
  assignment_group: 'Identity & Access',
  responsible: 'Identity & Access',
  accountable: 'Data Owner',
  consulted: ['Compliance & Audit'],
  informed: ['Requester Manager'],
  risk_level: 'medium',
  approval_action: null,
  score: 0,
};

function explicit(group: string): AccessRoute {
  return {
    source: 'explicit',
    rule_name: null,
    intent: 'access-request',
    assignment_group: group,
    responsible: group,
    accountable: 'Data Owner',
    consulted: [],
    informed: [],
    risk_level: null,
    approval_action: null,
    score: 0,
  };
}

/**
 * Words of the phrases that stand in the text, each phrase once: a keyword that the rule names twice says no more than one.
 * Rules that fit beside any subject ("read access") weigh less, as they do when a ticket is classified.
 */
function scoreOf(rule: AccessRule, folded: string): number {
  const phrases = new Set(rule.keywords.map(foldWords).filter((phrase) => phrase !== ''));
  const found = [...phrases].filter((phrase) => hasPhrase(folded, phrase));
  return found.reduce((sum, phrase) => sum + phrase.split(' ').length, 0) * (rule.weight ?? 1);
}

function isAboutAccess({ intent, name }: AccessRule): boolean {
  return intent.startsWith('access-') || name.toLowerCase().includes(' access');
}

/**
 * Who owns what is asked for (contract 9.2): the group that was named, else that of the first rule about access with the most
 * words of the request, by whole words (27.30), else Identity & Access. Pure.
 */
export function routeAccess(words: AccessWords, rules: readonly AccessRule[]): AccessRoute {
  if (words.assignmentGroup !== null) return explicit(words.assignmentGroup);
  const folded = foldWords(`${words.resource} ${words.permission} ${words.reason}`);
  let best: { rule: AccessRule; score: number } | undefined;
  for (const rule of [...rules].filter(isAboutAccess).sort((a, b) => a.id - b.id)) {
    const score = scoreOf(rule, folded);
    if (score > 0 && (best === undefined || score > best.score)) best = { rule, score };
  }
  if (!best) return fallback;
  const { rule, score } = best;
  return {
    source: 'raci-rule',
    rule_name: rule.name,
    intent: rule.intent,
    assignment_group: rule.assignment_group,
    responsible: rule.responsible,
    accountable: rule.accountable,
    consulted: rule.consulted,
    informed: rule.informed,
    risk_level: rule.risk_level,
    approval_action: rule.approval_action ?? null,
    score,
  };
}

/**
 * Whose rule holds for what would really be granted: the words choose their rule, the lease chooses its own, by its system and
 * by all of its parts, and the gravest of them decides; between two alike, that of the lease. A named lease that no rule
 * knows is nobody's by its words either. Pure.
 */
export function gravestRoute(words: AccessWords, lease: AskedLease | null, rules: readonly AccessRule[]): AccessRoute {
  const spoken = routeAccess(words, rules);
  if (!lease) return spoken;
  const { system, resource_type: type, resource_id: id, action } = lease.wanted;
  const by = (resource: string): AccessRoute =>
    routeAccess({ resource, permission: '', reason: '', assignmentGroup: null }, rules);
  const found = [by(system), by(`${system} ${type} ${id} ${action}`)].filter(({ source }) => source === 'raci-rule');
  const meant = found.length === 0 && !lease.inferred ? [fallback] : found;
  const candidates = spoken.source === 'fallback' && meant.length > 0 ? meant : [...meant, spoken];
  return candidates.reduce((gravest, one) =>
    gravityOf(one.risk_level) > gravityOf(gravest.risk_level) ? one : gravest,
  );
}
