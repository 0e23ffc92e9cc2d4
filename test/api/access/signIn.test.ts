import { expect } from 'chai';
import { signIn, type LoginResult, type LoginRules } from '../../../api/access/login.js';
import { hashPassword, passwordMatches, sameToken, newToken, tokenHash } from '../../../api/access/credentialHash.js';
import { forgetEndedSessions, seedPeople, type SeedPerson } from '../../../api/access/index.js';
import { openPool, type Database } from '../../../api/db/index.js';
import { loadRoles } from '../../../config/index.js';
import { onePostgres } from '../rooms/onePostgres.js';

const rules: LoginRules = { sessionTtl: 600, lockoutAttempts: 3, lockout: 120 };

describe('signing in', () => {
  let db: Database;
  before(async () => {
    db = openPool(await (await onePostgres()).freshDatabase(), () => undefined);
    const person = (name: string, password: string | null): SeedPerson => ({
      ...{ name, displayName: name, email: null, roles: ['requester'], groups: [], matrixId: null, password },
    });
    const people = [person('ana', 'correct horse'), person('bo', 'pässwörd'), person('cy', null)];
    await seedPeople(db, { roles: loadRoles(), groups: [], people });
  });
  after(() => db?.end());
  beforeEach(() => db.query('update passwords set failed_count = 0, locked_until = null'));
  const attempt = (name: string, password: string): Promise<LoginResult> =>
    signIn(db, rules, { name, password, ip: '::1' });
  const kinds = async (name: string, ...passwords: readonly string[]): Promise<string[]> => {
    const seen: string[] = [];
    for (const password of passwords) seen.push((await attempt(name, password)).kind);
    return seen;
  };
  const failures = async (): Promise<number | undefined> =>
    (
      await db.query<{ count: number }>(
        `select failed_count as count from passwords p join persons on persons.id = person_id where name = 'ana'`,
      )
    ).rows[0]?.count;
  const lockIs = (interval: string): Promise<unknown> =>
    db.query('update passwords set locked_until = clock_timestamp() + $1::interval where locked_until is not null', [
      interval,
    ]);

  it('takes the name as people write it, and the password to the letter', async () => {
    for (const name of ['ana', ' ANA ', '@ana', '@Ana:example.org', 'ana:example.org'])
      expect((await attempt(name, 'correct horse')).kind, name).to.equal('signed_in');
    expect(await kinds('ana', 'Correct horse', 'correct horse ')).to.deep.equal(['refused', 'refused']);
  });

  it('takes a letter with its accent however a keyboard makes it', async () => {
    expect(await kinds('bo', 'pa\u0308sswo\u0308rd', 'passwörd')).to.deep.equal(['signed_in', 'refused']);
  });

  it('refuses whoever has no password, no name or no existence, and counts nothing for them', async () => {
    for (const name of ['cy', 'nobody', '', '@', ':', "ana' or '1'='1", 'ana\\'])
      expect(await kinds(name, ''), name).to.deep.equal(['refused']);
    expect(await failures()).to.equal(0);
  });

  it('counts failures in a row: one success begins anew', async () => {
    expect(await kinds('ana', 'x', 'x', 'correct horse', 'x', 'x', 'correct horse')).to.deep.equal([
      ...['refused', 'refused', 'signed_in', 'refused', 'refused', 'signed_in'],
    ]);
    expect(await failures()).to.equal(0);
  });

  it('locks at the last failure, says for how long, and does not look at passwords meanwhile', async () => {
    expect(await kinds('ana', 'x', 'x', 'x', 'x', 'correct horse')).to.deep.equal([
      'refused',
      'refused',
      'refused',
      'locked',
      'locked',
    ]);
    const locked = await attempt('ana', 'correct horse');
    expect(locked.kind === 'locked' && locked.seconds).to.be.within(115, 120);
    expect(await failures()).to.equal(3);
    expect((await attempt('bo', 'pässwörd')).kind).to.equal('signed_in');
  });

  it('opens when its time is over, to the millisecond, and one more failure locks again', async () => {
    await kinds('ana', 'x', 'x', 'x');
    await lockIs('50 milliseconds');
    const last = await attempt('ana', 'correct horse');
    expect(last).to.deep.equal({ kind: 'locked', seconds: 1 });
    await lockIs('-1 milliseconds');
    expect(await kinds('ana', 'x', 'correct horse')).to.deep.equal(['refused', 'locked']);
    await lockIs('-1 milliseconds');
    expect(await kinds('ana', 'correct horse', 'x', 'correct horse')).to.deep.equal([
      'signed_in',
      'refused',
      'signed_in',
    ]);
  });

  it('gives a hundred guesses at once no more tries than a hundred in a row', async () => {
    const guesses = Array.from({ length: 20 }, (_, index) => `guess ${index}`);
    const results = await Promise.all(guesses.map((guess) => attempt('ana', guess)));
    expect(results.filter(({ kind }) => kind === 'refused')).to.have.length(3);
    const locked = results.filter((result) => result.kind === 'locked');
    expect(locked).to.have.length(17);
    for (const { seconds } of locked) expect(seconds).to.be.within(1, 120);
  });

  it('of the same person in several windows at once works in each', async () => {
    const results = await Promise.all([1, 2].map(() => attempt('ana', 'correct horse')));
    expect(results.map(({ kind }) => kind)).to.deep.equal(['signed_in', 'signed_in']);
    const tokens = results.flatMap((result) => (result.kind === 'signed_in' ? [result.token] : []));
    expect(new Set(tokens).size).to.equal(2);
    expect(await failures()).to.equal(0);
  });

  it('refuses whoever is switched off, as if the password were wrong, and leaves no session', async () => {
    await db.query(`update persons set active = false where name = 'bo'`);
    const sessions = async (): Promise<number | null> => (await db.query('select from login_sessions')).rowCount;
    const before = await sessions();
    expect((await attempt('bo', 'pässwörd')).kind).to.equal('refused');
    expect(await sessions()).to.equal(before);
    await db.query(`update persons set active = true where name = 'bo'`);
  });

  it('writes down who tried from where, cut to the length of the column, and never a password', async () => {
    const long = `${'z'.repeat(99)}😀${'z'.repeat(50)}`;
    await attempt(long, 'hunter2');
    await attempt('ana', 'correct horse');
    const { rows } = await db.query<{ action: string; actor: string; details: Record<string, unknown> }>(
      'select action, actor, details from event_log order by id desc limit 2',
    );
    expect(rows[0]).to.deep.include({ action: 'dashboard_login_success', actor: 'ana' });
    expect(rows[0]?.details).to.include({ provider: 'local', ip: '::1' });
    expect(rows[1]?.details).to.include({ username: `${'z'.repeat(99)}\ufffd`, reason: 'invalid_credentials' });
    expect(JSON.stringify(rows)).to.not.match(/hunter2|correct horse/);
  });

  it('leaves nothing in the database that is worth stealing', async () => {
    const result = await attempt('ana', 'correct horse');
    const token = result.kind === 'signed_in' ? result.token : '';
    expect(token).to.match(/^ops_[\w-]{43}$/);
    const { rows } = await db.query<{ all: string }>(
      `select (select string_agg(s::text, ' ') from login_sessions s) || (select string_agg(p::text, ' ') from passwords p) || (select string_agg(e::text, ' ') from event_log e) as all`,
    );
    expect(rows[0]?.all).to.not.contain(token).and.not.contain('correct horse').and.not.contain(token.slice(4));
  });

  it('is forgotten when it is over, and not before', async () => {
    await db.query('delete from login_sessions');
    await Promise.all([1, 2, 3].map(() => attempt('ana', 'correct horse')));
    await db.query(
      `update login_sessions set expires_at = clock_timestamp() where id = (select min(id) from login_sessions)`,
    );
    expect([await forgetEndedSessions(db), await forgetEndedSessions(db)]).to.deep.equal([1, 0]);
    expect((await db.query('select from login_sessions')).rowCount).to.equal(2);
  });
});

