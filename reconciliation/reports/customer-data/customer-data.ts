import { createHash } from 'node:crypto';
import type { Queryable, Sql } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import { absentText, type Heard, knownOfInvoice } from '../proof/known-of-invoice.ts';
import { jsonFile } from '../proof/proof-file.ts';
import { NOT_KEPT } from './not-kept.ts';
import { besideInvoices, invoicesOfCustomer } from './search.ts';

const SHORTEST = 3;
const LONGEST = 255;
const MOST_INVOICES = 1000;

type AccountOf = Pick<Account, 'id' | 'slug'>;

/**
 * Everything that is kept of one customer of the merchant, as a JSON document, for whoever has a right to it: both books,
 * callbacks and status checks of the customer's invoices with their bodies, and what is held or was refused and names the
 * customer. On record in the audit, by a hash of the name: the audit is kept for good, and need not hold it.
 * @param customer id, reference or e-mail, as a whole value of a document
 * @param mostBytes of bodies that may be read for it; null for any
 * @throws Refusal `bad_customer`, `too_many_invoices`, `too_much_to_search`
 */
export async function customerData(
  sql: Sql,
  actor: Actor,
  account: AccountOf,
  customer: string,
  mostBytes: number | null,
): Promise<{ text: string; invoices: number }> {
  const name = customer.trim();
  if (name.length < SHORTEST || name.length > LONGEST)
    throw new Refusal(
      'bad_customer',
      `Enter an id, a reference or an e-mail of ${SHORTEST} to ${LONGEST} characters.`,
    );
  const found = await sql.begin('isolation level repeatable read', (transaction) =>
    everythingOf(transaction, account, name, mostBytes),
  );
  const hash = createHash('sha256').update(name).digest('hex');
  const invoices = found.invoices.length;
  await audit(sql, actor, 'customer_data.exported', `customer_data:${account.slug}`, {
    customer_sha256: hash,
    invoices,
  });
  const about = { customer: name, account: account.slug, made_at: new Date(), made_by: actor.name };
  return { text: jsonFile('', { ...about, ...found, not_kept: NOT_KEPT }).text, invoices };
}

async function everythingOf(sql: Queryable, { id }: AccountOf, customer: string, mostBytes: number | null) {
  const searched = await searchedBodies(sql);
  if (mostBytes !== null && searched.bytes > mostBytes)
    throw new Refusal(
      'too_much_to_search',
      'There are too many bodies to search them while you wait. Make the file by the command line: counterfoil customer-data.',
    );
  const ids = await invoicesOfCustomer(sql, id, customer, MOST_INVOICES);
  if (ids.length > MOST_INVOICES)
    throw new Refusal(
      'too_many_invoices',
      `More than ${MOST_INVOICES} invoices name this: it is hardly one customer.`,
    );
  const invoices = [];
  for (const invoice of ids) invoices.push(await everythingOfInvoice(sql, id, invoice));
  const { held, refused } = await besideInvoices(sql, id, customer);
  return { searched, invoices, held_without_invoice: held, refused_unverified: refused };
}

async function everythingOfInvoice(sql: Queryable, accountId: number, id: string) {
  const { books, conflicting, callbacks, checks, held, discrepancies } = await knownOfInvoice(
    sql,
    accountId,
    id,
  );
  return {
    ...{ invoice: id, books, conflicting_records: conflicting, discrepancies },
    callbacks: callbacks.map(withBody),
    status_checks: checks.map(withBody),
    quarantine: held.map(withBody),
  };
}

function withBody({ text, trimmed, file: _, ...row }: Heard) {
  return { ...row, body: text ?? absentText(trimmed) };
}

/** What there is to search, and what is not there any more. */
async function searchedBodies(sql: Queryable) {
  const [kept] = await sql<{ oldestCallback: Date | null; oldestStatusCheck: Date | null; bytes: bigint }[]>`
    select (select min(received_at) from callback_bodies) as oldest_callback,
      (select min(asked_at) from status_check_bodies) as oldest_status_check,
      (
        select coalesce(sum(pg_total_relation_size(relid)), 0)::bigint
        from (
          select relid from pg_partition_tree('callback_bodies')
          union all
          select relid from pg_partition_tree('status_check_bodies')
        ) as parts
      ) as bytes`;
  const trimmed = await sql`
    select source, month::text as month, bodies, kept_months from trimmed_bodies order by month, source`;
  const { oldestCallback = null, oldestStatusCheck = null, bytes = 0n } = kept ?? {};
  return { oldestCallback, oldestStatusCheck, bytes: Number(bytes), trimmed_and_not_searched: trimmed };
}
