import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { Act } from '#identity/audit/acts.ts';
import { type Actor, audit, personIdOf } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import { highWaterMarkColumns, stateColumns } from './observation-rows.ts';

/**
 * An invoice of which a person said that Paymega's book is right, and the discrepancy on which they said it.
 */
export type ToPost = { accountId: number; invoiceId: string; discrepancyId: bigint };

/**
 * Takes Paymega's record of an invoice into our book, as an observation of now that a person made: it is
 * later than all that was heard so far, and what Paymega tells anew of later moves is later than it. What our
 * book held is kept in the posting, and records of another identity go with it. Audited.
 * @throws Refusal `not_at_provider` (409) where Paymega's book does not hold it
 */
export async function postTheirs(sql: Queryable, actor: Actor, one: ToPost): Promise<void> {
  const { accountId, invoiceId } = one;
  const key = sql`(${accountId}, ${invoiceId})`;
  await sql`select from invoices where (account_id, id) = ${key} for update`;
  const posted = await sql`
    with theirs as (
      select * from mirror where (account_id, id) = ${key}
    ), ours as (
      select * from invoices where (account_id, id) = ${key}
    ), told_otherwise as (
      delete from conflicting_records where (account_id, id) = ${key} returning *
    ), taken as (
      insert into invoices as book (${stateColumns(sql)}, ${highWaterMarkColumns(sql)})
      select account_id, id, mode, currency, amount, reference_id, service, status, resolution,
        payment_amount, fee, deposit, processed_amount, processed_fee, processed_deposit, refunded_amount,
        charged_back_amount, processed_at, created_at,
        case when exists (select from ours) or is_ahead then greatest(date_trunc('second', now()),
          case when not is_ahead then updated_at end) else updated_at end,
        progress, stage, is_final, took_money, returned, fingerprint, false,
        least(updated_at, (select first_reported_at from ours),
          (select min(first_reported_at) from told_otherwise)),
        (select failed_at from ours), case when is_final then stage else 0 end,
        coalesce((select first_seen_at from ours), now()), 'person', now()
      from theirs
      on conflict (account_id, id) do update set (${stateColumns(sql)}, ${highWaterMarkColumns(sql)})
        = (select ${stateColumns(sql)}, ${highWaterMarkColumns(sql)} from (select excluded.*) as fresh)
      returning book.*
    )
    insert into postings (account_id, invoice_id, discrepancy_id, person_id, before, after, conflicting)
    select ${accountId}, ${invoiceId}, ${one.discrepancyId.toString()}, ${personIdOf(actor)},
      (select to_jsonb(ours) from ours), to_jsonb(taken),
      coalesce((select jsonb_agg(to_jsonb(told_otherwise)) from told_otherwise), '[]')
    from taken
    returning id`;
  if (posted.length === 0) {
    const message = `Paymega’s book does not hold ${invoiceId}: check its status first`;
    throw new Refusal('not_at_provider', message, 409);
  }
  await audited(sql, actor, 'invoice.posted', one);
}

/** What was posted for these discrepancies and not taken back since. */
export async function standingPostings(
  sql: Queryable,
  discrepancies: readonly bigint[],
): Promise<(ToPost & { id: bigint })[]> {
  return sql<(ToPost & { id: bigint })[]>`
    select id, account_id, invoice_id, discrepancy_id from postings as posting
    where discrepancy_id = any(${discrepancies.map(String)}::bigint[]) and reverses is null
      and not exists (select from postings as later where later.reverses = posting.id)
    order by account_id, invoice_id, id desc`;
}

/**
 * Takes a posting back: our book is as it was before it. Audited.
 * @throws Refusal `moved_on` (409) where our book has heard of the invoice since
 */
export async function reversePosting(
  sql: Queryable,
  actor: Actor,
  one: ToPost & { id: bigint },
): Promise<void> {
  const { accountId, invoiceId } = one;
  const key = sql`(${accountId}, ${invoiceId})`;
  const posting = one.id.toString();
  const [unchanged] = await sql<{ isNew: boolean }[]>`
    select posting.before is null as is_new from postings as posting
    join invoices as book on (book.account_id, book.id) = ${key}
    where posting.id = ${posting} and to_jsonb(book) = posting.after
    for update of book`;
  if (!unchanged) {
    const message = `our book has heard of ${invoiceId} since Paymega’s figures were posted: that can no longer be undone`;
    throw new Refusal('moved_on', message, 409);
  }
  if (unchanged.isNew) await removeInvoice(sql, key);
  else
    await sql`
      update invoices set (${stateColumns(sql)}, ${highWaterMarkColumns(sql)})
        = (select ${stateColumns(sql)}, ${highWaterMarkColumns(sql)}
          from jsonb_populate_record(null::invoices,
            (select before from postings where postings.id = ${posting})))
      where (account_id, id) = ${key}`;
  await sql`
    insert into conflicting_records (${stateColumns(sql)}, ${highWaterMarkColumns(sql)})
    select ${stateColumns(sql)}, ${highWaterMarkColumns(sql)}
    from jsonb_populate_recordset(null::conflicting_records,
      (select conflicting from postings where id = ${posting}))`;
  await sql`
    insert into postings
      (account_id, invoice_id, discrepancy_id, person_id, before, after, conflicting, reverses)
    select account_id, invoice_id, discrepancy_id, ${personIdOf(actor)}, after, before, '[]', id
    from postings where id = ${posting}`;
  await audited(sql, actor, 'invoice.posting_reversed', one);
}

async function removeInvoice(sql: Queryable, key: Fragment): Promise<void> {
  for (const table of ['pending_polls', 'missing_at_provider', 'conflicting_records', 'invoices'])
    await sql`delete from ${sql(table)} where (account_id, id) = ${key}`;
}

async function audited(sql: Queryable, actor: Actor, act: Act, one: ToPost): Promise<void> {
  const [account] = await sql<{ slug: string }[]>`select slug from accounts where id = ${one.accountId}`;
  await audit(sql, actor, act, `invoice:${account?.slug}:${one.invoiceId}`, {
    discrepancy: one.discrepancyId.toString(),
  });
}
