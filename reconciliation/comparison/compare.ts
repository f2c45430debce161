import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import { createdOfQuarantined } from '../books/created-of-quarantined.ts';
import { rowOf } from '../books/row-of.ts';
import { cause } from './causes.ts';
import type { Comparison } from './comparison.ts';
import { evidence, facts, kinds, severity } from './differences.ts';
import { paidTwice } from './double-payments.ts';
import { ourVersion } from './our-version.ts';
import { askedRows, inWindow, isLong } from './scope.ts';

/** How many pairs agree; what differs stands in `run_findings`. */
export type Compared = { matched: number; expected: number; unanswered: number };

/**
 * Phase 3: the two books, compared in the database by one statement. It leaves in `run_findings` every difference of
 * the run's window, and of what the run asked for by id, each with its kind, money at risk and evidence; what is younger
 * than the grace is marked as expected. Only rows whose fingerprints differ, or that are suspect by themselves, are read
 * beyond two index-only scans. To be called in a transaction; writes nothing else.
 */
export async function compare(transaction: Queryable, comparison: Comparison): Promise<Compared> {
  const { runId } = comparison;
  await planAnew(transaction, comparison);
  await transaction`set local work_mem = '512MB'`;
  // A server that compiles expressions would spend more on those of 22 kinds than on the comparison.
  await transaction`set local jit = off`;
  await onePlan(transaction);
  await transaction`delete from run_findings where run_id = ${runId}`;
  const [counts] = await transaction<
    { ours: number; differing: number; unanswered: number; stale: number }[]
  >`
    ${statement(transaction, comparison)}`;
  // What is compared alone goes by look-ups to its end (by-key.ts).
  if (!comparison.alone) await transaction`set local enable_hashjoin = on`;
  await transaction`set local enable_nestloop = on`;
  await addUnreadable(transaction, comparison);
  const [expected] = await transaction<{ count: number }[]>`
    select count(distinct subject)::int as count from run_findings where run_id = ${runId} and is_expected`;
  return {
    matched: (counts?.ours ?? 0) - (counts?.differing ?? 0) - (counts?.stale ?? 0),
    expected: expected?.count ?? 0,
    unanswered: counts?.unanswered ?? 0,
  };
}

/**
 * What follows is planned for what the tables hold now: a session keeps its plans, and some may be of a time when they held
 * next to nothing. For a run all are forgotten, those of foreign keys included; for some invoices alone, which come in
 * between all the time, those of this transaction are not kept.
 */
export async function planAnew(transaction: Queryable, { alone }: Comparison): Promise<void> {
  if (alone) await transaction`set local plan_cache_mode = force_custom_plan`;
  else await transaction`discard plans`;
}

/**
 * Leaves the planner one choice, since it does not know how much differs: a join of the statement is a look-up by key, and
 * written as one, or a merge. (Both books lie sorted in an index: merged, they cost a third of the hash join that it would
 * take; a few rows of which it expects one, joined pair by pair, would cost hours.)
 */
async function onePlan(transaction: Queryable): Promise<void> {
  await transaction`set local enable_hashjoin = off`;
  await transaction`set local enable_nestloop = off`;
}

function statement(sql: Queryable, comparison: Comparison) {
  const { runId, account, now } = comparison;
  const accountId = sql`${account.id}::int`;
  const within = inWindow(sql, comparison);
  const ofTheWindow = comparison.alone
    ? sql``
    : sql`
      union select id from invoices where is_suspect and account_id = ${account.id} and ${within}
      union select id from conflicting_records where account_id = ${account.id}`;
  return sql`
    with asked as materialized (
      ${askedRows(sql, comparison)}
    ), merged as materialized (
      ${bothBooks(sql, comparison)}
    ), paid_twice as materialized (
      ${paidTwice(sql, comparison)}
    ), in_scope as materialized (
      select unnest(ids) as id from merged
      union select invoice_id from asked
      ${ofTheWindow}
    ), candidates as materialized (
      select id, true as is_in_scope from in_scope
      union all
      -- Paid again for an order of which another invoice is in scope: that alone is listed of it.
      select id, false from paid_twice where id not in (select id from in_scope)
    ), pairs as materialized (
      select candidates.id, candidates.is_in_scope, ours, theirs, conflicting,
        missing.id is not null and asked.outcome is distinct from 'no_answer' as is_absent,
        paid_twice, is_unanswered,
        coalesce(ours.currency, theirs.currency, paid_twice.currency) as currency,
        coalesce(ours.created_at, theirs.created_at, paid_twice.created_at) as created_at
      from candidates
      left join asked on asked.invoice_id = candidates.id
      -- Asked because the list did not show it, and left without an answer that can be read: what stands in
      -- the mirror is what Paymega reported some other day.
      cross join lateral (
        select coalesce(asked.outcome in ('no_answer', 'quarantined', 'not_asked'), false) as is_unanswered
      ) as silence
      left join lateral (
        ${rowOf(sql, 'invoices', accountId, sql`candidates.id`)}
      ) as ours on true
      left join lateral (
        select * from (${rowOf(sql, 'mirror', accountId, sql`candidates.id`)}) as reported
        where not is_unanswered
      ) as theirs on true
      left join lateral (
        select min(amount) filter (where amount <> ours.amount and currency = ours.currency) as amount,
          min(currency) filter (where currency <> ours.currency) as currency,
          min(mode) filter (where mode <> ours.mode) as mode
        from conflicting_records where (account_id, id) = (${account.id}, candidates.id)
      ) as conflicting on true
      left join lateral (${rowOf(sql, 'missing_at_provider', accountId, sql`candidates.id`)}) as missing
        on true
      left join paid_twice on paid_twice.id = candidates.id
      where ours.id is not null or theirs.id is not null or paid_twice.id is not null
    ), found as (
      insert into run_findings
        (run_id, account_id, subject, invoice_id, reference_id, mode, kind, cause, severity, currency,
          at_risk, is_expected,
         heals, ours, theirs, evidence, fingerprint, invoice_created_at, our_version)
      select ${runId}, ${account.id}, pairs.id, pairs.id,
        coalesce((pairs.ours).reference_id, (pairs.theirs).reference_id, (pairs.paid_twice).reference_id),
        coalesce((pairs.ours).mode, (pairs.theirs).mode, (pairs.paid_twice).mode), kind.name,
        ${cause(sql, account)}, kind.severity, pairs.currency, greatest(kind.at_risk, 0), kind.is_expected,
        fact.heals and kind.can_heal, summary.ours, summary.theirs, ${evidence(sql)},
        md5(concat_ws('|', kind.name, summary.ours, summary.theirs, pairs.currency, kind.at_risk)),
          pairs.created_at, ${ourVersion(sql, sql`pairs.ours`)}
      from pairs
      cross join lateral (select exponent from currencies where code = pairs.currency limit 1) as currencies
      cross join lateral (${facts(sql, account, now)}) as fact
      cross join lateral (${kinds(sql, account, now)}) as kind
      cross join lateral (
        select coalesce(kind.ours, decimal_of(kind.ours_minor, currencies.exponent)) as ours,
          coalesce(kind.theirs, decimal_of(kind.theirs_minor, currencies.exponent)) as theirs
      ) as summary
      where pairs.is_in_scope or kind.name = 'double_payment'
    )
    select
      merged.ours, merged.differing,
      (select count(*)::int from pairs where is_in_scope and (theirs).id is null and not is_absent)
        as unanswered,
      (select count(*)::int from pairs where is_unanswered and id not in (select unnest(ids) from merged)
        and ${within}) as stale
    from merged`;
}

