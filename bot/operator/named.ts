import {
  listGroups,
  personBody,
  readPersonNamed,
  refusalOf,
  type Missing,
  type PersonRecord,
  type Refused,
} from '../../api/access/index.js';
import { sentenceIn } from '../../api/http/index.js';
import { groupBody } from '../../api/intake/index.js';
import { didYouMean } from '../../config/suggest.js';
import { refused, type At, type Outcome } from './defineCommand.js';

export const personName = personBody.shape.username;
export const groupName = groupBody.shape.name;

/** The person of this name, or the sentence that there is none. */
export async function withPerson(
  { db }: At,
  name: string,
  work: (person: PersonRecord) => Promise<Outcome>,
): Promise<Outcome> {
  const person = await readPersonNamed(db, name);
  return person ? work(person) : refused(`There is no person ${name}. "person list" shows everybody.`);
}

/** Names of groups have capitals and blanks: the one that was probably meant is named. */
export async function noGroup({ db }: At, name: string): Promise<Outcome> {
  const known = (await listGroups(db)).map((group) => group.name);
  const meant = didYouMean(name, known);
  const hint = meant === undefined ? '"group list" shows all of them.' : `Did you mean "${meant}"?`;
  return refused(`There is no group "${name}". ${hint}`);
}

/** In the words that the API has for it. */
export const refusedBy = (result: Missing | Refused): Outcome => refused(sentenceIn(refusalOf(result)));
