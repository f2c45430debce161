import { databaseErrorOf, type Queryable } from '#db/connection.ts';
import { SQLSTATE } from '#db/sql.ts';
import type { UnreadableInvoice } from '#paymega/attributes.ts';
import {
  type CallbackRow,
  keptBodies,
  keptCallbacks,
  quarantinedCallbacks,
  receivedRows,
} from './callback-rows.ts';
import { electCanonical } from './conflicting-records.ts';
import type { Observation } from './observation.ts';
import {
  changes,
  highWaterMarkColumns,
  newerThan,
  observationRows,
  pick,
  stateColumns,
} from './observation-rows.ts';
import type { Verdict } from './precedence.ts';
import { rowOf } from './row-of.ts';
import { insulated, writeOrLeave } from './unwritable.ts';

/** What became of one observation. */
export type IngestResult = { accountId: number; id: string; verdict: Verdict };

const ATTEMPTS = 5;

/**
 * The only way into our book but a posting (posting.ts): observations, and the callbacks that brought them,
 * in one statement that commits as a whole. Any order and any repetition of the same observations ends in the
 * same book (precedence.ts has the rule).
 *
 * Guarantees: a newer state replaces an older one; an older one changes only what the book remembers (that it had
 * failed, how far it had come); another amount, currency or mode goes to `invoice_rivals`; every callback is kept with
 * its verdict. The order of ids in a batch is the order of locks, so that batches do not deadlock.
 *
 * @param observations at most one an invoice
 * @param callbacks rows to keep with them; the verdict of a row whose invoice is among the observations is theirs
 */
export async function ingest(
  sql: Queryable,
  observations: readonly Observation[],
  callbacks: readonly CallbackRow[] = [],
): Promise<IngestResult[]> {
  const sorted = observations.toSorted((a, b) =>
    a.id < b.id ? -1 : a.id > b.id ? 1 : a.accountId - b.accountId,
  );
  const taken = await ingestOnce(sql, sorted, callbacks, ATTEMPTS);
  const conflicting = taken.filter(({ verdict }) => verdict === 'conflicting');
  if (conflicting.length > 0) await electCanonical(sql, conflicting);
  return taken;
}

/**
 * Ingests any number of observations, several of one invoice included, in their order.
 * @param size observations a statement
 * @param leave is told of what the database does not hold; without it that is an error
 */
export async function ingestMany(
  sql: Queryable,
  observations: readonly Observation[],
  size = 500,
  leave?: (observation: Observation, reason: UnreadableInvoice) => void,
): Promise<IngestResult[]> {
  const taken: IngestResult[] = [];
  const take = async (some: readonly Observation[]) => void taken.push(...(await ingest(sql, some)));
  for (let start = 0; start < observations.length; ) {
    const batch = new Map<string, Observation>();
    for (; start < observations.length && batch.size < size; start++) {
      const next = observations[start] as Observation;
      const key = keyOf(next);
      if (batch.has(key)) break;
      batch.set(key, next);
    }
    await (leave ? writeOrLeave([...batch.values()], take, leave) : take([...batch.values()]));
  }
  return taken;
}

// A row that another writer inserted or replaced since our snapshot has no verdict here, and nothing of it was written.
// The next attempt sees that row. With callbacks at stake the NOT NULL of their verdict undoes the whole statement.
async function ingestOnce(
  sql: Queryable,
  observations: readonly Observation[],
  callbacks: readonly CallbackRow[],
  attempts: number,
): Promise<IngestResult[]> {
  const taken = await attempt(sql, observations, callbacks);
  const undecided = new Set(taken?.filter(({ verdict }) => verdict === null).map(keyOf));
  const again = taken ? observations.filter((one) => undecided.has(keyOf(one))) : observations;
  if (again.length === 0) return (taken ?? []) as IngestResult[];
  if (attempts <= 1)
    throw new Error(`ingest found no verdict for ${again.length} invoices in ${ATTEMPTS} attempts`);
  const rest = await ingestOnce(sql, again, taken ? [] : callbacks, attempts - 1);
  return [...(taken ?? []).filter((one): one is IngestResult => one.verdict !== null), ...rest];
}

function keyOf({ accountId, id }: { accountId: number; id: string }): string {
  return `${accountId} ${id}`;
}

