import { Readable } from 'node:stream';
import { connectBeside, type Sql } from '#db/connection.ts';
import { literal } from '#db/literal.ts';
import { type AuditFilter, conditions as auditConditions } from '#identity/audit/audit-list.ts';
import { type InvoiceFilter, conditions as invoiceConditions } from '../books/invoices.ts';
import { type DiscrepancyFilter, conditions as discrepancyConditions } from '../discrepancies/list.ts';
import { amount, copyOf, number, type Rows, text, time } from './export-columns.ts';

/** What is exported: exactly what the list of the same filter shows. */
export type Export =
  | { list: 'discrepancies'; filter: DiscrepancyFilter }
  | { list: 'invoices'; filter: InvoiceFilter }
  | { list: 'audit'; filter: AuditFilter };

/**
 * The rows of a list as CSV with a header, streamed by COPY in flat memory. Amounts are exact decimals, times carry
 * their zone (UTC). Texts that a spreadsheet would run as a formula are disarmed, in every column (export-columns.ts).
 *
 * It has a connection of its own: a COPY that the reader leaves is ended with it, and disturbs nobody.
 */
export async function exportCsv(sql: Sql, what: Export): Promise<Readable> {
  const own = connectBeside(sql, 'counterfoil export');
  const rows = rowsOf(what);
  try {
    // Within one transaction it is one session, also behind a pooler.
    await own.unsafe('begin');
    const [session] = await own<{ pid: number }[]>`
      select pg_backend_pid() as pid, set_config('timezone', 'UTC', true)`;
    const copied = await own.unsafe(copyOf(rows).text).readable();
    const stream = Readable.from(copied, { objectMode: false });
    stream.once('close', () => {
      // A COPY whose reader has left waits for us to read on, and hears nothing that we say on its own session.
      const freed = stream.readableEnded
        ? Promise.resolve()
        : Promise.resolve(sql`select pg_terminate_backend(${session?.pid ?? 0})`);
      // Where even that fails the server is away, and the session with it.
      freed.catch(() => undefined).then(() => own.end({ timeout: 0 }));
    });
    return stream;
  } catch (error) {
    await own.end({ timeout: 0 });
    throw error;
  }
}

function rowsOf(what: Export): Rows {
  switch (what.list) {
    case 'discrepancies':
      return discrepancyRows(what.filter);
    case 'invoices':
      return invoiceRows(what.filter);
    case 'audit':
      return auditRows(what.filter);
  }
}

function auditRows(filter: AuditFilter): Rows {
  const columns = [
    number('id', literal`audit.id`),
    time('at', literal`at`),
    text('actor', literal`actor`),
    text('act', literal`act`),
    text('subject', literal`subject`),
    text('details', literal`details`),
    text('address', literal`host(address)`),
    text('hash', literal`encode(link.hash, 'hex')`),
  ];
  const of = literal`
    from audit left join audit_chain as link on link.audit_id = audit.id
    where ${auditConditions(literal, filter)}
    order by audit.id desc`;
  return { columns, of };
}

function discrepancyRows(filter: DiscrepancyFilter): Rows {
  const columns = [
    text('account', literal`accounts.slug`),
    text('invoice_id', literal`item.invoice_id`),
    text('reference_id', literal`item.reference_id`),
    text('mode', literal`item.mode`),
    text('kind', literal`item.kind`),
    text('cause', literal`item.cause`),
    text('severity', literal`item.severity`),
    text('state', literal`item.state`),
    text('resolution', literal`item.resolution`),
    text('currency', literal`item.currency`),
    amount('at_risk', literal`item.at_risk`),
    text('ours', literal`item.ours`),
    text('theirs', literal`item.theirs`),
    time('opened_at', literal`item.opened_at`),
    time('last_seen_at', literal`item.last_seen_at`),
    time('resolved_at', literal`item.resolved_at`),
    text('assignee', literal`people.email`),
    text('note', literal`item.note`),
  ];
  const of = literal`
    from discrepancies as item
    join accounts on accounts.id = item.account_id
    left join currencies on currencies.code = item.currency
    left join people on people.id = item.assignee_id
    where ${discrepancyConditions(literal, filter)}
    order by item.opened_at desc, item.id desc`;
  return { columns, of };
}

function invoiceRows(filter: InvoiceFilter): Rows {
  const columns = [
    text('account', literal`accounts.slug`),
    text('invoice_id', literal`book.id`),
    text('reference_id', literal`book.reference_id`),
    text('mode', literal`book.mode`),
    text('status', literal`book.status`),
    text('resolution', literal`book.resolution`),
    text('service', literal`book.service`),
    text('currency', literal`book.currency`),
    amount('amount', literal`book.amount`),
    amount('payment_amount', literal`book.payment_amount`),
    amount('fee', literal`book.fee`),
    amount('deposit', literal`book.deposit`),
    amount('processed_amount', literal`book.processed_amount`),
    amount('processed_fee', literal`book.processed_fee`),
    amount('processed_deposit', literal`book.processed_deposit`),
    amount('refunded_amount', literal`book.refunded_amount`),
    amount('charged_back_amount', literal`book.charged_back_amount`),
    time('created_at', literal`book.created_at`),
    time('updated_at', literal`book.updated_at`),
    time('processed_at', literal`book.processed_at`),
  ];
  const of = literal`
    from invoices as book
    join accounts on accounts.id = book.account_id
    join currencies on currencies.code = book.currency
    where ${invoiceConditions(literal, filter)}
    order by book.created_at desc, book.id desc`;
  return { columns, of };
}
