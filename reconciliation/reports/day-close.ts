import { databaseErrorOf, type Queryable, type Sql } from '#db/connection.ts';
import { LOCK } from '#db/lock.ts';
import { SQLSTATE } from '#db/sql.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { dayOf } from '#identity/accounts/business-day.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import { hasChanged } from './day-closes.ts';
import { type DayState, dayState, hasNothingOpen } from './day-report.ts';
import { agrees, isExplained, type MoneyReport, moneyDigest, moneyReport, written } from './money-report.ts';
import { keepSignedFile, paymentsOfDay } from './signed-files.ts';
import { signedPdf } from './signed-pdf.ts';

type Who = Extract<Actor, { kind: 'person' }>;

/**
 * Signs a day off by the money that moved on it, with its figures as they stand. Where the account asks for two people
 * it is closed once another one has confirmed it. Audited.
 * @param note why, where something is still open, or the books do not agree
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
  try {
    // One snapshot for all: what is signed is what could be seen then, and nothing that was under way.
    await sql.begin('isolation level repeatable read', (transaction) =>
      sign(sql, transaction, actor, account, { day, note: note.trim(), seen }),
    );
  } catch (error) {
    const fault = databaseErrorOf(error);
    if (fault?.code === SQLSTATE.uniqueViolation && fault.constraint_name === 'day_closes_one')
      throw new Refusal('already_closed', `${day} is closed already`, 409);
    throw error;
  }
}

type Asked = { day: string; note: string; seen: string };

async function sign(
  pool: Sql,
  sql: Queryable,
  actor: Who,
  account: Account,
  { day, note, seen }: Asked,
): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK.closeDay}, ${account.id})`;
  const state = await dayState(sql, account, day);
  mustBeReady(state, account, day);
  const [standing] = await sql`
    select from day_closes where account_id = ${account.id} and day = ${day} and reopened_at is null`;
  if (standing) throw new Refusal('already_closed', `${day} is closed already`, 409);
  const report = await moneyReport(sql, account, 'live', day);
  if (moneyDigest(report) !== seen)
    throw new Refusal('changed_meanwhile', 'the figures have changed meanwhile: look at them again', 409);
  if (!isClean(state, report) && note === '')
    throw new Refusal(
      'note_needed',
      'something of this day is still open: say why it is closed all the same',
    );
  const id = await keepClose(sql, actor, account, day, { state, report, note });
  await keepFiles(pool, sql, actor, account, { id, day, note, state, report });
  const { unresolved, pending, unanswered, notCompared, unreadable, isShort } = state;
  await audit(
    sql,
    actor,
    account.twoPersonClose ? 'day.signed' : 'day.closed',
    `day:${account.slug}:${day}`,
    {
      ...{ close: id.toString(), unresolved, pending, unanswered, notCompared, unreadable, isShort },
      ...{ ties: agrees(report), explained: isExplained(report) },
    },
  );
}

function mustBeReady(state: DayState, { timeZone }: Account, day: string): void {
  if (!state.isOver) throw new Refusal('day_not_over', `${day} is not over yet (${timeZone})`, 409);
  if (state.runId !== null) return;
  throw new Refusal(
    'day_not_compared',
    state.isShort
      ? `Paymega counts more of ${day} than its list showed: reconcile the day again, or ask Paymega`
      : `no run has compared all of ${day} since it ended: start one, or wait for the nightly one`,
    409,
  );
}

/** Whether a day can be signed without a word: nothing of it is open, and both books agree. */
export function isClean(state: DayState, report: Pick<MoneyReport, 'lines' | 'differing'>): boolean {
  return hasNothingOpen(state) && agrees(report);
}

type Signed = { state: DayState; report: MoneyReport; note: string };

async function keepClose(
  sql: Queryable,
  actor: Who,
  account: Account,
  day: string,
  { state, report, note }: Signed,
): Promise<bigint> {
  const stretch = dayOf(day, account.timeZone);
  const [close] = await sql<{ id: bigint }[]>`
    insert into day_closes (account_id, day, view, time_zone, starts_at, ends_at, figures, movements,
      last_movement, snapshot, is_explained, needs_second, unresolved, pending, run_id, note, closed_at,
      closed_by)
    select ${account.id}, ${day}, 'money', ${account.timeZone}, ${stretch.starts}, ${stretch.ends},
      ${sql.json(written(report))}, (select coalesce(sum(movements), 0) from movement_totals
        where account_id = ${account.id} and mode = 'live' and quarter >= ${stretch.starts}
          and quarter < ${stretch.ends}),
      (select coalesce(max(id), 0) from movements), pg_current_snapshot()::text, ${isExplained(report)},
      ${account.twoPersonClose}, ${state.unresolved}, ${state.pending}, ${state.runId}, ${note || null},
      now(), ${actor.personId}
    returning id`;
  if (!close) throw new Error(`the close of ${day} did not arrive`);
  return close.id;
}

