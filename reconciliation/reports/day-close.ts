import { createHash } from 'node:crypto';
import type { Queryable, Sql } from '#db/connection.ts';
import { LOCK } from '#db/lock.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import { formatMinor } from '#paymega/money.ts';
import type { Amount } from '../books/amount.ts';
import type { Figures } from '../books/figures.ts';
import { businessDays, invoicesOfDays } from '../books/totals.ts';
import { type DayLine, dayReport, dayState, hasNothingOpen, tiesOut } from './day-report.ts';

/** The figures of one line as they were signed: amounts as exact decimals. */
export type Signed = { currency: string; service: string | null } & Record<'ours' | 'theirs', SignedSide>;
type SignedSide = {
  invoices: number;
  paid: number;
  gross: string;
  fees: string;
  returned: string;
  net: string;
};

/** A close of a day, in force or reopened since. */
export type DayClose = {
  id: bigint;
  day: string;
  figures: Signed[];
  unresolved: number;
  pending: number;
  note: string | null;
  closedAt: Date;
  closedBy: string;
  reopenedAt: Date | null;
  reopenedBy: string | null;
  reason: string | null;
};

type Who = Extract<Actor, { kind: 'person' }>;

/**
 * Signs a day off, with its figures as they stand. Audited.
 * @param note why, where something is still open, or the books do not tie
 * @param seen the digest of the report that the person was shown
 * @throws Refusal `day_not_over`, `day_not_compared`, `already_closed`, `changed_meanwhile` (409), `note_needed` (422)
 */
export async function closeDay(
  sql: Sql,
  actor: Who,
  account: Account,
  day: string,
  note: string,
  seen: string,
): Promise<void> {
  const trimmed = note.trim();
  await sql.begin(async (transaction) => {
    await transaction`select pg_advisory_xact_lock(${LOCK.closeDay}, ${account.id})`;
    const state = await dayState(transaction, account, day);
    if (!state.isOver) throw new Refusal('day_not_over', `${day} is not over yet (${account.timeZone})`, 409);
    if (state.runId === null) {
      throw new Refusal(
        'day_not_compared',
        state.isShort
          ? `Paymega counts more of ${day} than its list showed: reconcile the day again, or ask Paymega`
          : `no run has compared all of ${day} since it ended: start one, or wait for the nightly one`,
        409,
      );
    }
    const [standing] = await transaction`
      select from day_closes where account_id = ${account.id} and day = ${day} and reopened_at is null`;
    if (standing) throw new Refusal('already_closed', `${day} is closed already`, 409);
    const lines = await dayReport(transaction, account, day);
    if (reportDigest(lines) !== seen)
      throw new Refusal('changed_meanwhile', 'the figures have changed meanwhile: look at them again', 409);
    const isClean = hasNothingOpen(state) && tiesOut(lines);
    if (!isClean && trimmed === '') {
      throw new Refusal(
        'note_needed',
        'something of this day is still open: say why it is closed all the same',
      );
    }
    await transaction`
      insert into day_closes (account_id, day, figures, unresolved, pending, run_id, note, closed_at,
        closed_by)
      values (${account.id}, ${day}, ${transaction.json(lines.map(signed))}, ${state.unresolved},
        ${state.pending},
        ${state.runId}, ${trimmed || null}, now(), ${actor.personId})`;
    const { unresolved, pending, unanswered, notCompared, unreadable, isShort } = state;
    const open = { unresolved, pending, unanswered, notCompared, unreadable, isShort };
    const details = { ...open, ties: tiesOut(lines) };
    await audit(transaction, actor, 'day.closed', `day:${account.slug}:${day}`, details);
  });
}

