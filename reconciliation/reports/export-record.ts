import type { Queryable, Sql } from '#db/connection.ts';
import type { exports as exportsTable } from '#db/schema/exports.ts';
import { type Actor, audit, personIdOf } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import type { Outcome, Way } from './export.ts';
import type { Export, Fact } from './export-content.ts';
import type { CsvProfile } from './export-profile.ts';
import type { Sums } from './export-sums.ts';

type Row = typeof exportsTable.$inferSelect;

/** An export on record, with the account on whose clocks its days are counted. */
export type ExportRecord = Omit<Row, 'profile' | 'sums' | 'facts'> & {
  profile: CsvProfile | null;
  sums: Sums[] | null;
  facts: Fact[];
  account: string;
  accountName: string;
};

/** How a file is made: at once, while somebody reads it, or in the background and kept for a while. */
export type Order = { what: Export; way: Way; isInBackground: boolean; estimatedRows: number | null };

/**
 * Puts an export on record, and on the audit.
 * @param within what is to be done in the same transaction
 */
export async function recordOrder(
  sql: Sql,
  actor: Actor,
  order: Order,
  within: (transaction: Queryable, id: bigint) => Promise<void> = async () => undefined,
): Promise<ExportRecord> {
  const { what, way, isInBackground, estimatedRows } = order;
  const { account } = await accountOf(sql, what.accountId);
  const fileName = fileNameOf(account, order, new Date());
  const profile = way.format === 'csv' ? way.profile : null;
  return sql.begin(async (transaction) => {
    const [row] = await transaction<{ id: bigint }[]>`
      insert into exports (account_id, is_of_all_accounts, person_id, actor, list, filter, format, profile,
        time_zone, file_name, is_in_background, estimated_rows, facts, started_at, attempts)
      values (${what.accountId}, ${what.isOfAllAccounts}, ${personIdOf(actor)},
        ${`${actor.kind}:${actor.name}`},
        ${what.list}, ${transaction.json(what.filter)}, ${way.format},
        ${profile ? transaction.json(profile) : null},
        ${(profile?.timeZone ?? null) || what.timeZone}, ${fileName}, ${isInBackground}, ${estimatedRows},
        ${transaction.json(what.facts as Fact[])}, ${isInBackground ? null : new Date()},
        ${isInBackground ? 0 : 1})
      returning id`;
    if (!row) throw new Error('the export was not put on record');
    await within(transaction, row.id);
    const details = { ...what.filter, list: what.list, format: way.format, account, file: fileName };
    const act = isInBackground ? 'export.ordered' : 'export.begun';
    await audit(transaction, actor, act, `export:${row.id}`, details);
    return exportRecord(transaction, row.id);
  }) as Promise<ExportRecord>;
}

/** Puts down what a file holds, once all of it is written. */
export async function recordOutcome(
  sql: Sql,
  actor: Actor,
  id: bigint,
  { rows, sums, bytes, sha256 }: Outcome,
  expiresAt: Date | null,
): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`
      update exports set finished_at = now(), rows = ${rows}, rows_done = ${rows},
        sums = ${transaction.json(sums as Sums[])}, bytes = ${bytes}, sha256 = ${sha256},
        expires_at = ${expiresAt}
      where id = ${id}`;
    await audit(transaction, actor, 'export.finished', `export:${id}`, { rows, bytes, sha256 });
  });
}

/** Puts down that a file was not written to its end, and why. */
export async function recordFailure(sql: Sql, actor: Actor, id: bigint, failure: string): Promise<void> {
  await sql.begin(async (transaction) => {
    const failed = await transaction`
      update exports set failed_at = now(), failure = ${failure}
      where id = ${id} and finished_at is null and failed_at is null`;
    if (failed.count > 0) await audit(transaction, actor, 'export.failed', `export:${id}`, { failure });
  });
}

/** One export on record. @throws Refusal `unknown_export` (404) */
export async function exportRecord(sql: Queryable, id: bigint): Promise<ExportRecord> {
  const [row] = await sql<ExportRecord[]>`${selection(sql)} where exports.id = ${id}`;
  if (!row) throw new Refusal('unknown_export', `there is no export ${id}`, 404);
  return row;
}

/**
 * The exports of an account, newest first; `before` is the id of the last one on the page before.
 * @param withAll also those that are of all accounts: for those who see all
 */
export async function exportRecords(
  sql: Queryable,
  asked: { accountId: number; withAll: boolean; before?: bigint | undefined; limit: number },
): Promise<ExportRecord[]> {
  return sql<ExportRecord[]>`
    ${selection(sql)}
    where exports.account_id = ${asked.accountId} and (${asked.withAll} or not exports.is_of_all_accounts)
      ${asked.before === undefined ? sql`` : sql`and exports.id < ${asked.before}`}
    order by exports.id desc limit ${asked.limit}`;
}

function selection(sql: Queryable) {
  return sql`
    select exports.*, coalesce(exports.facts, '[]') as facts, accounts.slug as account,
      accounts.name as account_name
    from exports join accounts on accounts.id = exports.account_id`;
}

async function accountOf(sql: Queryable, accountId: number): Promise<{ account: string }> {
  const [row] = await sql<
    { account: string }[]
  >`select slug as account from accounts where id = ${accountId}`;
  if (!row) throw new Refusal('unknown_account', `there is no account ${accountId}`, 404);
  return row;
}

/** `main-invoices-2026-11-01_2026-11-24.csv`: account, list, the business days that were asked for, else the day it was made. */
function fileNameOf(account: string, { what, way }: Order, now: Date): string {
  const { from, to, day } = what.filter;
  const days =
    day ?? (from || to ? [from ?? 'first', to ?? 'last'].join('_') : now.toISOString().slice(0, 10));
  const of = what.isOfAllAccounts ? 'counterfoil' : account;
  return `${of}-${what.list}-${days.replace(/[^\w-]/g, '')}.${way.format}`;
}
