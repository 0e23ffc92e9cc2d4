import type { RaciRule } from '../../../config/raci.js';
import { clausesOf, isDenied } from './clauses.js';
import { looseAt, meaningOf } from './looseMatch.js';
import { hasAny, indexOfPhrase, phraseList, wordsOf } from './words.js';

/** What the rules need of a RACI rule; a row of the database and an entry of raci.yaml both are one. */
export type IntakeRule = Pick<
  RaciRule,
  | 'id'
  | 'name'
  | 'intent'
  | 'assignment_group'
  | 'responsible'
  | 'accountable'
  | 'consulted'
  | 'informed'
  | 'approval_required'
  | 'knowledge_tags'
  | 'auto_assign_agent'
  | 'keywords'
> & {
  readonly ticket_class: string;
  readonly priority: string;
  readonly risk_level: string;
  readonly approval_action?: string | null | undefined;
  readonly auto_agent_model?: string | null | undefined;
  readonly auto_agent_prompt?: string | null | undefined;
  readonly weight?: number | undefined;
  readonly clarify?: RaciRule['clarify'] | null | undefined;
};

export interface IntakeText {
  readonly message: string;
  readonly title?: string | undefined;
  /** A category that a form offered, or the choice that answered the one question: its label names the rule. */
  readonly category?: string | undefined;
}

/** Contract 17.3 without related_tickets and knowledge_articles, which the database knows. */
export interface Classification {
  readonly rule_id: number | null;
  readonly rule_name: string;
  readonly intent: string;
  readonly confidence: number;
  readonly ticket_class: string;
  readonly priority: string;
  readonly assignment_group: string;
  readonly approval_required: boolean;
  readonly approval_action: string | null;
  readonly risk_level: string;
  readonly auto_assign_agent: boolean;
  readonly auto_agent_model: string | null;
  readonly auto_agent_prompt: string | null;
  readonly raci: {
    readonly responsible: string;
    readonly accountable: string;
    readonly consulted: readonly string[];
    readonly informed: readonly string[];
  };
  readonly knowledge_tags: readonly string[];
  readonly matched_keywords: readonly string[];
  readonly score: number;
  /** Other groups that parts of the message belong to: a message with two requests. Best first, at most two. */
  readonly also: readonly { readonly rule_id: number; readonly assignment_group: string }[];
}

export interface ScoredRule<R extends IntakeRule = IntakeRule> {
  readonly rule: R;
  readonly score: number;
  readonly matched: readonly string[];
  /** Words that were matched: two rules that share none of them answer two different requests. */
  readonly covered: ReadonlySet<string>;
}

/** A phrase of n words says more than n words apart: 1, 3, 5 (contract 17.8 asks for specificity). */
const phraseWeight = (words: number): number => 2 * words - 1;

/** A keyword whose words stand near each other in another order or form says less than the keyword itself. */
const looseFactor = 0.6;

/** Confidence below which the contract says that nothing was recognised (17.3). */
const unrecognised = 0.3;

interface Found {
  readonly positions: readonly number[];
  readonly weight: number;
}

function exactly(sentence: readonly string[], words: readonly string[]): Found {
  const at = indexOfPhrase(sentence, words);
  return { positions: at < 0 ? [] : words.map((_, offset) => at + offset), weight: phraseWeight(meaningOf(words)) };
}

function loosely(sentence: readonly string[], words: readonly string[]): Found {
  const positions = looseAt(sentence, words);
  return { positions, weight: phraseWeight(positions.length) * looseFactor };
}

/**
 * What is down for everyone is an outage first and a matter of its subject second: the outage rule weighs little otherwise, so that "the
 * printer is down" goes to those who repair printers.
 */
const forEveryone = 3;
const everyone = phraseList(
  'for everyone|for everybody|for all of us|for all user|nobody can|no one can|everyone is affected|whole office|whole company|entire office|entire company|whole site|para todos|para todo mundo|ninguem consegue|ninguem pode|empresa inteira|fur alle|niemand kann',
);

type Phrase = { readonly keyword: string; readonly words: readonly string[] };

/** A rule's keywords, longest first. The same words in another case or number are one, and weigh once (contract 27.30). */
function phrasesOf(keywords: readonly string[]): readonly Phrase[] {
  const phrases = new Map<string, Phrase>();
  for (const keyword of keywords) {
    const words = wordsOf(keyword);
    const key = words.join(' ');
    if (key !== '' && !phrases.has(key)) phrases.set(key, { keyword, words });
  }
  return [...phrases.values()].sort((a, b) => b.words.length - a.words.length);
}