describe('hashes of passwords and tokens', () => {
  it('differ for the same password, match it alone, and keep their cost', async () => {
    const [one, other] = await Promise.all([hashPassword('same'), hashPassword('same')]);
    expect(one).to.not.equal(other);
    expect(one).to.match(/^scrypt\$32768\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
    expect([
      await passwordMatches('same', one),
      await passwordMatches('Same', one),
      await passwordMatches('', one),
    ]).to.deep.equal([true, false, false]);
  });

  it('of another scheme match nothing', async () => {
    for (const hash of ['', 'plain', 'pbkdf2_sha256$260000$salt$digest', 'bcrypt$1$2$3$4$5'])
      expect(await passwordMatches('plain', hash), hash).to.equal(false);
  });

  it('of tokens say by their first letters what they are, and are compared at any length', () => {
    for (const [kind, prefix] of [
      ['session', 'ops_'],
      ['personal', 'opt_'],
      ['run', 'opr_'],
    ] as const) {
      const token = newToken(kind);
      expect(token.startsWith(prefix)).to.equal(true);
      expect(tokenHash(token)).to.have.length(32);
      expect([sameToken(token, token), sameToken(token, `${token}x`), sameToken(token, '')]).to.deep.equal([
        true,
        false,
        false,
      ]);
    }
    expect(newToken('run')).to.not.equal(newToken('run'));
  });
});
