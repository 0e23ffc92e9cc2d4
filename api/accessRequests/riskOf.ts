import type { Risk } from '../../config/policies.js';

const order = ['low', 'medium', 'high', 'critical'] as const;
type Known = (typeof order)[number];

function known(risk: string | null): Known | undefined {
  return order.find((one) => one === risk);
}

/** How grave the risk of a rule is, for comparing two of them; one that says none is medium. */
export function gravityOf(risk: string | null): number {
  return order.indexOf(known(risk) ?? 'medium');
}

/**
 * The risk of a request (contract 9.3): the one that was given, else that of the rule, else medium. An agent cannot make its
 * own request look smaller than the rule of that resource says, because the risk chooses who and how many decide.
 */
export function riskOf(given: string | null, ruled: string | null, byAgent: boolean): Risk {
  const rule = known(ruled) ?? 'medium';
  // Somebody who says that they do not know has said that it is not small.
  if (given === 'unknown') return byAgent && rule === 'critical' ? rule : 'unknown';
  const said = known(given);
  if (said === undefined) return rule;
  return byAgent && order.indexOf(said) < order.indexOf(rule) ? rule : said;
}

/** No lease that reaches far is of low or medium risk, whoever says so. */
export function riskWithLease(risk: Risk, reachesFar: boolean): Risk {
  return reachesFar && (risk === 'low' || risk === 'medium') ? 'high' : risk;
}
