import type { Sql } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import { accountById } from '#identity/accounts/accounts.ts';
import { foldTotals } from '#reconciliation/books/fold-totals.ts';
import { applyResults } from '#reconciliation/comparison/apply.ts';
import { compare } from '#reconciliation/comparison/compare.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import type { Window } from '#reconciliation/comparison/window.ts';
import { fillCallbacks, makeBenchAccount } from './fill.ts';

/** An account whose two books hold so many payments, spread over ninety days. */
export type Book = { accountId: number; slug: string; size: number; window: Window };

const DAYS = 90;
const DAY_SECONDS = 86_400;
const ACTOR = { kind: 'program', name: 'bench' } as const;
/** More in one statement would keep more in memory than there is: triggers see all of it. */
const AT_ONCE = 100_000;
/** One payment of so many differs, in the way that its number says: the first eight are behind in our book. */
const DIFFERING = 200;
const WAYS = 16;
const BEHIND_BELOW = 8;
const [MISSING_OURS, MISSING_THEIRS, FEE, REFERENCE] = [8, 9, 10, 11] as const;
const [AMOUNT, PROCESSED, REFUND, PAID_TWICE] = [12, 13, 14, 15] as const;

/**
 * Fills an account: both books, of which half a percent differs in nine ways; a callback a payment; and its
 * discrepancies, as a run leaves them. By statements of its own, for through the API it would take hours.
 */
export async function fillBook(sql: Sql, size: number, slug = `shop-${size}`): Promise<Book> {
  const accountId = await makeBenchAccount(sql, slug);
  const to = Math.floor(Date.now() / 1000) - 3600;
  const book = { accountId, slug, size, window: { from: to - DAYS * DAY_SECONDS, to } };
  for (let first = 0; first < size; first += AT_ONCE) {
    const told = payments(sql, book, first, Math.min(first + AT_ONCE, size) - 1);
    await Promise.all([fillTheirs(sql, accountId, told), fillOurs(sql, accountId, told)]);
    await noteMissing(sql, accountId, told);
  }
  await fillCallbacks(sql, accountId);
  for (const table of ['mirror', 'invoices', 'movements']) await sql`vacuum analyze ${sql(table)}`;
  await settle(sql, book);
  return book;
}

/** What is true of each payment, and in which way the books are not to agree on it. */
function payments(sql: Sql, { accountId, size, window }: Book, first: number, last: number): Fragment {
  const apart = (window.to - window.from) / size;
  return sql`
    select n, way, 'cpi_' || md5(${accountId}::text || ' ' || n) as id, 10000 + n % 9000 as amount,
      case when n % 5 = 0 then 'EUR' else 'USD' end as currency,
      'order-' || case when way = ${PAID_TWICE} then n - 1 else n end as reference, created_at,
      created_at + interval '5 seconds' as updated_at, hashint8extended(n, 0) as fingerprint
    from (
      select n, to_timestamp(floor(${window.from} + n * ${apart}::float8)) as created_at,
        case when n % ${DIFFERING} = 50 then n / ${DIFFERING} % ${WAYS} else -1 end as way
      from generate_series(${first}::int, ${last}::int) as n
    ) as payment`;
}

async function fillTheirs(sql: Sql, accountId: number, told: Fragment): Promise<void> {
  await sql`
    insert into mirror (account_id, id, mode, currency, amount, reference_id, service, status, resolution,
      payment_amount, fee, deposit, processed_amount, processed_fee, processed_deposit, refunded_amount,
      charged_back_amount, processed_at, created_at, updated_at, progress, stage, is_final, took_money, returned,
      fingerprint, fetched_at)
    select ${accountId}, id, 'live', currency, amount, reference, 'card', 'processed', 'ok', amount, 300, amount - 300,
      amount - less, 300, amount - 300 - less, back, 0, updated_at, created_at, updated_at, 60, 3, true, true, back,
      fingerprint, now()
    from (${told}) as told
    cross join lateral (
      select case when way = ${PROCESSED} then 100 else 0 end as less, case when way = ${REFUND} then 100 else 0 end
        as back
    ) as figures
    where way <> ${MISSING_THEIRS}`;
}

async function fillOurs(sql: Sql, accountId: number, told: Fragment): Promise<void> {
  const paid = (value: Fragment) => sql`case when not is_behind then ${value} end`;
  await sql`
    insert into invoices (account_id, id, mode, currency, amount, reference_id, service, status, resolution,
      payment_amount, fee, deposit, processed_amount, processed_fee, processed_deposit, refunded_amount,
      charged_back_amount, processed_at, created_at, updated_at, progress, stage, is_final, took_money, returned,
      fingerprint, first_reported_at, furthest_stage, first_seen_at, source)
    select ${accountId}, id, 'live', currency, amount + case when way = ${AMOUNT} then 100 else 0 end,
      case when way = ${REFERENCE} then 'other-' || n else reference end, 'card',
      case when is_behind then 'process_pending' else 'processed' end, ${paid(sql`'ok'`)}, amount, 300 + off,
      amount - 300 - off, ${paid(sql`amount`)}, ${paid(sql`300`)}, ${paid(sql`amount - 300`)}, ${paid(sql`0`)},
      ${paid(sql`0`)}, ${paid(sql`updated_at`)}, created_at,
      case when is_behind then updated_at - interval '2 seconds' else updated_at end,
      case when is_behind then 20 else 60 end, case when is_behind then 0 else 3 end, not is_behind, not is_behind, 0,
      case when way between 0 and ${PAID_TWICE - 1} then fingerprint + 1 else fingerprint end, created_at,
      case when is_behind then 0 else 3 end, created_at, 'callback'
    from (${told}) as told
    cross join lateral (
      select way between 0 and ${BEHIND_BELOW - 1} as is_behind, case when way = ${FEE} then 50 else 0 end as off
    ) as difference
    where way <> ${MISSING_OURS}`;
}

/** Paymega was asked for them, and does not know them. */
async function noteMissing(sql: Sql, accountId: number, told: Fragment): Promise<void> {
  await sql`
    insert into missing_at_provider (account_id, id, asked_at)
    select ${accountId}, id, now() from (${told}) as told where way = ${MISSING_THEIRS}`;
}

async function settle(sql: Sql, { accountId, window }: Book): Promise<void> {
  const account = await accountById(sql, accountId);
  await sql.begin(async (transaction) => {
    const runId = await queueRun(transaction, ACTOR, { accountId, window, trigger: 'program' });
    const comparison = { runId, account: { ...account, healForward: false }, window, now: new Date() };
    await applyResults(transaction, comparison, await compare(transaction, comparison));
  });
  await sql`vacuum analyze discrepancies`;
  await foldTotals(sql);
}
