import type { Queryable } from '../../db/index.js';

export type LockoutRules = {
  /** Failures in a row that lock the account, and for how many seconds. */
  readonly lockoutAttempts: number;
  readonly lockout: number;
};

/** Counts a try as failed before the password is looked at: a hundred at once get no more guesses than a hundred in a row. */
export async function countTry(q: Queryable, personId: number, rules: LockoutRules): Promise<boolean> {
  const { rowCount } = await q.query(
    `update passwords set failed_count = failed_count + 1,
       locked_until = case when failed_count + 1 >= $2 then clock_timestamp() + make_interval(secs => $3) end
     where person_id = $1 and (locked_until is null or locked_until <= clock_timestamp())`,
    [personId, rules.lockoutAttempts, rules.lockout],
  );
  return rowCount === 1;
}
