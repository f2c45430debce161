import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import { rowOf } from '../books/row-of.ts';
import { KINDS, type KindName, OF_BOTH_BOOKS, OF_STATEMENTS } from '../discrepancies/kinds.ts';
import { byKey } from './by-key.ts';
import type { Comparison } from './comparison.ts';
import { runOf } from './open-found.ts';
import { askedRows, inWindow } from './scope.ts';

const MOST_AT_ONCE = 50_000;
// What statements show is not gone because the books agree.
const OF_RUNS = Object.entries(KINDS).filter(([name]) => !OF_STATEMENTS.has(name as KindName));

/**
 * What was compared and is no longer found. What could not be compared (no answer about it), or is found still in its grace,
 * stays as it is.
 * @param listUntil the last that the list had been told before the comparison: what it was told of later is not meant
 * @returns numbers of discrepancies, so many at the most, and whether that is all
 */
export async function goneOf(
  sql: Queryable,
  comparison: Comparison,
  listUntil: bigint | null,
): Promise<{ ids: bigint[]; isAll: boolean }> {
  const { alone } = comparison;
  const rows = await sql<{ id: bigint }[]>`
    with asked as materialized (
      ${askedRows(sql, comparison)}
    )
    select known.id from discrepancies as known
    where ${isOnList(sql, comparison)}
      and known.kind = any(${OF_RUNS.map(([name]) => name)}::text[])
      and (${inScope(sql, comparison)} or (known.kind in ('quarantined', 'creation_unknown')
        and ${!alone}::boolean))
      and (known.subject, known.kind) not in (
        select subject, kind from run_findings where run_id = ${comparison.runId})
      and ${isLearnt(sql)} and ${isAsCompared(sql, listUntil)}
    limit ${MOST_AT_ONCE}`;
  return { ids: rows.map(({ id }) => id), isAll: rows.length < MOST_AT_ONCE };
}

/** Closes what is gone. @returns how many of them were still on the list, and not told of since the comparison */
export async function closeGone(
  sql: Queryable,
  comparison: Comparison,
  ids: readonly bigint[],
  listUntil: bigint | null,
): Promise<number> {
  if (ids.length === 0) return 0;
  const { now } = comparison;
  const [result] = await sql<{ closed: number }[]>`
    with gone as (
      update discrepancies as known
      set state = 'resolved', resolution = kind.closes_as, resolved_at = ${now}
      from unnest(${OF_RUNS.map(([name]) => name)}::text[],
        ${OF_RUNS.map(([, { closesAs }]) => closesAs)}::text[])
        as kind(name, closes_as)
      where known.id = any(${ids.map(String)}::bigint[]) and known.state <> 'resolved'
        and kind.name = known.kind and ${isAsCompared(sql, listUntil)}
      returning known.id, known.resolution
    ), steps as (
      insert into discrepancy_events (discrepancy_id, at, act, run_id, resolution)
      select id, ${now}, 'closed', ${runOf(comparison)}::bigint, resolution from gone order by id
    )
    select count(*)::int as closed from gone`;
  return result?.closed ?? 0;
}

/** Whether nobody has put the item `known` on the list, or anew, since the comparison. */
function isAsCompared(sql: Queryable, listUntil: bigint | null): Fragment {
  if (listUntil === null) return sql`true`;
  return sql`not exists (
    select from discrepancy_events as later
    where later.discrepancy_id = known.id and later.id > ${listUntil}
      and later.act in ('opened', 'reopened', 'changed'))`;
}

/**
 * Whether the item `known` is unresolved and may be meant. What is compared alone is looked up on the list, so that its
 * length does not matter; a run reads the list.
 */
function isOnList(sql: Queryable, comparison: Comparison) {
  const accountId = sql`${comparison.account.id}::int`;
  if (!comparison.alone) return sql`known.account_id = ${accountId} and known.state <> 'resolved'`;
  const key = (column: 'subject' | 'theirs') =>
    byKey(sql, comparison, sql`account_id, ${sql(column)}`, sql`${accountId}, asked.invoice_id`);
  // Written so that no index but that of the ids serves.
  return sql`(known.state = 'resolved') is false and known.id = any(array(
    select item.id from asked cross join lateral (
      (select id from discrepancies where state <> 'resolved' and ${key('subject')})
      union all
      (select id from discrepancies
        where kind = 'double_payment' and state <> 'resolved' and ${key('theirs')})
    ) as item))`;
}

/** Whether the comparison was about the item `known`: its invoice, or the payment that it was paid twice with. */
function inScope(sql: Queryable, comparison: Comparison) {
  const twin = (book: 'invoices' | 'mirror') => sql`
    exists (select from (${rowOf(sql, book, sql`known.account_id`, sql`known.theirs`)}) as duplicate
      where ${inWindow(sql, comparison)})`;
  return sql`(
    ${inWindow(sql, comparison, sql`known.invoice_created_at`)}
    or known.subject in (select invoice_id from asked)
    or (known.kind = 'double_payment' and (
      known.theirs in (select invoice_id from asked) or ${twin('invoices')} or ${twin('mirror')})))`;
}

/**
 * Whether enough was learnt to say that the item `known` is gone: both sides were compared, or our own book, which shows it by
 * itself, has moved on though Paymega was not asked. A double payment goes by the newer state of either book.
 */
function isLearnt(sql: Queryable) {
  const ofOurBook = Object.keys(KINDS).filter((name) => !OF_BOTH_BOOKS.has(name as KindName));
  const outcome = (...outcomes: string[]) => sql`
    known.subject in (select invoice_id from asked where outcome = any(${outcomes}::text[]))`;
  const has = (book: 'mirror' | 'missing_at_provider') => sql`
    exists (${rowOf(sql, book, sql`known.account_id`, sql`known.subject`)})`;
  return sql`(known.kind in ('quarantined', 'creation_unknown', 'double_payment')
    or (${has('mirror')} and not ${outcome('no_answer', 'quarantined', 'not_asked')})
    or (${has('missing_at_provider')} and not ${outcome('no_answer', 'not_asked')})
    or ${outcome('not_found')}
    or (${outcome('not_asked')} and known.kind = any(${[...ofOurBook, 'missing_ours']}::text[])))`;
}
