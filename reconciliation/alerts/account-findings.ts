import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { dayOf } from '#identity/accounts/business-day.ts';
import { formatMinor } from '#paymega/money.ts';
import { reconciliationStatus } from '../comparison/reconciliation-status.ts';
import { kindLabel } from '../discrepancies/kinds.ts';
import type { AlertSettings } from './alert-settings.ts';
import { daysNotClosed } from './days-not-closed.ts';
import type { Finding } from './finding.ts';

/** So many critical ones are alerts of their own; of the rest the work list tells. */
const MOST_DISCREPANCIES = 200;
const REFUSAL_MINUTES = 15;
/** One alone may be a stray request; of strangers' anything may be. */
const LEAST_WRONG_SIGNATURES = 3;
const LEAST_CREATED = 3;

/** What holds of an account at `now`, by the rules that are on. Live payments alone. */
export async function accountFindings(
  sql: Queryable,
  account: Account,
  settings: AlertSettings,
  now: Date,
): Promise<Finding[]> {
  const found = [
    ...(await criticalDiscrepancies(sql, account)),
    ...(await stuckMoney(sql, account, settings)),
    ...(await noCallbacks(sql, account, settings, now)),
    ...(await refusals(sql, account, settings, now)),
    ...(await runs(sql, account, now)),
    ...(await notClosed(sql, account, settings, now)),
  ];
  return found.filter(({ rule }) => !settings.off.includes(rule));
}

async function criticalDiscrepancies(sql: Queryable, { id, slug }: Account): Promise<Finding[]> {
  const rows = await sql<{ id: bigint; kind: string; invoiceId: string | null }[]>`
    select id, kind, invoice_id from discrepancies
    where account_id = ${id} and mode = 'live' and state <> 'resolved' and severity = 'critical'
    order by id desc limit ${MOST_DISCREPANCIES}`;
  return rows.map((row) => ({
    ...{ rule: 'critical_discrepancy', subject: row.id.toString() },
    summary: `${kindLabel(row.kind)}${row.invoiceId ? `: ${row.invoiceId}` : ''}`,
    path: `/discrepancies/${row.id}?account=${slug}`,
  }));
}

async function stuckMoney(sql: Queryable, account: Account, settings: AlertSettings): Promise<Finding[]> {
  const limits = settings.stuckMoney;
  const rows = await sql<{ currency: string; exponent: number; minor: bigint; payments: number }[]>`
    select currency, exponent, sum(at_risk)::bigint as minor, count(*)::int as payments
    from discrepancies join currencies on code = currency
    where account_id = ${account.id} and mode = 'live' and state <> 'resolved' and kind = 'stuck_pending'
      and currency = any(${Object.keys(limits)}::text[])
    group by currency, exponent
    having sum(at_risk) > (${sql.json(limits)}::jsonb ->> currency)::numeric * 10 ^ exponent`;
  return rows.map(({ currency, exponent, minor, payments }) => ({
    ...{ rule: 'stuck_money', subject: currency },
    summary: `${formatMinor(minor, exponent)} ${currency} stuck in ${payments} payments: more than ${limits[currency]}`,
    path: `/discrepancies?kind=stuck_pending&account=${account.slug}`,
  }));
}

/** Judged by what Paymega's list shows: where callbacks stay away our own book would not know of the payments. */
async function noCallbacks(
  sql: Queryable,
  { id, slug }: Account,
  { silentMinutes }: AlertSettings,
  now: Date,
): Promise<Finding[]> {
  const since = new Date(now.getTime() - silentMinutes * 60_000);
  const [row] = await sql<{ created: number }[]>`
    select count(*)::int as created from mirror
    where account_id = ${id} and mode = 'live' and created_at > ${since} and created_at <= ${now}
      and not exists (
        select from callbacks where account_id = ${id} and received_at > ${since})`;
  if (!row || row.created < LEAST_CREATED) return [];
  const summary = `No callback for ${silentMinutes} minutes, in which ${row.created} payments were created`;
  return [{ rule: 'no_callbacks', subject: 'callbacks', summary, path: `/callbacks?account=${slug}` }];
}

async function refusals(
  sql: Queryable,
  { id, slug }: Account,
  { refusedBurst }: AlertSettings,
  now: Date,
): Promise<Finding[]> {
  const since = new Date(now.getTime() - REFUSAL_MINUTES * 60_000);
  const [row] = await sql<{ refused: number; wrong: number; ofSenders: number; taken: boolean }[]>`
    select coalesce(sum(1 + skipped), 0)::int as refused,
      coalesce(sum(1 + skipped) filter (where reason = 'bad_signature'), 0)::int as wrong,
      coalesce(sum(1 + skipped) filter (where reason = 'bad_signature' and is_sender), 0)::int as of_senders,
      exists (select from callbacks where account_id = ${id} and received_at > ${since}) as taken
    from refused_callbacks where account_id = ${id} and received_at > ${since}`;
  if (!row) return [];
  const path = `/callbacks?show=refused&account=${slug}`;
  const found: Finding[] = [];
  if (row.refused >= refusedBurst) {
    const summary = `${row.refused} callbacks refused within ${REFUSAL_MINUTES} minutes`;
    found.push({ rule: 'refused_burst', subject: 'callbacks', summary, path });
  }
  const isWrong = row.ofSenders > 0 ? row.ofSenders : row.taken ? 0 : row.wrong;
  if (isWrong >= LEAST_WRONG_SIGNATURES) {
    const summary = `${isWrong} callbacks within ${REFUSAL_MINUTES} minutes fit no secret of this account`;
    found.push({ rule: 'wrong_secret', subject: 'callbacks', summary, path });
  }
  return found;
}

async function runs(sql: Queryable, account: Account, now: Date): Promise<Finding[]> {
  const { state, failed, failures, finishedAt } = await reconciliationStatus(sql, account, now);
  const since = finishedAt ? `the last one finished at ${finishedAt.toISOString()}` : 'none has finished yet';
  if (state === 'late') {
    const path = `/runs?account=${account.slug}`;
    return [{ rule: 'run_late', subject: 'runs', summary: `No run has ended in time; ${since}`, path }];
  }
  if (state !== 'failed' || !failed) return [];
  const isRefused = failed.fault === 'unauthorised' || failed.fault === 'forbidden';
  return [
    {
      ...{ rule: isRefused ? 'api_refuses' : 'run_failed', subject: 'runs' },
      summary: `${failures} failed in a row (${failed.message}); ${since}`,
      path: `/runs/${failed.id}?account=${account.slug}`,
    },
  ];
}

async function notClosed(
  sql: Queryable,
  account: Account,
  { closeBy, changedAt }: AlertSettings,
  now: Date,
): Promise<Finding[]> {
  if (closeBy === null || changedAt === null) return [];
  const days = await daysNotClosed(sql, account, closeBy, { since: changedAt, now });
  // A day on which nothing was paid has nothing to be signed off.
  const withPayments: string[] = [];
  for (const day of days) {
    const { starts, ends } = dayOf(day, account.timeZone);
    const [payment] = await sql`
      select from invoices where account_id = ${account.id} and mode = 'live'
        and created_at >= ${starts} and created_at < ${ends} limit 1`;
    if (payment) withPayments.push(day);
  }
  return withPayments.map((day) => ({
    ...{ rule: 'day_not_closed', subject: day, path: `/reports/${day}?account=${account.slug}` },
    summary: `${day} was not closed by ${closeBy}`,
  }));
}