/**
 * Both books in one pass: how many of our invoices of the window there are and differ, the ids of those that differ, and,
 * over a long window, which costs no more, of `others` outside of it that Paymega told otherwise.
 */
function bothBooks(sql: Queryable, comparison: Comparison) {
  const within = inWindow(sql, comparison);
  const isRead = comparison.alone ? sql`false` : isLong(comparison.window) ? sql`true` : within;
  const book = (name: 'invoices' | 'mirror') => sql`
    select id, fingerprint, ${within} as is_within from ${sql(name)}
    where account_id = ${comparison.account.id} and ${isRead}`;
  return sql`
    select (count(ours.id) filter (where ours.is_within))::int as ours,
      (count(ours.id) filter (where ours.is_within and differs))::int as differing,
      coalesce(array_agg(coalesce(ours.id, theirs.id)) filter (where differs and pair.is_within), '{}')
        as ids,
      coalesce(array_agg(theirs.id) filter (where differs and not pair.is_within and theirs.id is not null),
        '{}') as others
    from (${book('invoices')}) as ours
    full join (${book('mirror')}) as theirs using (id)
    cross join lateral (
      select ours.fingerprint is distinct from theirs.fingerprint,
        coalesce(ours.is_within, false) or coalesce(theirs.is_within, false)
    ) as pair(differs, is_within)`;
}

/** What could not be read, and creations whose outcome we never learnt: no pair of books, but wrong all the same. */
async function addUnreadable(sql: Queryable, { runId, account, now, alone }: Comparison): Promise<void> {
  const isMeant = (subject: Fragment) =>
    alone ? sql`${subject} = any(${alone.map(({ id }) => id)}::text[])` : sql`true`;
  await sql`
    insert into run_findings
      (run_id, account_id, subject, invoice_id, mode, kind, severity, is_expected, heals, theirs, evidence,
       fingerprint, invoice_created_at)
    select distinct on (subject) ${runId}::bigint, account_id, subject, invoice_id, mode, 'quarantined',
      ${severity(sql, 'quarantined', true)}, false, false, reason,
      jsonb_build_object('reason', reason, 'words', message, 'source', source), md5(subject || reason),
      min(${createdOfQuarantined(sql)}) over (partition by subject)
    from quarantine as quarantined
    where account_id = ${account.id} and released_at is null and ${isMeant(sql`subject`)}
    order by subject, last_seen_at desc, body_sha256`;
  await sql`
    insert into run_findings
      (run_id, account_id, subject, reference_id, mode, kind, currency, at_risk, severity, is_expected, heals,
        ours,
       evidence, fingerprint, invoice_created_at)
    select ${runId}, account_id, 'reference:' || reference_id, reference_id, 'test', 'creation_unknown',
      currency, amount,
      ${severity(sql, 'creation_unknown', sql`created_at < ${now}::timestamptz - interval '1 hour'`)},
      created_at > ${now}::timestamptz - make_interval(mins => ${account.graceMinutes}::int), false, state,
      jsonb_build_object('words', message), md5(reference_id), created_at
    from test_payments where account_id = ${account.id} and state in ('creating', 'creation_unknown')
      and ${isMeant(sql`'reference:' || reference_id`)}`;
}
