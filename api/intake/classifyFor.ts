import type { Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { workflowFor } from '../workflows/index.js';
import type { Words } from './contract.js';
import { clarify, classify, type Clarification, type Classification, type IntakeText } from './rules/index.js';
import { articlesFor, type RelatedArticle } from './sql/articlesFor.js';
import { readRules, type StoredRule } from './sql/readRules.js';
import { relatedTickets, type RelatedTicket } from './sql/relatedTickets.js';
import { tokensOf } from './tokensOf.js';

/** The classification of contract 17.3, whole. */
export type Classified = Classification & {
  readonly workflow: { readonly id: number; readonly name: string; readonly workflow_key: string } | null;
  readonly related_tickets: readonly RelatedTicket[];
  readonly knowledge_articles: readonly RelatedArticle[];
};

function spoken({ message, title, category }: Words): IntakeText {
  return { message, ...(title === null ? {} : { title }), ...(category === null ? {} : { category }) };
}

/** Adds what the database knows: the workflow in force, tickets like it that the caller may see, and what is known about it. */
async function complete(
  q: Queryable,
  caller: Caller,
  given: Words,
  classification: Classification,
): Promise<Classified> {
  const title = given.title === null ? '' : `${given.title}\n`;
  const fitting = await workflowFor(q, { intent: classification.intent, text: `${title}${given.message}` });
  const tokens = tokensOf(given.title ?? '', given.message);
  return {
    ...classification,
    workflow: fitting
      ? { id: fitting.workflow.id, name: fitting.workflow.name, workflow_key: fitting.workflow.workflow_key }
      : null,
    related_tickets: await relatedTickets(q, caller, tokens),
    knowledge_articles: await articlesFor(q, caller, tokens, classification.knowledge_tags),
  };
}

/** Where a request belongs, by the rules that the database has now. `rule` is the one that was chosen. */
export async function classifyFor(
  q: Queryable,
  caller: Caller,
  given: Words,
): Promise<{ classification: Classified; rule: StoredRule | undefined }> {
  const rules = await readRules(q);
  const classification = classify(spoken(given), rules);
  const rule = rules.find(({ id }) => id === classification.rule_id);
  return { classification: await complete(q, caller, given, classification), rule };
}

/** Contract 17.4. Nothing is stored. */
export async function clarifyFor(
  q: Queryable,
  caller: Caller,
  given: Words,
): Promise<Omit<Clarification, 'classification'> & { readonly classification: Classified }> {
  const email = given.requester_email === null ? {} : { requester_email: given.requester_email };
  const asked = clarify({ ...spoken(given), ...email }, await readRules(q));
  return { ...asked, classification: await complete(q, caller, given, asked.classification) };
}
