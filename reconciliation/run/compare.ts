import type { Queryable } from '#db/connection.ts';
import type { Account } from '../accounts.ts';
import { cause } from './causes.ts';
import { evidence, facts, kinds, severity } from './differences.ts';
import type { Window } from './window.ts';

/** What is compared, and by which policy. */
export type Comparison = { runId: bigint; account: Account; window: Window; now: Date };

/** How many pairs agree; what differs stands in `run_findings`. */
export type Compared = { matched: number; expected: number; unanswered: number };

/**
 * Phase 3: the two books, compared in the database by one statement. It leaves in `run_findings` every difference of
 * the run's window, and of what the run asked for by id, each with its kind, money at risk and evidence; what is younger
 * than the grace is marked as expected. Only rows whose fingerprints differ, or that are suspect by themselves, are read
 * beyond two index-only scans. To be called in a transaction; writes nothing else.
 */
export async function compare(transaction: Queryable, comparison: Comparison): Promise<Compared> {
  const runId = comparison.runId.toString();
  await transaction`set local work_mem = '512MB'`;
  // Both books lie sorted in an index: merged, they cost a third of the hash join that the planner would take.
  await transaction`set local enable_hashjoin = off`;
  await transaction`delete from run_findings where run_id = ${runId}`;
  const [counts] = await transaction<
    { ours: number; differing: number; unanswered: number; stale: number }[]
  >`
    ${statement(transaction, comparison)}`;
  await transaction`set local enable_hashjoin = on`;
  await addUnreadable(transaction, comparison);
  const [expected] = await transaction<{ count: number }[]>`
    select count(distinct subject)::int as count from run_findings where run_id = ${runId} and is_expected`;
  return {
    matched: (counts?.ours ?? 0) - (counts?.differing ?? 0) - (counts?.stale ?? 0),
    expected: expected?.count ?? 0,
    unanswered: counts?.unanswered ?? 0,
  };
}

function statement(sql: Queryable, { runId, account, window, now }: Comparison) {
  const inWindow = sql`account_id = ${account.id}
    and created_at >= to_timestamp(${window.from}) and created_at < to_timestamp(${window.to})`;
  return sql`
    with merged as materialized (
      select count(ours.id)::int as ours, (count(ours.id) filter (where differs))::int as differing,
        coalesce(array_agg(coalesce(ours.id, theirs.id)) filter (where differs), '{}') as ids
      from (select id, fingerprint from invoices where ${inWindow}) as ours
      full join (select id, fingerprint from mirror where ${inWindow}) as theirs using (id)
      cross join lateral (select ours.fingerprint is distinct from theirs.fingerprint) as pair(differs)
    ), paid_twice as materialized (
      ${paidTwice(sql, account, window)}
    ), candidates as materialized (
      select unnest(ids) as id from merged
      union select id from invoices where is_suspect and ${inWindow}
      union select invoice_id from run_rechecks where run_id = ${runId.toString()}
      union select rival.id from invoice_rivals as rival join invoices using (account_id, id)
        where rival.account_id = ${account.id}
      union select id from paid_twice
    ), pairs as materialized (
      select candidates.id, ours, theirs, rival,
        absence.id is not null and asked.outcome is distinct from 'no_answer' as is_absent, paid_twice.twin,
        is_unanswered,
        coalesce(ours.currency, theirs.currency) as currency,
        coalesce(ours.created_at, theirs.created_at) as created_at
      from candidates
      left join run_rechecks as asked on (asked.run_id, asked.invoice_id) = (${runId.toString()}, candidates.id)
      -- Asked because the list did not show it, and left without an answer that can be read: what stands in the
      -- mirror is what Paymega said some other day.
      cross join lateral (
        select coalesce(asked.outcome in ('no_answer', 'quarantined'), false) as is_unanswered
      ) as silence
      -- One look-up a candidate: the planner, which expects every row to differ, would read both books whole.
      left join lateral (
        select * from invoices where (account_id, id) = (${account.id}, candidates.id) limit 1
      ) as ours on true
      left join lateral (
        select * from mirror where (account_id, id) = (${account.id}, candidates.id) and not is_unanswered limit 1
      ) as theirs on true
      left join lateral (
        select min(amount) filter (where amount <> ours.amount and currency = ours.currency) as amount,
          min(currency) filter (where currency <> ours.currency) as currency,
          min(mode) filter (where mode <> ours.mode) as mode
        from invoice_rivals where (account_id, id) = (${account.id}, candidates.id)
      ) as rival on true
      left join mirror_absences as absence on (absence.account_id, absence.id) = (${account.id}, candidates.id)
      left join paid_twice on paid_twice.id = candidates.id
      where ours.id is not null or theirs.id is not null
    ), found as (
      insert into run_findings
        (run_id, account_id, subject, invoice_id, reference_id, mode, kind, cause, severity, currency, at_risk, is_expected,
         heals, ours, theirs, evidence, fingerprint, invoice_created_at)
      select ${runId.toString()}, ${account.id}, pairs.id, pairs.id,
        coalesce((pairs.ours).reference_id, (pairs.theirs).reference_id),
        coalesce((pairs.ours).mode, (pairs.theirs).mode), kind.name,
        ${cause(sql, account)}, kind.severity, pairs.currency, greatest(kind.at_risk, 0), kind.is_expected, fact.heals and kind.can_heal, said.ours, said.theirs,
        ${evidence(sql)}, md5(concat_ws('|', kind.name, said.ours, said.theirs, pairs.currency, kind.at_risk)), pairs.created_at
      from pairs
      join currencies on currencies.code = pairs.currency
      cross join lateral (${facts(sql, account, now)}) as fact
      cross join lateral (${kinds(sql, account, now)}) as kind
      cross join lateral (
        select coalesce(kind.ours, decimal_of(kind.ours_minor, currencies.exponent)) as ours,
          coalesce(kind.theirs, decimal_of(kind.theirs_minor, currencies.exponent)) as theirs
      ) as said
    )
    select
      merged.ours, merged.differing,
      (select count(*)::int from pairs where (theirs).id is null and not is_absent) as unanswered,
      (select count(*)::int from pairs where is_unanswered and not (id = any(merged.ids))
        and created_at >= to_timestamp(${window.from}) and created_at < to_timestamp(${window.to})) as stale
    from merged`;
}

