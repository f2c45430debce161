import { arrayLiteral, type Element } from '#db/array-literal.ts';
import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import { READER_BYTES } from './documents-read.ts';
import type { Observation } from './observation.ts';
import { observationRows, stateColumns } from './observation-rows.ts';
import { rowOf } from './row-of.ts';

/** By invoice, what is noted of the document of a list that told it (noteOf). */
export type Notes = ReadonlyMap<string, string>;

/**
 * Puts what the private API just told into the mirror. Rows that say nothing new are left out before they are written
 * (an update that changes nothing costs WAL all the same), and an absence noted earlier is over.
 * @param invoices at most one an id
 * @param notes what is not among them is not recognised the next time
 * @returns how many rows changed
 */
export async function mirrorInvoices(
  sql: Queryable,
  invoices: readonly Observation[],
  fetchedAt: Date,
  notes: Notes = new Map(),
): Promise<number> {
  const telling = await tellingSomething(sql, invoices, notes);
  if (telling.length === 0) return 0;
  const reported = telling.map(({ invoice }) => invoice);
  const [result] = await sql<{ changed: number }[]>`
    with reported as materialized (
      select reported.* from ${observationRows(sql, reported, notesOf(reported, notes))} order by id
    ), changed as (
      insert into mirror (${stateColumns(sql)}, fetched_at, document_digest)
      select ${stateColumns(sql)}, ${fetchedAt}, document_digest from reported
      ${telling.every((one) => one.isNews) ? sql`` : sql`where ${isNews(sql)}`}
      on conflict (account_id, id) do update
      set (${stateColumns(sql)}, fetched_at, document_digest)
        = (select ${stateColumns(sql)}, fetched_at, document_digest from (select excluded.*) as fresh)
      where mirror.fetched_at <= excluded.fetched_at
      returning 1
    )
    ${telling.some(({ isQuarantined }) => isQuarantined) ? released(sql, fetchedAt) : sql``}
    ${telling.some(({ isAbsent }) => isAbsent) ? returned(sql) : sql``}
    select count(*)::int as changed from changed`;
  return result?.changed ?? 0;
}

/** Told readably now: what was held of it has been overtaken. */
function released(sql: Queryable, fetchedAt: Date): Fragment {
  return sql`, released as (
      update quarantine as quarantined set released_at = ${fetchedAt} from reported
      where (quarantined.account_id, quarantined.subject) = (reported.account_id, reported.id)
        and quarantined.released_at is null
        and quarantined.last_seen_at <= ${fetchedAt}
    )`;
}

function returned(sql: Queryable): Fragment {
  return sql`, returned as (
      delete from missing_at_provider as missing using reported
      where (missing.account_id, missing.id) = (reported.account_id, reported.id)
    )`;
}

function notesOf(invoices: readonly Observation[], notes: Notes): (string | null)[] {
  return invoices.map(({ id }) => notes.get(id) ?? null);
}

type Telling = { invoice: Observation; isNews: boolean; isQuarantined: boolean; isAbsent: boolean };

/**
 * Those of which the mirror says something else, or something is held or was noted as absent. Of the others, which are
 * nearly all on most days, no more than six figures go to the database.
 */
async function tellingSomething(
  sql: Queryable,
  invoices: readonly Observation[],
  notes: Notes,
): Promise<Telling[]> {
  if (invoices.length === 0) return [];
  const column = (of: (invoice: Observation) => Element) => arrayLiteral(invoices.map(of));
  const rows = await sql<(Omit<Telling, 'invoice'> & { place: number })[]>`
    select place::int as place, is_news, is_quarantined, is_absent
    from (
      select account_id, id, fingerprint, to_timestamp(updated) as updated_at, is_ahead, document_digest,
        place
      from unnest(
        ${column(({ accountId }) => accountId)}::int[],
        ${column(({ id }) => id)}::text[],
        ${column(({ fingerprint }) => fingerprint)}::bigint[],
        ${column(({ updatedAt }) => updatedAt)}::float8[],
        ${column(({ isAhead }) => isAhead)}::boolean[],
        ${arrayLiteral(notesOf(invoices, notes))}::bytea[]
      ) with ordinality as raw(account_id, id, fingerprint, updated, is_ahead, document_digest, place)
    ) as reported
    cross join lateral (
      select ${isNews(sql)} as is_news,
        exists (
          select from quarantine where (account_id, subject) = (reported.account_id, reported.id)
            and released_at is null
        ) as is_quarantined,
        exists (${rowOf(sql, 'missing_at_provider', sql`reported.account_id`, sql`reported.id`)}) as is_absent
    ) as known
    where is_news or is_quarantined or is_absent`;
  return rows.flatMap(({ place, ...known }) => {
    const invoice = invoices[place - 1];
    return invoice ? [{ invoice, ...known }] : [];
  });
}

/**
 * Whether the mirror does not say what the row `reported` does, or not that this reader read it from a document. Which one
 * is not asked: some say something else at each look, and would be written each time.
 */
function isNews(sql: Queryable): Fragment {
  const reader = (row: 'known' | 'reported') => sql`substr(${sql(row)}.document_digest, 1, ${READER_BYTES})`;
  return sql`not exists (
    select from (${rowOf(sql, 'mirror', sql`reported.account_id`, sql`reported.id`)}) as known
    where (known.fingerprint, known.updated_at, known.is_ahead)
        = (reported.fingerprint, reported.updated_at, reported.is_ahead)
      and (reported.document_digest is null or ${reader('known')} = ${reader('reported')}))`;
}

/** Notes that Paymega, asked by id and by reference, does not know an invoice of ours. */
export async function markMissingAtProvider(
  sql: Queryable,
  accountId: number,
  id: string,
  askedAt: Date,
): Promise<void> {
  await sql`
    with gone as (delete from mirror where (account_id, id) = (${accountId}, ${id}))
    insert into missing_at_provider (account_id, id, asked_at)
    select account_id, id, ${askedAt} from invoices where (account_id, id) = (${accountId}, ${id})
    on conflict (account_id, id) do update set asked_at = excluded.asked_at`;
}

/** Mirror rows as observations: what Paymega's list told is as good as what it told by callback. */
export async function mirrored(
  sql: Queryable,
  accountId: number,
  ids: readonly string[],
): Promise<Observation[]> {
  return sql<Observation[]>`
    select account_id, id, mode, currency, amount, reference_id, service, status,
      resolution, payment_amount, fee, deposit, processed_amount,
      processed_fee, processed_deposit, refunded_amount,
      charged_back_amount, extract(epoch from processed_at)::float8 as processed_at,
      extract(epoch from created_at)::float8 as created_at, extract(epoch from updated_at)::float8
        as updated_at,
      progress, stage, is_final, took_money, returned, fingerprint,
      is_ahead, fetched_at as received_at, 'private_api' as "source"
    from mirror where account_id = ${accountId} and id = any(${[...ids]}::text[])`;
}
