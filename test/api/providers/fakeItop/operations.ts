import {
  attributes,
  isLog,
  isRequest,
  isTicket,
  mandatory,
  plain,
  priorityOf,
  Refusal,
  targets,
  transition,
  type FakeObject,
  type Fields,
  type LogEntry,
} from './model.js';
import { query } from './oql.js';

export type Answer = { readonly code: number; readonly message: string; readonly objects?: unknown };

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parameters that each operation has; a client that sends another one was written for something else. */
const parameters: Readonly<Record<string, readonly string[]>> = {
  'core/get': ['class', 'key', 'output_fields', 'limit', 'page'],
  'core/create': ['class', 'comment', 'fields', 'output_fields'],
  'core/update': ['class', 'comment', 'key', 'fields', 'output_fields'],
  'core/apply_stimulus': ['class', 'comment', 'key', 'stimulus', 'fields', 'output_fields'],
};

/** The objects of one iTop, and what its operations do to them. */
export class FakeObjects {
  readonly #objects: FakeObject[] = [];
  #seconds = Date.parse('2026-03-01T09:00:00Z') / 1000;
  /** An iTop whose requests have to have an agent before they are assigned; the standard one. */
  needsAgent = true;
  /** Attributes that this installation does not have. */
  readonly lacks = new Set<string>();

  /** iTop's own clock, in its own words: no zone. */
  now(minus = 0): string {
    return new Date((this.#seconds - minus) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  }

  tick(seconds: number): void {
    this.#seconds += seconds;
  }

  add(itopClass: string, fields: Fields): FakeObject {
    const id = this.#objects.length + 1;
    const base: Fields = isTicket(itopClass)
      ? {
          status: 'new',
          start_date: this.now(),
          last_update: this.now(),
          ref: `${itopClass[0]}-${String(id).padStart(6, '0')}`,
        }
      : {};
    const object = { itopClass, id, fields: { ...base, ...fields } };
    object.fields['friendlyname'] ??= object.fields['ref'] ?? object.fields['name'];
    this.#objects.push(object);
    return object;
  }

  get(itopClass: string, id: number | string): FakeObject {
    const found = this.#objects.find((one) => one.itopClass === itopClass && one.id === Number(id));
    if (!found) throw new Refusal(100, `Invalid object ${itopClass}::${id}`);
    return found;
  }

  all(itopClass: string): readonly FakeObject[] {
    return this.#objects.filter((one) => one.itopClass === itopClass);
  }

  /** No ticket any more; ids are not given twice. */
  clear(): void {
    this.#objects.forEach((object, index) => {
      if (isTicket(object.itopClass)) this.#objects[index] = { itopClass: 'Gone', id: 0, fields: {} };
    });
    this.lacks.clear();
  }

  remove(itopClass: string, id: number | string): void {
    this.#objects.splice(this.#objects.indexOf(this.get(itopClass, id)), 1, { itopClass: 'Gone', id: 0, fields: {} });
  }

  /** As a person does it in the browser. */
  edit(itopClass: string, id: number | string, fields: Fields): void {
    Object.assign(this.get(itopClass, id).fields, fields, { last_update: this.now() });
  }

  write(itopClass: string, id: number | string, log: string, author: string, message: string): void {
    const { fields } = this.get(itopClass, id);
    const entries = (fields[log] as LogEntry[] | undefined) ?? [];
    const entry = { date: this.now(), user_login: author, user_id: '7', message, message_html: '' };
    fields[log] = [...entries, entry];
    fields['last_update'] = this.now();
  }

  log(itopClass: string, id: number | string, log = 'public_log'): readonly LogEntry[] {
    return (this.get(itopClass, id).fields[log] as LogEntry[] | undefined) ?? [];
  }

  execute(sent: Fields, user: string): Answer {
    const operation = String(sent['operation']);
    const known = parameters[operation];
    if (!known) throw new Refusal(11, `Unknown verb '${operation}' in version '1.4'`);
    for (const name of Object.keys(sent)) {
      if (name !== 'operation' && !known.includes(name)) throw new Refusal(100, `Unknown parameter '${name}'`);
    }
    const itopClass = String(sent['class']);
    if (!(itopClass in attributes)) throw new Refusal(100, `class: '${itopClass}' is not a valid class'`);
    const wanted = plain(sent['output_fields'] ?? '*');
    for (const name of wanted === '*' ? [] : wanted.split(',')) this.#attribute(itopClass, name.trim());
    if (operation === 'core/get') return this.#get(itopClass, sent);
    const fields = sent['fields'];
    if (!isObject(fields)) throw new Refusal(100, "Missing parameter 'fields'");
    if (typeof sent['comment'] !== 'string') throw new Refusal(100, "Missing parameter 'comment'");
    if (operation === 'core/create') return this.#create(itopClass, fields, sent);
    const object = this.get(itopClass, sent['key'] as number);
    if (operation === 'core/update') {
      this.#set(object, fields, user);
      return this.#answer([object], sent, 'updated');
    }
    this.#set(object, fields, user);
    const state = transition(object, String(sent['stimulus']));
    if (state === 'assigned' && this.needsAgent && !object.fields['agent_id']) {
      throw new Refusal(100, 'Missing mandatory attribute(s) for applying the stimulus: agent_id.');
    }
    Object.assign(object.fields, { status: state, last_update: this.now() });
    return this.#answer([object], sent, 'updated');
  }

  #attribute(itopClass: string, name: string): string {
    if ((name === 'id' || attributes[itopClass]?.includes(name)) && !this.lacks.has(name)) return name;
    throw new Refusal(100, `${name}: Unknown attribute`);
  }

