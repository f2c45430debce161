import { describe, expect, test } from 'vitest';
import type { Sql } from '#db/connection.ts';
import { accountById } from '#identity/accounts/accounts.ts';
import { type Applied, applyResults } from '#reconciliation/comparison/apply.ts';
import { compare } from '#reconciliation/comparison/compare.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import { fillBothBooks, fillMirror, fillOurBook } from '../../bench/fill.ts';
import { START } from '../../paymega/sandbox/started.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { neverAnalysed, useWatched } from '../../support/plans.ts';
import { read, type Watched } from '../../support/watched.ts';
import { ACTOR, shopInBooks } from './shop-in-books.ts';

const INVOICES = 8000;
const LARGE = 40_000;
const SETTLED = 6000;
const SLOWEST_MS = 300_000;

// What may be looked at for each invoice, by all steps of all statements. Joined pair by pair it would be thousands.
const FIRST_RUN_ROWS = 130;
const UNCHANGED_RUN_ROWS = 25;
const COMPARED_ROWS = 100;

describe.each([
  ['on an empty database', 0],
  ['beside a large account, which alone the statistics know', LARGE],
])('%s', (_, large) => {
  const database = useDatabase();
  const watched = useWatched(database, 8);

  test(
    'what a run reads, the first or an unchanged one, grows with its invoices',
    async () => {
      await neverAnalysed(database.sql);
      if (large > 0) await fillBothBooks(database.sql, await makeAccount(database.sql), large, START);
      const shop = await shopInBooks({ ...database, sql: watched.sql }, { perDay: INVOICES / 10 });
      const accountId = await makeAccount(database.sql, { adoptMissing: true });

      watched.forget();
      const first = await carryOutRun(shop.tools, await shop.order(accountId));
      expect(first.seen).toBeGreaterThan(INVOICES * 0.9);
      expect(first).toMatchObject({ healed: first.seen, matched: first.seen });
      expectAtMost(FIRST_RUN_ROWS * first.seen, watched);

      watched.forget();
      const second = await carryOutRun(shop.tools, await shop.order(accountId));
      expect(second).toMatchObject({ seen: first.seen, healed: 0, opened: 0, closed: 0 });
      expectAtMost(UNCHANGED_RUN_ROWS * first.seen, watched);
    },
    SLOWEST_MS,
  );

  test(
    'what is opened, seen again, judged and closed by the thousand costs a look-up each',
    async () => {
      const accountId = await makeAccount(database.sql);
      const settled = async (): Promise<Applied> => {
        watched.forget();
        const result = await comparedAndSettled(watched.sql, accountId);
        expectAtMost(COMPARED_ROWS * SETTLED, watched);
        return result;
      };
      await fillMirror(database.sql, accountId, SETTLED, START);
      expect(await settled()).toMatchObject({ opened: SETTLED, stillOpen: 0, closed: 0 });
      expect(await settled()).toMatchObject({ opened: 0, stillOpen: SETTLED, closed: 0 });
      await resolveAll(database.sql, accountId);
      expect(await settled()).toMatchObject({ opened: 0, stillOpen: 0, closed: 0 });
      await reopenAll(database.sql, accountId);
      await fillOurBook(database.sql, accountId);
      expect(await settled()).toMatchObject({ stillOpen: 0, closed: SETTLED });
    },
    SLOWEST_MS,
  );

  test(
    'what was asked by id, with no answer or none that knows it, costs a look-up each',
    async () => {
      const accountId = await makeAccount(database.sql);
      await fillMirror(database.sql, accountId, SETTLED, START);
      await fillOurBook(database.sql, accountId);
      await database.sql`delete from mirror where account_id = ${accountId}`;
      await database.sql`
      insert into missing_at_provider (account_id, id, asked_at)
      select account_id, id, now() from invoices where account_id = ${accountId} and amount % 2 = 0`;
      watched.forget();
      const compared = await comparedAndSettled(watched.sql, accountId, true);
      expect(compared).toMatchObject({ matched: 0, unanswered: SETTLED / 2, opened: SETTLED / 2 });
      expectAtMost(COMPARED_ROWS * SETTLED, watched);
    },
    SLOWEST_MS,
  );
});

/** Both books as they stand compared and settled, as a run does it; `isAsked`: each of our invoices was asked for by id. */
async function comparedAndSettled(sql: Sql, accountId: number, isAsked = false): Promise<Applied> {
  const window = { from: START, to: START + SETTLED };
  const runId = await queueRun(sql, ACTOR, { accountId, window, trigger: 'program' });
  if (isAsked)
    await sql`
      insert into run_rechecks (run_id, invoice_id, outcome)
      select ${runId.toString()}, id, case when amount % 2 = 0 then 'not_found' else 'no_answer' end
      from invoices where account_id = ${accountId}`;
  const comparison = { runId, account: await accountById(sql, accountId), window, now: new Date() };
  const compared = await sql.begin((transaction) => compare(transaction, comparison));
  return await sql.begin((transaction) => applyResults(transaction, comparison, compared));
}

async function resolveAll(sql: Sql, accountId: number): Promise<void> {
  await sql`
    update discrepancies set state = 'resolved', resolution = 'not_an_issue', resolved_at = now()
    where account_id = ${accountId}`;
}

async function reopenAll(sql: Sql, accountId: number): Promise<void> {
  await sql`
    update discrepancies set state = 'open', resolution = null, resolved_at = null where account_id = ${accountId}`;
}

function expectAtMost(rows: number, { executed }: Watched): void {
  const found = read(executed);
  expect(found.rows).toBeGreaterThan(0);
  expect(found.rows, found.most).toBeLessThan(rows);
}
