import { Readable } from 'node:stream';
import { connectBeside, type Sql } from '#db/connection.ts';
import { type Literal, literal } from '#db/literal.ts';
import { type AuditFilter, conditions as auditConditions } from '../audit-list.ts';
import { type InvoiceFilter, conditions as invoiceConditions } from '../book/invoices.ts';
import { type DiscrepancyFilter, conditions as discrepancyConditions } from '../discrepancies/list.ts';

/** What is exported: exactly what the list of the same filter shows. */
export type Export =
  | { list: 'discrepancies'; filter: DiscrepancyFilter }
  | { list: 'invoices'; filter: InvoiceFilter }
  | { list: 'audit'; filter: AuditFilter };

/**
 * The rows of a list as CSV with a header, streamed by COPY in flat memory. Amounts are exact decimals, times carry
 * their zone (UTC). Texts that a spreadsheet would run as a formula are disarmed.
 *
 * It has a connection of its own: a COPY that the reader leaves is ended with it, and disturbs nobody.
 */
export async function exportCsv(sql: Sql, what: Export): Promise<Readable> {
  const own = connectBeside(sql, 'counterfoil export');
  const rows = rowsOf(what);
  try {
    // Within one transaction it is one session, also behind a pooler.
    await own.unsafe('begin');
    const [session] = await own<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const copied = await own
      .unsafe(literal`copy (${rows}) to stdout with (format csv, header)`.text)
      .readable();
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

function rowsOf(what: Export): Literal {
  switch (what.list) {
    case 'discrepancies':
      return discrepancyRows(what.filter);
    case 'invoices':
      return invoiceRows(what.filter);
    case 'audit':
      return auditRows(what.filter);
  }
}

function auditRows(filter: AuditFilter): Literal {
  return literal`
    select audit.id, at, spreadsheet_safe(actor) as actor, act, spreadsheet_safe(subject) as subject,
      spreadsheet_safe(details::text) as details, host(address) as address, encode(link.hash, 'hex') as hash
    from audit left join audit_chain as link on link.audit_id = audit.id
    where ${auditConditions(literal, filter)}
    order by audit.id desc`;
}

function discrepancyRows(filter: DiscrepancyFilter): Literal {
  return literal`
    select accounts.slug as account, item.invoice_id, spreadsheet_safe(item.reference_id) as reference_id, item.mode,
      item.kind, item.cause, item.severity, item.state, item.resolution, item.currency,
      decimal_of(item.at_risk, currencies.exponent) as at_risk, spreadsheet_safe(item.ours) as ours,
      spreadsheet_safe(item.theirs) as theirs, item.opened_at, item.last_seen_at, item.resolved_at,
      people.email as assignee, spreadsheet_safe(item.note) as note
    from discrepancies as item
    join accounts on accounts.id = item.account_id
    left join currencies on currencies.code = item.currency
    left join people on people.id = item.assignee_id
    where ${discrepancyConditions(literal, filter)}
    order by item.opened_at desc, item.id desc`;
}

function invoiceRows(filter: InvoiceFilter): Literal {
  return literal`
    select accounts.slug as account, book.id as invoice_id, spreadsheet_safe(book.reference_id) as reference_id,
      book.mode, book.status, book.resolution, book.service, book.currency,
      decimal_of(book.amount, currencies.exponent) as amount,
      decimal_of(book.payment_amount, currencies.exponent) as payment_amount,
      decimal_of(book.fee, currencies.exponent) as fee, decimal_of(book.deposit, currencies.exponent) as deposit,
      decimal_of(book.processed_amount, currencies.exponent) as processed_amount,
      decimal_of(book.processed_fee, currencies.exponent) as processed_fee,
      decimal_of(book.processed_deposit, currencies.exponent) as processed_deposit,
      decimal_of(book.refunded_amount, currencies.exponent) as refunded_amount,
      decimal_of(book.charged_back_amount, currencies.exponent) as charged_back_amount,
      book.created_at, book.updated_at, book.processed_at
    from invoices as book
    join accounts on accounts.id = book.account_id
    join currencies on currencies.code = book.currency
    where ${invoiceConditions(literal, filter)}
    order by book.created_at desc, book.id desc`;
}