  #set(object: FakeObject, fields: Fields, user: string): void {
    for (const [name, value] of Object.entries(fields)) {
      this.#attribute(object.itopClass, name);
      const target = targets[name];
      if (target) this.get(target, value as number);
      if (!isLog(name)) {
        object.fields[name] = typeof value === 'number' ? String(value) : value;
        continue;
      }
      const item = isObject(value) ? value['add_item'] : undefined;
      if (!isObject(item) || typeof item['message'] !== 'string')
        throw new Refusal(100, `${name}: Missing 'items' elements`);
      this.write(object.itopClass, object.id, name, user, item['message']);
    }
    if (isTicket(object.itopClass)) object.fields['last_update'] = this.now();
    const { team_id: team, caller_id: caller } = object.fields;
    if (team) object.fields['team_name'] = this.get('Team', plain(team)).fields['name'];
    if (caller && isTicket(object.itopClass)) {
      const person = this.get('Person', plain(caller)).fields;
      Object.assign(object.fields, {
        caller_friendlyname: person['friendlyname'],
        caller_email: person['email'] ?? '',
      });
    }
    if (isRequest(object.itopClass)) object.fields['priority'] = priorityOf(object.fields);
  }

  #create(itopClass: string, fields: Fields, sent: Fields): Answer {
    for (const name of Object.keys(fields)) this.#attribute(itopClass, name);
    for (const [name, target] of Object.entries(targets))
      if (fields[name] !== undefined) this.get(target, plain(fields[name]));
    const missing = (mandatory[itopClass] ?? []).filter((name) => plain(fields[name]) === '');
    if (missing.length > 0)
      throw new Refusal(100, `Unexpected value for attribute(s): ${missing.join(', ')} - null not allowed`);
    const object = this.add(itopClass, {});
    this.#set(object, fields, '');
    return this.#answer([object], sent, 'created');
  }

  #get(itopClass: string, sent: Fields): Answer {
    const { key } = sent;
    let test: (object: FakeObject) => boolean;
    if (isObject(key)) {
      for (const name of Object.keys(key)) this.#attribute(itopClass, name);
      test = ({ fields }) => Object.entries(key).every(([name, value]) => plain(fields[name]) === String(value));
    } else if (/^\d+$/.test(String(key))) test = ({ id }) => id === Number(key);
    else ({ test } = query(String(key), (minus) => this.now(minus)));
    // No order is promised, so this one is as unhelpful as it may be.
    const found = this.all(itopClass).filter(test).reverse();
    const limit = Number(sent['limit'] ?? 0);
    const from = limit * (Math.max(Number(sent['page'] ?? 1), 1) - 1);
    return this.#answer(limit > 0 ? found.slice(from, from + limit) : found, sent, '');
  }

  #answer(objects: readonly FakeObject[], sent: Fields, message: string): Answer {
    const wanted = plain(sent['output_fields'] ?? '*');
    const shown = objects.map(({ itopClass, id, fields }) => {
      const names =
        wanted === '*'
          ? ['id', ...(attributes[itopClass] ?? [])].filter((name) => !this.lacks.has(name))
          : wanted.split(',');
      const values = names.map((raw): [string, unknown] => {
        const name = this.#attribute(itopClass, raw.trim());
        if (isLog(name)) return [name, { entries: fields[name] ?? [] }];
        return [name, name === 'id' ? String(id) : (fields[name] ?? '')];
      });
      return [
        `${itopClass}::${id}`,
        { code: 0, message, class: itopClass, key: String(id), fields: Object.fromEntries(values) },
      ];
    });
    const all = shown.length === 0 ? null : Object.fromEntries(shown as [string, unknown][]);
    return { code: 0, message: sent['operation'] === 'core/get' ? `Found: ${shown.length}` : '', objects: all };
  }
}