/** One statement; null where it was undone for want of a verdict. */
async function attempt(
  sql: Queryable,
  observations: readonly Observation[],
  callbacks: readonly CallbackRow[],
): Promise<(Omit<IngestResult, 'verdict'> & { verdict: Verdict | null })[] | null> {
  try {
    return await insulated(sql, (inner) => ingestStatement(inner, observations, callbacks));
  } catch (error) {
    const fault = databaseErrorOf(error);
    if (fault?.code === SQLSTATE.notNullViolation && fault.column_name === 'verdict') return null;
    throw error;
  }
}

function ingestStatement(
  sql: Queryable,
  observations: readonly Observation[],
  callbacks: readonly CallbackRow[],
): Promise<(Omit<IngestResult, 'verdict'> & { verdict: Verdict | null })[]> {
  return sql`
    with reported as (
      select reported.* from ${observationRows(sql, observations)}
    ), prior as (
      select reported.account_id, reported.id,
        (book.amount, book.currency, book.mode) = (reported.amount, reported.currency, reported.mode)
          as is_same_identity,
        ${changes(sql, 'reported')} as would_change,
        not ${newerThan(sql, 'book', 'reported')} as is_not_older
      from reported cross join lateral (${rowOf(sql, 'invoices', sql`reported.account_id`, sql`reported.id`)})
        as book
    ), taken as (
      insert into invoices as book (${stateColumns(sql)}, ${highWaterMarkColumns(sql)})
      select ${stateColumns(sql)}, ${highWaterMarkColumns(sql)} from reported order by id, account_id
      on conflict (account_id, id) do update set ${pick(sql)}
      where (book.amount, book.currency, book.mode) = (excluded.amount, excluded.currency, excluded.mode)
        and ${changes(sql, 'excluded')}
      returning new.account_id, new.id,
        case
          when old.id is null then 'new'
          when (new.updated_at, new.progress, new.returned, new.fingerprint)
            is distinct from (old.updated_at, old.progress, old.returned, old.fingerprint) then 'newer'
          when new.is_ahead <> old.is_ahead then 'same'
          else 'stale'
        end as verdict
    ), conflicting as (
      insert into conflicting_records as book (${stateColumns(sql)}, ${highWaterMarkColumns(sql)})
      select ${stateColumns(sql)}, ${highWaterMarkColumns(sql)} from reported join prior using (account_id,
        id)
      where not is_same_identity
      order by id, account_id
      on conflict (account_id, id, mode, currency, amount) do update set ${pick(sql)}
    ), verdicts as (
      select reported.account_id, reported.id,
        coalesce(taken.verdict, case
          when prior.id is null then null
          when not prior.is_same_identity then 'conflicting'
          when prior.would_change then null
          when prior.is_not_older then 'same'
          else 'stale'
        end) as verdict
      from reported
      left join taken using (account_id, id)
      left join prior using (account_id, id)
    ), retold as (
      -- What an older state tells of when money went back; of newer ones the triggers of the book see to it.
      insert into first_reports (account_id, invoice_id, kind, total, reported_at)
      select account_id, id, past.kind, past.total, reported_at
      from reported join verdicts using (account_id, id)
      cross join lateral (
        select case when is_ahead then first_seen_at else updated_at end as reported_at
      ) as told
      cross join lateral reports_of(status, took_money, returned, charged_back_amount, refunded_amount,
        processed_at) as past
      -- A look-up in a scalar select, which no plan can turn into a join that reads all reports.
      where verdict = 'stale' and (
        select true from first_reports as known
        where (invoice_id, account_id, known.kind, known.total)
            >= (reported.id, reported.account_id, past.kind, past.total)
          and (invoice_id, account_id, known.kind, known.total, reported_at)
            <= (reported.id, reported.account_id, past.kind, past.total, told.reported_at)
        order by invoice_id, account_id, known.kind, known.total, reported_at limit 1) is null
    ), received as (
      -- Numbered here, so that a body is kept under the number of its callback without a look for it.
      select nextval('callbacks_id_seq') as id, received.* from ${receivedRows(sql, callbacks)}
    ), quarantined as (
      ${quarantinedCallbacks(sql)}
    ), kept as (
      ${keptCallbacks(sql)}
    ), bodies as (
      ${keptBodies(sql)}
    )
    select account_id, id, verdict from verdicts`;
}
