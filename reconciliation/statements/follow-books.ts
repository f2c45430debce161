import { byLookUps } from '#db/by-look-ups.ts';
import type { Queryable, Sql } from '#db/connection.ts';
import { type Account, accountById } from '#identity/accounts/accounts.ts';
import type { Mode } from '#paymega/mode.ts';
import { lockList } from '../comparison/compare-invoices.ts';
import { digestOfDays } from './books-digest.ts';
import { matchDays } from './match-days.ts';

/**
 * Matches the days anew of which a book has changed since: after a run, and for the latest days each
 * minute. Each account in a transaction of its own.
 * @param sinceDay `YYYY-MM-DD`: earlier days are left out
 * @returns how many days were matched
 */
export async function followBooks(sql: Sql, sinceDay: string, now: Date): Promise<number> {
  const accounts = await sql<{ accountId: number; mode: Mode }[]>`
    select distinct account_id, mode from statements where day >= ${sinceDay} order by account_id, mode`;
  let matched = 0;
  for (const { accountId, mode } of accounts) {
    const account = await accountById(sql, accountId);
    if ((await sql.begin((transaction) => changedDays(transaction, account, mode, sinceDay))).length === 0)
      continue;
    await sql.begin(async (transaction) => {
      await lockList(transaction, accountId);
      const days = await changedDays(transaction, account, mode, sinceDay);
      if (days.length > 0) await matchDays(transaction, account, mode, days, now);
      matched += days.length;
    });
  }
  return matched;
}

async function changedDays(
  transaction: Queryable,
  account: Account,
  mode: Mode,
  sinceDay: string,
): Promise<string[]> {
  await byLookUps(transaction);
  const known = await transaction<{ day: string; digest: string }[]>`
    select statements.day::text as day, coalesce(min(books_digest), '') as digest
    from statements
    left join statement_days as matched
      on (matched.account_id, matched.mode, matched.day)
        = (statements.account_id, statements.mode, statements.day)
    where statements.account_id = ${account.id} and statements.mode = ${mode}
      and statements.day >= ${sinceDay}
    group by statements.day`;
  const scope = { accountId: account.id, timeZone: account.timeZone, mode };
  const now = await digestOfDays(
    transaction,
    scope,
    known.map(({ day }) => day),
  );
  const before = new Map(known.map(({ day, digest }) => [day, digest]));
  return now.filter(({ day, digest }) => before.get(day) !== digest).map(({ day }) => day);
}
