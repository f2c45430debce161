import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import { rowOf } from '../books/row-of.ts';
import { inOrder } from './by-key.ts';
import type { Comparison } from './comparison.ts';
import { ourVersion } from './our-version.ts';
import { findingsOf, type Stretch } from './stretch-of-findings.ts';

/**
 * Records what the run has healed of a stretch of its findings: each as a discrepancy that is resolved at once (or the
 * standing one of its kind), with both sides as they were before.
 * @returns how many
 */
export async function recordHealed(
  sql: Queryable,
  { runId, now }: Comparison,
  stretch: Stretch,
): Promise<number> {
  const itsItems = inOrder(
    sql,
    sql`account_id, subject, kind`,
    sql`finding.account_id, finding.subject, finding.kind`,
  );
  const [result] = await sql<{ healed: number }[]>`
    with finding as materialized (
      select * from (${findingsOf(sql, stretch)}) as found where heals and not is_expected
    ), standing as (
      update discrepancies as known
      set state = 'resolved', resolution = 'healed', resolved_at = ${now}, last_seen_at = ${now},
        last_seen_run_id = ${runId}, evidence = finding.evidence, ours = finding.ours, theirs = finding.theirs
      from finding cross join lateral (
        select id from discrepancies where state <> 'resolved' and ${itsItems}
      ) as item
      where known.id = item.id and known.state <> 'resolved'
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
 * @param stretch that alone of a run's findings; by look-ups (withLookUps). What the run itself has put on the list stays
 * as it is, and so does what our book no longer says: whoever told it so compares it.
 */
export async function openFound(
  sql: Queryable,
  comparison: Comparison,
  stretch?: Stretch,
): Promise<{ opened: number; stillOpen: number }> {
  const { runId, now, alone } = comparison;
  const run = runOf(comparison);
  const itsItems = inOrder(
    sql,
    sql`account_id, subject, kind`,
    sql`finding.account_id, finding.subject, finding.kind`,
  );
  const [result] = await sql<{ opened: number; stillOpen: number }[]>`
    with finding as materialized (
      select found.*, case when is_judged then latest.id end as judged_id,
        case when is_judged then latest.fingerprint end as judged_fingerprint
      from (${stretch ? findingsOf(sql, stretch) : sql`select * from run_findings where run_id = ${runId}`})
        as found
      left join lateral (
        select id, fingerprint, last_seen_run_id, state <> 'resolved' as is_listed,
          state = 'resolved' and resolution not in ('healed', 'fixed_by_paymega') as is_judged
        from discrepancies
        where (account_id, subject, kind) = (found.account_id, found.subject, found.kind) order by id desc
        limit 1
      ) as latest on true
      where not found.is_expected ${stretch ? sql`and ${isLeft(sql, run)}` : sql``}
    ), standing as (
      update discrepancies as known
      set last_seen_at = ${now}, last_seen_run_id = coalesce(${run}::bigint, known.last_seen_run_id),
        severity = finding.severity, cause = finding.cause,
        currency = finding.currency, at_risk = finding.at_risk, ours = finding.ours, theirs = finding.theirs,
        evidence = finding.evidence, fingerprint = finding.fingerprint, reference_id = finding.reference_id,
        state = case when known.state = 'resolved' then 'open' else known.state end,
        note = case when known.state = 'resolved' then null else known.note end,
        resolution = null, resolved_at = null, resolved_by = null
      from finding cross join lateral (
        -- Here, and not beside it, so that the list is joined by nothing but the number of an item.
        select id, case when finding.judged_fingerprint <> finding.fingerprint then finding.judged_id end
          as reopened_id
        from discrepancies where ${itsItems}
      ) as item
      where known.id = item.id and (known.state <> 'resolved' or known.id = item.reopened_id)
      returning known.id, new.subject, new.kind, new.evidence, old.state = 'resolved' as was_resolved,
        old.fingerprint <> new.fingerprint as has_changed,
        old.last_seen_run_id is not distinct from ${run}::bigint as is_counted
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
      (select count(*) from standing where not was_resolved and not (is_counted and ${!alone}::boolean))::int
        as still_open`;
  return result ?? { opened: 0, stillOpen: 0 };
}

/**
 * Whether there is still something to do for the finding `found`: the run itself has not put it on the list before it died,
 * and our book says what it said when it was compared. What is held, or was never created, is not compared with it.
 */
function isLeft(sql: Queryable, run: string | null): Fragment {
  return sql`not coalesce(is_listed and latest.last_seen_run_id = ${run}::bigint
      and latest.fingerprint = found.fingerprint, false)
    and (found.kind in ('quarantined', 'creation_unknown') or found.our_version is not distinct from (
      select ${ourVersion(sql, sql`book`)}
      from (${rowOf(sql, 'invoices', sql`found.account_id`, sql`found.invoice_id`)}) as book))`;
}

/** The run that did it; null where an invoice was compared alone. */
export function runOf({ runId, alone }: Comparison): string | null {
  return alone ? null : runId.toString();
}