/** Opens a closed day again; the close stays on record. Audited. @throws Refusal `not_closed` (409), `reason_needed` (422) */
export async function reopenDay(
  sql: Sql,
  actor: Who,
  account: Account,
  day: string,
  reason: string,
): Promise<void> {
  const trimmed = reason.trim();
  if (trimmed === '') throw new Refusal('reason_needed', 'say in a few words why the day is opened again');
  await sql.begin(async (transaction) => {
    const reopened = await transaction`
      update day_closes set reopened_at = now(), reopened_by = ${actor.personId}, reason = ${trimmed}
      where account_id = ${account.id} and day = ${day} and reopened_at is null returning id`;
    if (reopened.count === 0) throw new Refusal('not_closed', `${day} is not closed`, 409);
    await audit(transaction, actor, 'day.reopened', `day:${account.slug}:${day}`, { reason: trimmed });
  });
}

/** All closes of a day, the latest first. */
export async function closesOf(sql: Queryable, accountId: number, day: string): Promise<DayClose[]> {
  return sql<DayClose[]>`
    select close.id, close.day::text as day, close.figures, close.unresolved, close.pending, close.note,
      close.closed_at, closer.email as closed_by, close.reopened_at,
      opener.email as reopened_by, close.reason
    from day_closes as close join people as closer on closer.id = close.closed_by
    left join people as opener on opener.id = close.reopened_by
    where close.account_id = ${accountId} and close.day = ${day} order by close.id desc`;
}

/** One day of the list. */
export type DayRow = {
  day: string;
  invoices: number;
  unresolved: number;
  closedAt: Date | null;
  closedBy: string | null;
};

/** The last `count` business days, the latest first, with what is open and whether they are closed. */
export async function recentDays(
  sql: Queryable,
  { id, timeZone }: Pick<Account, 'id' | 'timeZone'>,
  count: number,
): Promise<DayRow[]> {
  return sql<DayRow[]>`
    with day as materialized (
      ${businessDays(sql, timeZone, count)}
    ), counted as (
      ${invoicesOfDays(sql, id, 'live')}
    )
    select day.day::text as day, counted.invoices,
      (select count(*)::int from discrepancies
        where account_id = ${id} and mode = 'live' and state <> 'resolved'
          and invoice_created_at >= starts and invoice_created_at < ends) as unresolved,
      close.closed_at, people.email as closed_by
    from day
    join counted using (day)
    left join day_closes as close on close.account_id = ${id} and close.day = day.day
      and close.reopened_at is null
    left join people on people.id = close.closed_by
    order by day.day desc`;
}

/** Lines whose figures are no longer those that were signed, as they are now; what is gone has nothing left. */
export function changedSince(
  close: DayClose,
  lines: readonly DayLine[],
): { line: string; was: string; is: string }[] {
  const key = ({ currency, service }: { currency: string; service: string | null }) =>
    `${currency} ${service ?? ''}`.trim();
  const now = new Map(lines.map(signed).map((line) => [key(line), line]));
  const was = new Map(close.figures.map((line) => [key(line), line]));
  return [...new Set([...was.keys(), ...now.keys()])].toSorted().flatMap((line) => {
    const [before, after] = [asText(was.get(line)), asText(now.get(line))];
    return before === after ? [] : [{ line, was: before, is: after }];
  });
}

function asText(line: Signed | undefined): string {
  if (!line) return 'nothing';
  const side = ({ invoices, paid, gross, fees, returned, net }: SignedSide) =>
    `${paid} of ${invoices} paid, gross ${gross}, fees ${fees}, returned ${returned}, net ${net}`;
  const [ours, theirs] = [side(line.ours), side(line.theirs)];
  return ours === theirs ? ours : `${ours} (at Paymega ${theirs})`;
}

/** What a report says, in one short text: whether it still says what somebody was shown. */
export function reportDigest(lines: readonly DayLine[]): string {
  return createHash('sha256')
    .update(JSON.stringify(lines.map(signed)))
    .digest('base64url');
}

function signed({ currency, service, ours, theirs }: DayLine): Signed {
  const written = ({ minor, exponent }: Amount) => formatMinor(minor, exponent);
  const side = ({ invoices, paid, gross, fees, returned, net }: Figures): SignedSide => ({
    invoices,
    paid,
    gross: written(gross),
    fees: written(fees),
    returned: written(returned),
    net: written(net),
  });
  return { currency, service, ours: side(ours), theirs: side(theirs) };
}
