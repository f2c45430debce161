import type { Queryable } from '#db/connection.ts';
import { rowOf } from '../books/row-of.ts';
import { KINDS, type KindName, OF_BOTH_BOOKS, OF_STATEMENTS } from '../discrepancies/kinds.ts';
import { byKey } from './by-key.ts';
import type { Comparison } from './comparison.ts';
import { askedRows, inWindow } from './scope.ts';

/**
 * Records what the run is about to heal: each as a discrepancy that is resolved at once (or the standing one of its
 * kind), with both sides as they were before.
 * @returns how many
 */
export async function recordHealed(sql: Queryable, { runId, now }: Comparison): Promise<number> {
  const [result] = await sql<{ healed: number }[]>`
    with finding as materialized (
      select * from run_findings where run_id = ${runId} and heals and not is_expected
    ), standing as (
      update discrepancies as known
      set state = 'resolved', resolution = 'healed', resolved_at = ${now}, last_seen_at = ${now},
        last_seen_run_id = ${runId}, evidence = finding.evidence, ours = finding.ours, theirs = finding.theirs
      from finding
      where (known.account_id, known.subject, known.kind) = (finding.account_id, finding.subject,
        finding.kind)
        and known.state <> 'resolved'
      returning known.id, known.subject, known.kind, known.evidence
    ), fresh as (
      insert into discrepancies
        (account_id, subject, invoice_id, reference_id, mode, kind, cause, severity, state, resolution,
          currency, at_risk,
         ours, theirs, evidence, fingerprint, invoice_created_at, opened_at, opened_run_id, last_seen_at,
         last_seen_run_id, resolved_at)
      select account_id, subject, invoice_id, reference_id, mode, kind, cause, severity, 'resolved', 'healed',
        currency,
        at_risk, ours, theirs, evidence, fingerprint, invoice_created_at, ${now}, ${runId}, ${now}, ${runId},
          ${now}
      from finding
      where (subject, kind) not in (select subject, kind from standing)
      order by invoice_created_at, subject, kind
      returning id, evidence
    ), ended as (
      select id, evidence, false as is_fresh from standing union all select id, evidence, true from fresh
    ), opened as (
      insert into discrepancy_events (discrepancy_id, at, act, run_id, evidence)
      select id, ${now}, 'opened', ${runId}, evidence from ended where is_fresh order by id
    ), closed as (
      insert into discrepancy_events (discrepancy_id, at, act, run_id, resolution)
      select id, ${now}, 'closed', ${runId}, 'healed' from ended order by id
    )
    select count(*)::int as healed from ended`;
  return result?.healed ?? 0;
}

/**
 * Opens what is found and not yet on the list, refreshes what is, and reopens what a person had closed where the
 * evidence is no longer the one they judged. What was called not an issue stays closed while the evidence is the same.
 */
