import type { Queryable } from '#db/connection.ts';
import type { testPayments as testPaymentsTable } from '#db/schema/test-payments.ts';
import { fragments, type Tag } from '#db/sql.ts';
import { Refusal } from '#identity/refusal.ts';
import type { BrowserInfo } from '#paymega/browser-info.ts';
import type { Challenge } from '#paymega/challenge.ts';
import type { ProviderError } from '#paymega/error-document.ts';
import type { OfferedService } from '#paymega/pre-request.ts';
import type { Amount } from '../books/amount.ts';

type Row = typeof testPaymentsTable.$inferSelect;

type Facts = Omit<
  Row,
  | 'accountId'
  | 'personId'
  | 'currency'
  | 'amount'
  | 'challenge'
  | 'changedAt'
  | 'returnKey'
  | 'offered'
  | 'browserInfo'
  | 'errors'
>;

export type TestPayment = Facts & {
  amount: Amount;
  challenge: Challenge | null;
  offered: OfferedService[] | null;
  browserInfo: BrowserInfo | null;
  /** Paymega's words: by field of ours after a creation, as they came after a sale. */
  errors: Record<string, string> | ProviderError[] | null;
  /** Whether the bank's answer comes to us, who send it on. */
  isThroughUs: boolean;
  /** The status of its invoice in our book. */
  status: string | null;
  resolution: string | null;
  isFinal: boolean;
  /** What of it can be refunded still; null where nothing was paid. */
  refundable: Amount | null;
  person: string | null;
};

/** The newest test payments of an account, those of integration checks left out. */
export async function testPayments(sql: Queryable, accountId: number, limit: number): Promise<TestPayment[]> {
  const rows = await sql<Raw[]>`
    ${selection(sql)}
    where payment.account_id = ${accountId} and payment.integration_check_id is null
    order by payment.id desc limit ${limit}`;
  return rows.map(asTestPayment);
}

/** One test payment. @throws Refusal `unknown_test_payment` (404) */
export async function testPayment(sql: Queryable, id: bigint): Promise<TestPayment> {
  const [row] = await sql<Raw[]>`${selection(sql)} where payment.id = ${id}`;
  if (!row) throw new Refusal('unknown_test_payment', `there is no test payment ${id}`, 404);
  return asTestPayment(row);
}

/** The id of the account that a test payment is of. @throws Refusal `unknown_test_payment` (404) */
export async function accountOfTestPayment(sql: Queryable, id: bigint): Promise<number> {
  const [row] = await sql<{ accountId: number }[]>`select account_id from test_payments where id = ${id}`;
  if (!row) throw new Refusal('unknown_test_payment', `there is no test payment ${id}`, 404);
  return row.accountId;
}

type Raw = Omit<TestPayment, 'amount' | 'refundable'> & {
  minor: bigint;
  currency: string;
  exponent: number;
  left: bigint | null;
};

function asTestPayment({ minor, currency, exponent, left, ...row }: Raw): TestPayment {
  const refundable = left !== null && left > 0n ? { minor: left, currency, exponent } : null;
  return { ...row, amount: { minor, currency, exponent }, refundable };
}

// An invoice that a callback brought before its creation was answered for is the payment's all the same.
function selection(sql: Queryable) {
  return sql`
    select payment.id, payment.integration_check_id, payment.reference_id, payment.amount as minor,
      payment.currency, currencies.exponent, payment.description, payment.service, payment.offered,
      payment.return_url, payment.callback_url, payment.outcome, payment.card_holder, payment.browser_info,
      payment.bank_answers_to, payment.message, payment.errors, payment.gateway_status, payment.auth_mode,
      payment.challenge, payment.sent_to_bank_at, payment.returned_at, payment.created_at,
      payment.return_key is not null as is_through_us,
      coalesce(payment.invoice_id, reported.id) as invoice_id,
      ${stateOfTestPayment(fragments(sql))} as state,
      book.status, book.resolution, coalesce(book.is_final, false) as is_final,
      case when book.took_money then book.received - book.returned end as left, people.label as person
    ${sourceOfTestPayments(fragments(sql))}`;
}

/** How far a payment is, on the tables of `sourceOfTestPayments`. */
export function stateOfTestPayment<Fragment>(sql: Tag<Fragment>): Fragment {
  return sql`case when payment.invoice_id is null and reported.id is not null
    and payment.state = 'creation_unknown' then 'created' else payment.state end`;
}

/** Where test payments are read from, for page and export alike: `payment`, `reported`, `book`, `people`, `currencies`. */
export function sourceOfTestPayments<Fragment>(sql: Tag<Fragment>): Fragment {
  return sql`
    from test_payments as payment
    join currencies on currencies.code = payment.currency
    left join people on people.id = payment.person_id
    left join lateral (
      select id from invoices
      where payment.invoice_id is null and payment.state = 'creation_unknown'
        and invoices.account_id = payment.account_id and invoices.reference_id = payment.reference_id
        and (invoices.mode, invoices.amount, invoices.currency) = ('test', payment.amount, payment.currency)
      limit 1
    ) as reported on true
    left join invoices as book
      on (book.account_id, book.id) = (payment.account_id, coalesce(payment.invoice_id, reported.id))`;
}

/**
 * A short text that is another one whenever the page of a test payment would be; empty where there is nothing
 * of it.
 */
export async function testPaymentVersion(sql: Queryable, id: bigint): Promise<string> {
  const [row] = await sql<{ version: string | null }[]>`
    select md5(concat_ws(' ', payment::text, book.status, book.received_at, theirs.fingerprint,
      (select concat_ws(' ', count(*), count(outcome), max(id)) from test_payment_steps
        where test_payment_id = payment.id),
      (select concat_ws(' ', max(id)) from callbacks
        where (callbacks.account_id, callbacks.invoice_id) = (payment.account_id, book.id)),
      (select count(*) from discrepancies as item
        where (item.account_id, item.subject) = (payment.account_id, book.id) and item.state <> 'resolved')
    )) as version
    from test_payments as payment
    left join lateral (
      select id from invoices
      where payment.invoice_id is null and invoices.account_id = payment.account_id
        and invoices.reference_id = payment.reference_id and invoices.mode = 'test'
      limit 1
    ) as reported on true
    left join invoices as book
      on (book.account_id, book.id) = (payment.account_id, coalesce(payment.invoice_id, reported.id))
    left join mirror as theirs on (theirs.account_id, theirs.id) = (payment.account_id, payment.invoice_id)
    where payment.id = ${id}`;
  return row?.version ?? '';
}
