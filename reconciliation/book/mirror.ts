import type { Queryable } from '#db/connection.ts';
import type { Observation } from './observation.ts';
import { stateColumns, toldRows } from './told-rows.ts';

/**
 * Puts what the private API just told into the mirror. Rows that say nothing new are left out before they are written
 * (an update that changes nothing costs WAL all the same), and an absence noted earlier is over.
 * @param invoices at most one an id
 * @returns how many rows changed
 */
export async function mirrorInvoices(
  sql: Queryable,
  invoices: readonly Observation[],
  fetchedAt: Date,
): Promise<number> {
  if (invoices.length === 0) return 0;
  const [result] = await sql<{ changed: number }[]>`
    with told as materialized (
      select told.* from ${toldRows(sql, invoices)} order by id
    ), changed as (
      insert into mirror (${stateColumns(sql)}, fetched_at)
      select ${stateColumns(sql)}, ${fetchedAt} from told
      where not exists (
        select from mirror as known
        where (known.account_id, known.id, known.fingerprint, known.updated_at, known.is_ahead)
          = (told.account_id, told.id, told.fingerprint, told.updated_at, told.is_ahead))
      on conflict (account_id, id) do update
      set (${stateColumns(sql)}, fetched_at)
        = (select ${stateColumns(sql)}, fetched_at from (select excluded.*) as fresh)
      where mirror.fetched_at <= excluded.fetched_at
      returning 1
    ), released as (
      -- Told readably now: what was held of it has been overtaken.
      update quarantine as held set released_at = ${fetchedAt} from told
      where (held.account_id, held.invoice_id) = (told.account_id, told.id) and held.released_at is null
        and held.last_seen_at <= ${fetchedAt}
    ), returned as (
      delete from mirror_absences as absence using told
      where (absence.account_id, absence.id) = (told.account_id, told.id)
    )
    select count(*)::int as changed from changed`;
  return result?.changed ?? 0;
}

/** Notes that Paymega, asked by id and by reference, does not know an invoice of ours. */
export async function noteAbsence(
  sql: Queryable,
  accountId: number,
  id: string,
  askedAt: Date,
): Promise<void> {
  await sql`
    with gone as (delete from mirror where (account_id, id) = (${accountId}, ${id}))
    insert into mirror_absences (account_id, id, asked_at)
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
    select account_id as "accountId", id, mode, currency, amount, reference_id as "referenceId", service, status,
      resolution, payment_amount as "paymentAmount", fee, deposit, processed_amount as "processedAmount",
      processed_fee as "processedFee", processed_deposit as "processedDeposit", refunded_amount as "refundedAmount",
      charged_back_amount as "chargedBackAmount", extract(epoch from processed_at)::float8 as "processedAt",
      extract(epoch from created_at)::float8 as "createdAt", extract(epoch from updated_at)::float8 as "updatedAt",
      progress, stage, is_final as "isFinal", took_money as "tookMoney", returned, fingerprint,
      is_ahead as "isAhead", fetched_at as "heardAt", 'private_api' as "toldBy"
    from mirror where account_id = ${accountId} and id = any(${[...ids]}::text[])`;
}
