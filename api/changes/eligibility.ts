import { grants } from '../../config/roles.js';
import type { Queryable } from '../db/index.js';
import type { FrozenPolicy } from './contract.js';
import type { Eligibility } from './decide.js';

export type Standing = {
  readonly personId: number;
  readonly name: string;
  readonly displayName: string;
  readonly matrixId: string | null;
  /** The selectors of the policy that name this person. */
  readonly selectors: readonly string[];
  /** Why the person may not decide; null when they may. */
  readonly excluded: Relation | 'no_permission' | 'not_named' | null;
};

type Row = {
  person_id: number;
  name: string;
  display_name: string;
  matrix_id: string | null;
  selectors: string[];
  capabilities: string[];
  relation: Relation | null;
};

export type Relation = 'requester' | 'spawner' | 'steerer' | 'plan_author';

/** Of several relations the one that is told: the nearest to "you asked for it". */
const nearestFirst: readonly Relation[] = ['requester', 'spawner', 'steerer', 'plan_author'];

/** Those behind a change: as they were frozen with it, or as they are for one that is being asked for. */
export type Lineage =
  { readonly changeId: number } | { readonly people: readonly { personId: number; relation: Relation }[] };

/**
 * Where every active person, or the one with this id, stands towards a change at this moment: read when the vote is
 * applied and never cached, so that a membership that was taken away counts no more.
 */
export async function standings(
  q: Queryable,
  policy: Pick<FrozenPolicy, 'alternatives'>,
  lineage: Lineage,
  only: number | null = null,
): Promise<Standing[]> {
  const named = policy.alternatives.map(({ group }) => group);
  const behind =
    'changeId' in lineage
      ? 'select person_id, relation from change_lineage where change_id = $2::bigint'
      : `select l."personId", l.relation from jsonb_to_recordset($2::jsonb) as l("personId" bigint, relation text)`;
  const { rows } = await q.query<Row>(
    `with behind(person_id, relation) as (${behind})
     select p.id as person_id, p.name, p.display_name,
       (select relation from behind where person_id = p.id order by array_position($3::text[], relation) limit 1) as relation,
       (select subject from identities where person_id = p.id and kind = 'matrix' order by id limit 1) as matrix_id,
       array(select s from unnest($1::text[]) as s where
         s in (select 'group:' || g.name from group_members m join groups g on g.id = m.group_id and g.enabled where m.person_id = p.id)
         or s in (select 'role:' || role from person_roles where person_id = p.id)
         or s = 'person:' || p.name) as selectors,
       coalesce((select array_agg(distinct capability) from person_roles pr join roles r on r.name = pr.role,
         unnest(r.capabilities) as capability where pr.person_id = p.id), '{}') as capabilities
     from persons p where p.active and ($4::bigint is null or p.id = $4) order by p.id`,
    [named, 'changeId' in lineage ? lineage.changeId : JSON.stringify(lineage.people), nearestFirst, only],
  );
  return rows.map((row) => ({
    personId: row.person_id,
    name: row.name,
    displayName: row.display_name,
    matrixId: row.matrix_id,
    selectors: row.selectors,
    excluded: exclusion(row),
  }));
}

function exclusion(row: Row): Standing['excluded'] {
  if (row.relation) return row.relation;
  if (!grants(row.capabilities, 'changes:approve')) return 'no_permission';
  return row.selectors.length === 0 ? 'not_named' : null;
}

export function eligibilityOf(people: readonly Standing[]): Eligibility {
  return new Map(
    people.filter(({ excluded }) => excluded === null).map(({ personId, selectors }) => [personId, new Set(selectors)]),
  );
}

/** Why a vote does not count, whether it was cast or not. */
export type NotAllowed = NonNullable<Standing['excluded']> | 'not_a_person' | 'unlinked' | 'assurance_too_low';

const sentences: Record<NotAllowed, string> = {
  not_a_person: 'Only a person can decide a change. Services and agents can not, whatever their permissions are.',
  unlinked: 'This Matrix account is not linked to a person here. An administrator can link it.',
  requester: 'You asked for this, so somebody else has to decide it.',
  spawner: 'You started the agent that asks for this, so somebody else has to decide it.',
  steerer: 'You told the agent what to do before it asked for this, so somebody else has to decide it.',
  plan_author: 'You wrote this plan, so somebody else has to decide it.',
  no_permission: 'Your role does not allow you to decide changes.',
  not_named: 'The policy of this change names other people to decide it.',
  assurance_too_low: 'This change asks for stronger proof of who you are than this way of voting gives.',
};

/** What a person is told whose vote does not count. */
export function whyNotAllowed(why: NotAllowed): string {
  return sentences[why];
}

const aboutOthers: Record<NonNullable<Standing['excluded']>, string> = {
  requester: 'asked for it',
  spawner: 'started the agent that asks for it',
  steerer: 'told the agent what to do before it asked',
  plan_author: 'wrote the plan',
  no_permission: 'has no role that may decide changes',
  not_named: 'is not named by the policy',
};

/** The same about somebody else, to follow their name. */
export function whyExcluded(why: NonNullable<Standing['excluded']>): string {
  return aboutOthers[why];
}

/** Who may not decide, and why; without the many whom neither the policy names nor the change concerns. */
export function whoMayNot(people: readonly Standing[]): { name: string; why: string }[] {
  return people.flatMap(({ displayName: name, excluded, selectors }) => {
    if (excluded === null || excluded === 'not_named') return [];
    if (excluded === 'no_permission' && selectors.length === 0) return [];
    return [{ name, why: whyExcluded(excluded) }];
  });
}