export async function openFound(
  sql: Queryable,
  comparison: Comparison,
): Promise<{ opened: number; stillOpen: number }> {
  const { runId, now, alone } = comparison;
  const run = runOf(comparison);
  const itsKey = sql`finding.account_id, finding.subject, finding.kind`;
  const itsItems = byKey(sql, comparison, sql`account_id, subject, kind`, itsKey);
  const [result] = await sql<{ opened: number; stillOpen: number }[]>`
    with finding as materialized (
      select found.*, judged.id as judged_id, judged.fingerprint as judged_fingerprint
      from run_findings as found
      left join lateral (
        select id, fingerprint from (
          select id, fingerprint, state, resolution from discrepancies
          where (account_id, subject, kind) = (found.account_id, found.subject, found.kind) order by id desc
          limit 1
        ) as latest where state = 'resolved' and resolution not in ('healed', 'fixed_by_paymega')
      ) as judged on true
      where found.run_id = ${runId} and not found.is_expected
    ), standing as (
      update discrepancies as known
      set last_seen_at = ${now}, last_seen_run_id = coalesce(${run}::bigint, known.last_seen_run_id),
        severity = finding.severity, cause = finding.cause,
        currency = finding.currency, at_risk = finding.at_risk, ours = finding.ours, theirs = finding.theirs,
        evidence = finding.evidence, fingerprint = finding.fingerprint, reference_id = finding.reference_id,
        state = case when known.state = 'resolved' then 'open' else known.state end,
        note = case when known.state = 'resolved' then null else known.note end,
        resolution = null, resolved_at = null, resolved_by = null
      from finding cross join lateral (select id from discrepancies where ${itsItems}) as item
      where known.id = item.id
        and (known.state <> 'resolved'
          or (known.id = finding.judged_id and finding.judged_fingerprint <> finding.fingerprint))
      returning known.id, new.subject, new.kind, new.evidence, old.state = 'resolved' as was_resolved,
        old.fingerprint <> new.fingerprint as has_changed
    ), fresh as (
      insert into discrepancies
        (account_id, subject, invoice_id, reference_id, mode, kind, cause, severity, currency, at_risk, ours,
          theirs,
         evidence, fingerprint, invoice_created_at, opened_at, opened_run_id, last_seen_at, last_seen_run_id)
      select account_id, subject, invoice_id, reference_id, mode, kind, cause, severity, currency, at_risk,
        ours, theirs,
        evidence, fingerprint, invoice_created_at, ${now}, ${run}::bigint, ${now}, ${run}::bigint
      from finding
      where judged_id is null and (subject, kind) not in (select subject, kind from standing)
        -- What the next run heals by itself is not opened before it.
        and not (heals and ${Boolean(alone)}::boolean)
      -- The number of each then goes by the payment's age, too: lists that go by both poll sorted.
      order by invoice_created_at, subject, kind
      returning id, evidence
    ), steps as (
      insert into discrepancy_events (discrepancy_id, at, act, run_id, evidence)
      select id, ${now}, act, ${run}::bigint, evidence from (
        select id, 'opened' as act, evidence from fresh
        union all
        select id, case when was_resolved then 'reopened' else 'changed' end, evidence from standing
        where was_resolved or has_changed
      ) as step order by id
    )
    select
      (select count(*) from fresh)::int + (select count(*) from standing where was_resolved)::int as opened,
      (select count(*) from standing where not was_resolved)::int as still_open`;
  return result ?? { opened: 0, stillOpen: 0 };
}

/**
 * Closes what was compared and is no longer found. What could not be compared (no answer about it), or is found still in its
 * grace, stays as it is.
 */
export async function closeGone(sql: Queryable, comparison: Comparison): Promise<number> {
  const { now, alone } = comparison;
  const run = runOf(comparison);
  // What statements show is not gone because the books agree.
  const kinds = Object.entries(KINDS).filter(([name]) => !OF_STATEMENTS.has(name as KindName));
  const [result] = await sql<{ closed: number }[]>`
    with asked as materialized (
      ${askedRows(sql, comparison)}
    ), gone as (
      update discrepancies as known
      set state = 'resolved', resolution = kind.closes_as, resolved_at = ${now}
      from unnest(${kinds.map(([name]) => name)}::text[],
        ${kinds.map(([, { closesAs }]) => closesAs)}::text[])
        as kind(name, closes_as)
      where ${isOnList(sql, comparison)} and kind.name = known.kind
        and (${inScope(sql, comparison)} or (known.kind in ('quarantined', 'creation_unknown')
          and ${!alone}::boolean))
        and (known.subject, known.kind) not in (
          select subject, kind from run_findings where run_id = ${comparison.runId})
        and ${isLearnt(sql)}
      returning known.id, known.resolution
    ), steps as (
      insert into discrepancy_events (discrepancy_id, at, act, run_id, resolution)
      select id, ${now}, 'closed', ${run}::bigint, resolution from gone order by id
    )
    select count(*)::int as closed from gone`;
  return result?.closed ?? 0;
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

/** The run that did it; null where an invoice was compared alone. */
function runOf({ runId, alone }: Comparison): string | null {
  return alone ? null : runId.toString();
}
