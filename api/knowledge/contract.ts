/** Knowledge articles: the words and shapes of contract 20.1. */
import { z } from 'zod';
import { classifications, type Classification } from '../../config/roles.js';
import { flag, id, optionalText, page, text } from '../http/fields.js';

/** Characters of an article; also what is kept of an imported page. */
export const longestBody = 200_000;
/** Characters of an article's text in a list; the whole of it is behind its own address. */
export const excerpt = 2_000;

const filled = (max: number) => text(max).refine((value) => value.trim() !== '', { message: 'is empty' });

/** Words to find an article by: a list, or one text with commas between them. Each once, in the order given. */
const tags = z
  .union([z.array(text(100)).max(50), text(2_000).transform((value) => value.split(','))])
  .nullish()
  .transform((value) =>
    value === null || value === undefined
      ? null
      : [...new Set(value.map((tag) => tag.trim()).filter((tag) => tag !== ''))],
  );

const secrecy = z
  .enum(classifications)
  .nullish()
  .meta({ description: 'Who may read it: those whose own maximum is not below. internal unless told.' });

export const createBody = z
  .object({
    title: filled(500),
    body: filled(longestBody),
    category: optionalText(120),
    source: optionalText(120),
    tags,
    external_ref: optionalText(200),
    security_classification: secrecy,
  })
  .meta({ examples: [{ title: 'Renew the VPN certificate', body: 'Order it a week before …', category: 'network' }] });

export const updateBody = z
  .object({
    title: filled(500).nullish(),
    body: filled(longestBody).nullish(),
    category: optionalText(120),
    tags,
    enabled: z.union([z.boolean(), z.stringbool()]).nullish(),
    security_classification: secrecy,
  })
  .refine((body) => Object.values(body).some((value) => value !== null && value !== undefined), {
    message: 'No valid fields to update: send title, body, category, tags, enabled or security_classification',
  })
  .meta({ examples: [{ body: 'Order it two weeks before …' }] });

export const importBody = z
  .object({
    url: filled(2_000),
    title: optionalText(500),
    category: optionalText(120),
    tags,
    source: optionalText(120),
    security_classification: secrecy,
  })
  .meta({ examples: [{ url: 'https://docs.example.org/vpn.html', tags: ['vpn'] }] });

export const listQuery = z.object({
  category: optionalText(120),
  enabled_only: flag(true),
  q: optionalText(200),
  ...page(100, 500),
});
export type ListArticles = z.output<typeof listQuery>;

export const articleParams = z.object({ id: id().meta({ description: 'Number of the article', example: 12 }) });

export type Article = {
  readonly id: number;
  readonly title: string;
  readonly body: string;
  readonly category: string | null;
  readonly source: string;
  readonly external_ref: string | null;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  readonly security_classification: Classification;
  readonly version: number;
  readonly changed_by: string;
  readonly created_at: Date;
  readonly updated_at: Date;
};

const time = z.iso.datetime({ offset: true });
export const articleShape = z.object({
  id: z.int(),
  title: z.string(),
  body: z.string(),
  category: z.string().nullable(),
  source: z.string(),
  external_ref: z.string().nullable(),
  tags: z.array(z.string()),
  enabled: z.boolean(),
  security_classification: z.enum(classifications),
  version: z.int().meta({ description: 'Raised by every change; also the ETag, for If-Match' }),
  changed_by: z.string(),
  created_at: time,
  updated_at: time,
});
export const listedShape = articleShape.extend({
  body: z.string().meta({ description: `The first ${excerpt} characters` }),
  body_chars: z.int(),
  body_cut: z.boolean(),
});
export const versionShape = z.object({
  version: z.int(),
  title: z.string(),
  body: z.string(),
  category: z.string().nullable(),
  tags: z.array(z.string()),
  enabled: z.boolean(),
  security_classification: z.enum(classifications),
  changed_by: z.string(),
  created_at: time,
});