const LONG_WINDOW_SECONDS = 6 * 3600;

/**
 * Invoices of the window that took money for an order (reference and mode) that an earlier one had been paid for, each with
 * that earlier one. A long window reads one index from end to end; for a short one, one look-up an invoice is less.
 */
function paidTwice(sql: Queryable, account: Account, { from, to }: Window) {
  const paid = sql`took_money and reference_id is not null and coalesce(processed_amount, amount) > returned`;
  const inWindow = sql`created_at >= to_timestamp(${from}) and created_at < to_timestamp(${to})`;
  if (to - from > LONG_WINDOW_SECONDS) {
    // The few repeated ones, then a look-up each: a join would trust statistics, which lag behind a book that grows.
    return sql`
      select paid.id, paid.twin from (
        select mode, reference_id from invoices where account_id = ${account.id} and ${paid}
        group by mode, reference_id having count(*) > 1
      ) as repeated
      cross join lateral (
        select id, created_at, lag(id) over (order by created_at, id) as twin from invoices
        where account_id = ${account.id} and mode = repeated.mode and reference_id = repeated.reference_id and ${paid}
      ) as paid
      where twin is not null and ${inWindow}`;
  }
  return sql`
    select later.id, earlier.id as twin
    from (
      select id, mode, reference_id, created_at from invoices
      where account_id = ${account.id} and mode in ('live', 'test') and ${paid} and ${inWindow}
    ) as later
    cross join lateral (
      select id from invoices
      where account_id = ${account.id} and mode = later.mode and reference_id = later.reference_id and ${paid}
        and (created_at, id) < (later.created_at, later.id)
      order by created_at desc, id desc limit 1
    ) as earlier`;
}

/** What could not be read, and creations whose outcome we never learnt: no pair of books, but wrong all the same. */
async function addUnreadable(sql: Queryable, { runId, account, now }: Comparison): Promise<void> {
  await sql`
    insert into run_findings
      (run_id, account_id, subject, invoice_id, mode, kind, severity, is_expected, heals, theirs, evidence,
       fingerprint, invoice_created_at)
    select distinct on (subject) ${runId.toString()}::bigint, account_id, subject, invoice_id, mode, 'quarantined',
      ${severity(sql, 'quarantined', true)}, false, false, reason,
      jsonb_build_object('reason', reason, 'words', words, 'source', source), md5(subject || reason),
      min(first_seen_at) over (partition by subject)
    from quarantine where account_id = ${account.id} and released_at is null
    order by subject, last_seen_at desc, body_sha256`;
  await sql`
    insert into run_findings
      (run_id, account_id, subject, reference_id, mode, kind, currency, at_risk, severity, is_expected, heals, ours,
       evidence, fingerprint, invoice_created_at)
    select ${runId.toString()}, account_id, 'reference:' || reference_id, reference_id, 'test', 'creation_unknown',
      currency, amount,
      ${severity(sql, 'creation_unknown', sql`created_at < ${now}::timestamptz - interval '1 hour'`)},
      created_at > ${now}::timestamptz - make_interval(mins => ${account.graceMinutes}::int), false, state,
      jsonb_build_object('words', words), md5(reference_id), created_at
    from test_payments where account_id = ${account.id} and state in ('creating', 'creation_unknown')`;
}
