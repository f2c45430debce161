import type { Sql } from '#db/connection.ts';

/** An account of its own for one bench. */
export async function makeBenchAccount(sql: Sql, slug: string): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into accounts (slug, name, paymega_account_id, time_zone) values (${slug}, ${slug}, ${slug}, 'UTC')
    returning id`;
  if (!row) throw new Error('no account was made');
  return row.id;
}

/**
 * Both books with the same invoices, one a second, of which one in two hundred is behind in ours; then
 * analysed.
 */
export async function fillBothBooks(
  sql: Sql,
  accountId: number,
  invoices: number,
  from: number,
): Promise<void> {
  await fillMirror(sql, accountId, invoices, from);
  await fillOurBook(sql, accountId);
  await sql`vacuum analyze mirror`;
  await sql`vacuum analyze invoices`;
}

/** Paymega's book alone, one invoice a second, or so many seconds apart. */
export async function fillMirror(
  sql: Sql,
  accountId: number,
  invoices: number,
  from: number,
  apart = 1,
): Promise<void> {
  await sql`
    insert into mirror (account_id, id, mode, currency, amount, reference_id, service, status, resolution,
      payment_amount, fee, deposit, processed_amount, processed_fee, processed_deposit, refunded_amount,
      charged_back_amount, processed_at, created_at, updated_at, progress, stage, is_final, took_money, returned,
      fingerprint, fetched_at)
    select ${accountId}, 'cpi_' || md5(${accountId} || ' ' || n), 'live', 'USD', 10000 + n % 9000, 'order-' || n, 'card', 'processed', 'ok',
      10000 + n % 9000, 300, 9700 + n % 9000, 10000 + n % 9000, 300, 9700 + n % 9000, 0, 0,
      created_at + interval '5 seconds', created_at, created_at + interval '5 seconds', 60, 3, true, true, 0,
      hashint8extended(n, 0), now()
    from generate_series(0, ${invoices - 1}::int) as n
    cross join lateral (select to_timestamp(${from} + n * ${apart}::int) as created_at) as time`;
}

/** Our book from the mirror, one in two hundred behind. */
export async function fillOurBook(sql: Sql, accountId: number): Promise<void> {
  await sql`
    insert into invoices (account_id, id, mode, currency, amount, reference_id, service, status, resolution,
      payment_amount, fee, deposit, processed_amount, processed_fee, processed_deposit, refunded_amount,
      charged_back_amount, processed_at, created_at, updated_at, progress, stage, is_final, took_money, returned,
      fingerprint, first_reported_at, furthest_stage, first_seen_at, source)
    select account_id, id, mode, currency, amount, reference_id, service,
      case when is_behind then 'process_pending' else status end, resolution, payment_amount, fee, deposit,
      case when is_behind then 0 else processed_amount end, case when is_behind then 0 else processed_fee end,
      case when is_behind then 0 else processed_deposit end, refunded_amount, charged_back_amount, processed_at,
      created_at, case when is_behind then updated_at - interval '2 seconds' else updated_at end,
      case when is_behind then 20 else progress end, case when is_behind then 0 else stage end, not is_behind,
      not is_behind, 0, case when is_behind then fingerprint + 1 else fingerprint end, created_at,
      case when is_behind then 0 else 3 end, created_at, 'callback'
    from (select *, right(reference_id, 2)::text in ('50') and right(reference_id, 3)::text like '_50'
      and (substr(reference_id, 7)::bigint / 100) % 2 = 0 as is_behind from mirror where account_id = ${accountId}) as reported`;
}

/** One callback an invoice, a second after its state and more; one in ten tells what was known. */
export async function fillCallbacks(sql: Sql, accountId: number): Promise<void> {
  await sql`
    insert into callbacks (account_id, received_at, invoice_id, mode, status, updated_at, verdict, retry_count,
      body_sha256)
    select account_id, updated_at + make_interval(secs => 1 + (amount % 97) * (amount % 97) / 40.0), id, mode, status,
      updated_at, case when amount % 10 = 0 then 'same' else 'new' end, 1, ''
    from invoices where account_id = ${accountId} order by created_at`;
  await sql`vacuum analyze callbacks`;
}
