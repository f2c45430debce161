import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';

/** What names the customer, however JSON writes it. */
type Names = { forms: readonly string[]; ignoresCase: boolean };

/**
 * A customer's id, reference or e-mail as it stands in a document: a whole value, since a part of one may be somebody else's.
 * PHP writes `/` and what is not ASCII with a backslash. Of an e-mail the case says nothing.
 */
function namesOf(customer: string): Names {
  const ignoresCase = customer.includes('@');
  // A letter that is written by its number has no other case for the database.
  const spellings = ignoresCase ? [customer, customer.toLowerCase(), customer.toUpperCase()] : [customer];
  const forms = spellings.flatMap((name) => [JSON.stringify(name), escaped(JSON.stringify(name))]);
  return { forms: [...new Set(ignoresCase ? forms.map((form) => form.toLowerCase()) : forms)], ignoresCase };
}

function escaped(json: string): string {
  return json
    .replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/', '\\/');
}

function says(sql: Queryable, column: Fragment, { forms, ignoresCase }: Names): Fragment {
  const text = ignoresCase ? sql`lower(${column})` : column;
  return sql`exists (select from unnest(${[...forms]}::text[]) as form where strpos(${text}, form) > 0)`;
}

/**
 * The ids of the invoices of which something that is believed names the customer, at most `most` of them and one more: every
 * body that is kept is read. What was refused names nothing here, since anybody can send it.
 */
export async function invoicesOfCustomer(
  sql: Queryable,
  accountId: number,
  customer: string,
  most: number,
): Promise<string[]> {
  const names = namesOf(customer);
  const rows = await sql<{ id: string }[]>`
    with named as (
      select invoice_id from callback_bodies as kept join callbacks on callbacks.id = kept.callback_id
      where account_id = ${accountId} and ${says(sql, sql`kept.body`, names)}
      union
      select invoice_id from status_check_bodies as kept
      join status_checks on status_checks.id = kept.status_check_id
      where account_id = ${accountId} and ${says(sql, sql`kept.body`, names)}
      union
      select invoice_id from quarantine where account_id = ${accountId} and ${says(sql, sql`body`, names)}
      union
      select id from invoices where account_id = ${accountId} and ${customer} in (id, reference_id)
      union
      select id from mirror where account_id = ${accountId} and ${customer} in (id, reference_id)
    )
    select invoice_id as id from named where invoice_id is not null order by 1 limit ${most + 1}`;
  return rows.map(({ id }) => id);
}

/** What names the customer and belongs to no invoice: held because it cannot be read, or refused. */
export async function besideInvoices(sql: Queryable, accountId: number, customer: string) {
  const names = namesOf(customer);
  const held = await sql`
    select subject, source, reason, message, first_seen_at, last_seen_at, body from quarantine
    where account_id = ${accountId} and invoice_id is null and ${says(sql, sql`body`, names)}
    order by first_seen_at`;
  const refused = await sql`
    select received_at, reason, message, excerpt from refused_callbacks
    where account_id = ${accountId} and ${says(sql, sql`excerpt`, names)} order by received_at`;
  return { held, refused };
}