/** The files of a signed day: its payments, by the very snapshot that is signed, and the report to be handed on. */
async function keepFiles(
  pool: Sql,
  sql: Queryable,
  actor: Who,
  account: Account,
  { id, day, ...signed }: Signed & { id: bigint; day: string },
): Promise<void> {
  const [seen] = await sql<
    { snapshot: string; at: Date }[]
  >`select pg_export_snapshot() as snapshot, now() as at`;
  if (!seen) throw new Error('a transaction without a snapshot');
  const { content, rows, sha256 } = await paymentsOfDay(pool, account, day, seen.snapshot);
  await keepSignedFile(sql, id, 'csv', content, rows);
  const head = {
    ...{ account: account.slug, day, timeZone: account.timeZone, signedBy: actor.name, signedAt: seen.at },
    ...{ needsSecond: account.twoPersonClose, note: signed.note || null, sha256, rows },
    ...{ unresolved: signed.state.unresolved, pending: signed.state.pending },
  };
  await keepSignedFile(sql, id, 'pdf', await signedPdf(head, written(signed.report)), null);
}

/**
 * Confirms the signature of somebody else, after which the day is closed. Audited.
 * @throws Refusal `not_closed`, `already_closed`, `changed_meanwhile` (409), `same_person` (403)
 */
export async function confirmDay(sql: Sql, actor: Who, account: Account, day: string): Promise<void> {
  await sql.begin(async (transaction) => {
    const [close] = await transaction<
      { id: bigint; closedBy: number; needsSecond: boolean; confirmedAt: Date | null; hasChanged: boolean }[]
    >`
      select id, closed_by, needs_second, confirmed_at, ${hasChanged(transaction)} as has_changed
      from day_closes as close
      where account_id = ${account.id} and day = ${day} and reopened_at is null for update`;
    if (!close) throw new Refusal('not_closed', `${day} is not signed`, 409);
    if (!close.needsSecond || close.confirmedAt)
      throw new Refusal('already_closed', `${day} is closed already`, 409);
    if (close.closedBy === actor.personId)
      throw new Refusal('same_person', 'somebody else than the one who signed it must confirm it', 403);
    if (close.hasChanged) {
      throw new Refusal(
        'changed_meanwhile',
        'the figures have changed since the day was signed: withdraw the signature, and sign it again',
        409,
      );
    }
    await transaction`
      update day_closes set confirmed_at = now(), confirmed_by = ${actor.personId} where id = ${close.id}`;
    await audit(transaction, actor, 'day.closed', `day:${account.slug}:${day}`, {
      close: close.id.toString(),
    });
  });
}

/**
 * Opens a closed day again, or withdraws a signature that nobody has confirmed; both stay on record. Audited.
 * @param mayReopen whether the person may open a closed day again: an admin. One's own signature anybody may withdraw
 * @throws Refusal `not_closed` (409), `reason_needed` (422), `not_allowed` (403)
 */
export async function reopenDay(
  sql: Sql,
  actor: Who,
  account: Account,
  day: string,
  { reason, mayReopen }: { reason: string; mayReopen: boolean },
): Promise<void> {
  const trimmed = reason.trim();
  if (trimmed === '') throw new Refusal('reason_needed', 'say in a few words why the day is opened again');
  await sql.begin(async (transaction) => {
    const [close] = await transaction<{ id: bigint; isAwaiting: boolean; closedBy: number }[]>`
      select id, needs_second and confirmed_at is null as is_awaiting, closed_by from day_closes
      where account_id = ${account.id} and day = ${day} and reopened_at is null for update`;
    if (!close) throw new Refusal('not_closed', `${day} is not closed`, 409);
    if (!mayReopen && !(close.isAwaiting && close.closedBy === actor.personId))
      throw new Refusal('not_allowed', 'a closed day is opened again by an admin', 403);
    await transaction`
      update day_closes set reopened_at = now(), reopened_by = ${actor.personId}, reason = ${trimmed}
      where id = ${close.id}`;
    const act = close.isAwaiting ? 'day.signature_withdrawn' : 'day.reopened';
    await audit(transaction, actor, act, `day:${account.slug}:${day}`, { reason: trimmed });
  });
}
