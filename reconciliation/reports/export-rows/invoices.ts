import { type Literal, literal } from '#db/literal.ts';
import { conditions, type InvoiceFilter } from '../../books/invoice-conditions.ts';
import type { Clocks } from '../export-clocks.ts';
import { amount, type Column, day, localTime, number, text, time } from '../export-columns.ts';
import { ofMode, type Section } from '../export-content.ts';

/** Invoices of our book, newest first, with Paymega's side and their discrepancies beside each. */
export function invoiceRows(filter: InvoiceFilter, clocks: Clocks): Section {
  return section('invoices', filter, columns(clocks), literal``);
}

/** The same of what is not final, with when Paymega is asked about it next. */
export function pendingRows(filter: InvoiceFilter, clocks: Clocks): Section {
  const polls = [
    number('polls', literal`coalesce(poll.attempts, 0)`),
    time('next_poll_at', literal`poll.next_poll_at`),
  ];
  const joins = literal`left join pending_polls as poll
    on (poll.account_id, poll.id) = (book.account_id, book.id)`;
  return section('pending', filter, [...columns(clocks), ...polls], joins);
}

function section(name: string, filter: InvoiceFilter, selected: readonly Column[], joins: Literal): Section {
  const from = literal`from invoices as book
    join accounts on accounts.id = book.account_id
    join currencies on currencies.code = book.currency`;
  const matching = literal`where ${conditions(literal, filter)}`;
  return {
    name,
    columns: selected,
    of: literal`${from}
      left join mirror as theirs on (theirs.account_id, theirs.id) = (book.account_id, book.id)
      left join currencies as their_currency on their_currency.code = theirs.currency
      left join lateral (
        select string_agg(item.id::text, '; ' order by item.id) as ids,
          string_agg(item.kind, '; ' order by item.id) as kinds,
          string_agg(coalesce(item.resolution, item.state), '; ' order by item.id) as outcomes
        from discrepancies as item where (item.account_id, item.subject) = (book.account_id, book.id)
      ) as found on true
      ${joins} ${matching}`,
    summedOf: literal`${from} ${matching}`,
    orderBy: literal`book.created_at desc, book.id desc`,
    currency: ofMode(literal`book.currency`, literal`book.mode`, filter.mode),
    sums: ['amount', 'gross', 'fee_charged', 'refunded_amount', 'charged_back_amount', 'net'],
  };
}

function columns(clocks: Clocks): Column[] {
  return [
    text('account', literal`accounts.slug`),
    text('invoice_id', literal`book.id`),
    text('reference_id', literal`book.reference_id`),
    text('mode', literal`book.mode`),
    day('business_day', clocks.day(literal`book.created_at`)),
    text('status', literal`book.status`),
    text('resolution', literal`book.resolution`),
    text('service', literal`book.service`),
    text('currency', literal`book.currency`),
    amount('amount', literal`book.amount`),
    amount('payment_amount', literal`book.payment_amount`),
    ...figuresOf(literal`book`),
    amount('deposit', literal`book.deposit`),
    amount('processed_amount', literal`book.processed_amount`),
    amount('processed_deposit', literal`book.processed_deposit`),
    time('created_at', literal`book.created_at`),
    localTime('created_local', clocks.at(literal`book.created_at`)),
    time('processed_at', literal`book.processed_at`),
    localTime('processed_local', clocks.at(literal`book.processed_at`)),
    time('updated_at', literal`book.updated_at`),
    ...theirs(clocks),
    text('discrepancy_ids', literal`found.ids`),
    text('discrepancy_kinds', literal`found.kinds`),
    text('discrepancy_outcomes', literal`found.outcomes`),
  ];
}

/** Paymega's side: nothing where its book, as far as it was read, has no such invoice. */
function theirs(clocks: Clocks): Column[] {
  return [
    text('paymega_status', literal`theirs.status`),
    text('paymega_resolution', literal`theirs.resolution`),
    text('paymega_currency', literal`theirs.currency`),
    amount('paymega_amount', literal`theirs.amount`, literal`their_currency.exponent`),
    ...figuresOf(literal`theirs`, 'paymega_', literal`their_currency.exponent`),
    time('paymega_created_at', literal`theirs.created_at`),
    time('paymega_processed_at', literal`theirs.processed_at`),
    localTime('paymega_processed_local', clocks.at(literal`theirs.processed_at`)),
    time('paymega_updated_at', literal`theirs.updated_at`),
  ];
}

/**
 * What came in and what of it was kept, by one book. A fee is charged where money came in, and is not known where that is
 * not told; what is told of a fee of a payment that brought none stands apart. What was returned and told by the status
 * alone (`refunded` without a figure) belongs to what the status says.
 */
function figuresOf(book: Literal, prefix = '', exponent?: Literal): Column[] {
  const of = (name: string, value: Literal) => amount(prefix + name, value, exponent);
  const told = literal`coalesce(${book}.refunded_amount, 0) + coalesce(${book}.charged_back_amount, 0)`;
  const byStatus = literal`greatest(${book}.returned - (${told}), 0)`;
  const isChargedBack = literal`${book}.status in ('charged_back', 'partially_charged_back')`;
  const charged = literal`case when ${book}.took_money then ${book}.processed_fee
    when ${book}.id is not null then 0 end`;
  const ofOther = literal`coalesce(nullif(${book}.processed_fee, 0), ${book}.fee)`;
  // Of what is known of Paymega's book alone nothing is made where it has none.
  const returned = (value: Literal, isOfStatus: Literal) =>
    literal`case when ${book}.id is not null
      then coalesce(${value}, 0) + case when ${isOfStatus} then ${byStatus} else 0 end end`;
  return [
    of('gross', literal`${book}.received`),
    of('fee_charged', charged),
    of('fee_quoted', literal`${book}.fee`),
    of('fee_of_failed', literal`case when ${book}.is_final and not ${book}.took_money then ${ofOther} end`),
    of('refunded_amount', returned(literal`${book}.refunded_amount`, literal`not ${isChargedBack}`)),
    of('charged_back_amount', returned(literal`${book}.charged_back_amount`, isChargedBack)),
    of('net', literal`${book}.received - (${charged}) - ${book}.returned`),
  ];
}