function scoreRule<R extends IntakeRule>(
  rule: R,
  sentences: readonly (readonly string[])[],
  wide: boolean,
): ScoredRule<R> {
  const phrases = phrasesOf(rule.keywords);
  const left = sentences.map((words) => [...words]);
  const matched: string[] = [];
  const covered = new Set<string>();
  let score = 0;
  const factor = (rule.weight ?? 1) * (wide && rule.intent === 'outage' ? forEveryone : 1);
  const count = (keyword: string, weight: number): void => {
    if (!matched.includes(keyword)) {
      matched.push(keyword);
      score += weight * factor;
    }
  };
  for (const find of [exactly, loosely]) {
    for (const { keyword, words } of phrases) {
      for (const [which, sentence] of left.entries()) {
        const { positions, weight } = find(sentence, words);
        const [first] = positions;
        if (first === undefined || isDenied(sentences[which] ?? [], first)) continue;
        // Each word counts once for a rule: "vpn" inside "vpn tunnel" adds nothing.
        for (const at of positions) {
          sentence[at] = '';
          covered.add(`${which}:${at}`);
        }
        count(keyword, weight);
      }
    }
  }
  return { rule, score, matched, covered };
}

/** Characters of a text that are looked at: what a message is about stands at its beginning, and the work grows with its square. */
const readAtMost = 4_000;

/** All rules that have something to say about the text, best first; ties go to the lowest id (17.2). */
export function scoreRules<R extends IntakeRule>(text: IntakeText, rules: readonly R[]): readonly ScoredRule<R>[] {
  const sentences = [text.title ?? '', text.category ?? '', text.message]
    .map((part) => part.slice(0, readAtMost))
    .filter((part, at, parts) => parts.indexOf(part) === at)
    .flatMap(clausesOf)
    .filter(({ live }) => live)
    .map(({ words }) => words);
  const wide = sentences.some((words) => hasAny(words, everyone));
  return rules
    .map((rule) => scoreRule(rule, sentences, wide))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.rule.id - b.rule.id);
}

/** The rule that a choice of the one question stands for; undefined when the text is not the label of one. */
function chosenRule<R extends IntakeRule>(category: string | undefined, rules: readonly R[]): R | undefined {
  const wanted = wordsOf(category ?? '').join(' ');
  if (wanted === '') return undefined;
  const choice = rules
    .flatMap((rule) => rule.clarify?.choices ?? [])
    .find(({ label }) => [label.en, label.pt, label.de].some((one) => wordsOf(one ?? '').join(' ') === wanted));
  return rules.find(({ id }) => id === choice?.rule);
}

function describe(
  scored: Omit<ScoredRule, 'covered'>,
  confidence: number,
  also: Classification['also'],
): Classification {
  const { rule } = scored;
  return {
    rule_id: rule.id,
    rule_name: rule.name,
    intent: rule.intent,
    confidence,
    ticket_class: rule.ticket_class,
    priority: rule.priority,
    assignment_group: rule.assignment_group,
    approval_required: rule.approval_required,
    approval_action: rule.approval_action ?? null,
    risk_level: rule.risk_level,
    auto_assign_agent: rule.auto_assign_agent,
    auto_agent_model: rule.auto_agent_model ?? null,
    auto_agent_prompt: rule.auto_agent_prompt ?? null,
    raci: {
      responsible: rule.responsible,
      accountable: rule.accountable,
      consulted: rule.consulted,
      informed: rule.informed,
    },
    knowledge_tags: rule.knowledge_tags,
    matched_keywords: scored.matched,
    score: scored.score,
    also,
  };
}

/** Contract 17.2: no rules at all. */
const withoutRules: Classification = {
  rule_id: null,
  rule_name: 'General service request',
  intent: 'general',
  confidence: 0.1,
  ticket_class: 'UserRequest',
  priority: 'P4',
  assignment_group: 'Business Applications',
  approval_required: false,
  approval_action: null,
  risk_level: 'low',
  auto_assign_agent: false,
  auto_agent_model: null,
  auto_agent_prompt: null,
  raci: { responsible: 'Business Applications', accountable: 'Service Desk Manager', consulted: [], informed: [] },
  knowledge_tags: [],
  matched_keywords: [],
  score: 0,
  also: [],
};

function otherRequests(best: ScoredRule, scored: readonly ScoredRule[]): Classification['also'] {
  const groups = new Set([best.rule.assignment_group]);
  const others: { rule_id: number; assignment_group: string }[] = [];
  for (const { rule, covered, score } of scored) {
    const apart = [...covered].every((word) => !best.covered.has(word));
    if (apart && score >= 1 && !groups.has(rule.assignment_group) && others.length < 2) {
      groups.add(rule.assignment_group);
      others.push({ rule_id: rule.id, assignment_group: rule.assignment_group });
    }
  }
  return others;
}

/**
 * Which rule a request falls under (contract 17.2, 17.3, 17.8). Total and pure: the same text and rules give the same answer, and every text
 * gets one. Words that are denied, settled or thanked for do not count; see clauses.ts.
 */
export function classify(text: IntakeText, rules: readonly IntakeRule[]): Classification {
  const chosen = chosenRule(text.category, rules);
  if (chosen) return describe({ rule: chosen, score: 3, matched: [text.category ?? ''] }, 0.71, []);
  const scored = scoreRules(text, rules);
  const best = scored[0];
  if (best) return describe(best, Math.min(0.95, 0.35 + 0.12 * best.score), otherRequests(best, scored));
  const general = rules.find(({ intent }) => intent === 'general') ?? rules[0];
  return general ? describe({ rule: general, score: 0, matched: [] }, unrecognised, []) : withoutRules;
}
