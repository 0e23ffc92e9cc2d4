import { foldWords, hasPhrase } from '../../config/foldWords.js';
import { families, sayNothing, type Family } from './families.js';

/** Characters of the two parts and of the whole key (contract 18.1). */
const longest = { class: 60, family: 90, key: 160 };

export type KeyWords = {
  /** The canonical class of the ticket or workflow; none stands for every class. */
  readonly ticketClass: string | null;
  /** The title of the ticket, the name of the workflow. */
  readonly name: string;
  readonly description: string;
  /** What was learnt or how it is done: long text in which everyday words mean nothing. */
  readonly lesson?: string;
};

function slug(text: string, max: number): string {
  const dashed = foldWords(text)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return dashed.slice(0, max).replace(/-+$/, '');
}

/** A key that somebody named, in its normal form; null when nothing of it is left. Without a colon it is one slug. */
export function normalKey(given: string): string | null {
  const colon = given.indexOf(':');
  if (colon < 0) return slug(given, longest.key) || null;
  const [ticketClass, family] = [
    slug(given.slice(0, colon), longest.class),
    slug(given.slice(colon + 1), longest.family),
  ];
  return ticketClass === '' && family === '' ? null : `${ticketClass || 'global'}:${family || 'general'}`;
}

function named(text: string, phrases: (family: Family) => readonly string[]): string | undefined {
  const folded = foldWords(text);
  return families.find((family) => phrases(family).some((phrase) => hasPhrase(folded, phrase)))?.slug;
}

/** The first four distinct words that say something. */
function terms(text: string): string {
  const words = foldWords(text)
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length >= 3 && !sayNothing.has(word));
  return [...new Set(words)].slice(0, 4).join('-').slice(0, longest.family).replace(/-+$/, '');
}

function family({ name, description, lesson = '' }: KeyWords): string {
  const every = ({ telling, everyday }: Family): readonly string[] => [...telling, ...everyday];
  return (
    named(name, every) ??
    named(description, every) ??
    named(lesson, ({ telling }) => telling) ??
    ([name, description, lesson].map(terms).find((found) => found !== '') || 'general')
  );
}

/**
 * The key under which a ticket, a workflow and a lesson meet (contract 18.1). Pure, and the only place that makes one: who
 * keeps the ticket (its provider) and what caused the derivation are no part of it, or the three would never agree.
 */
export function workflowKey(words: KeyWords): string {
  const ticketClass = slug(words.ticketClass ?? '', longest.class) || 'global';
  return `${ticketClass}:${family(words)}`.slice(0, longest.key);
}

/** What a workflow is called that nobody named: "Incident phishing response workflow". */
export function canonicalName(key: string, ticketClass: string | null): string {
  const colon = key.indexOf(':');
  const [classSlug, rest] = colon < 0 ? ['', key] : [key.slice(0, colon), key.slice(colon + 1)];
  const shown = ticketClass ?? classSlug.charAt(0).toUpperCase() + classSlug.slice(1);
  return `${shown} ${rest.replaceAll('-', ' ')} response workflow`.trim().slice(0, 240);
}

/** By which the knowledge article of a workflow is found again. */
export function knowledgeRef(key: string): string {
  return `workflow:${key}:knowledge`.slice(0, 200);
}
