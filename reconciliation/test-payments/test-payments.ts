import type { Queryable } from '#db/connection.ts';
import type { testPayments as testPaymentsTable } from '#db/schema/test-payments.ts';
import { Refusal } from '#identity/refusal.ts';
import type { Amount } from '../books/amount.ts';

type TestPaymentsRow = typeof testPaymentsTable.$inferSelect;

/** What the payer's browser must send to the card's bank; opaque, never named. */
export type Challenge = { action: string; method: string; params: Record<string, string> };

export type TestPayment = Omit<
  TestPaymentsRow,
  'accountId' | 'personId' | 'currency' | 'amount' | 'challenge' | 'changedAt'
> & {
  amount: Amount;
  challenge: Challenge | null;
  /** The status of its invoice in our book. */
  status: string | null;
  resolution: string | null;
  isFinal: boolean;
  person: string | null;
};

/** The newest test payments of an account. */
export async function testPayments(sql: Queryable, accountId: number, limit: number): Promise<TestPayment[]> {
  const rows = await sql<Raw[]>`
    ${selection(sql)} where payment.account_id = ${accountId} order by payment.id desc limit ${limit}`;
  return rows.map(asTestPayment);
}

/** One test payment. @throws Refusal `unknown_test_payment` (404) */
export async function testPayment(sql: Queryable, id: bigint): Promise<TestPayment> {
  const [row] = await sql<Raw[]>`${selection(sql)} where payment.id = ${id}`;
  if (!row) throw new Refusal('unknown_test_payment', `there is no test payment ${id}`, 404);
  return asTestPayment(row);
}

type Raw = Omit<TestPayment, 'amount'> & { minor: bigint; currency: string; exponent: number };

function asTestPayment({ minor, currency, exponent, ...row }: Raw): TestPayment {
  return { ...row, amount: { minor, currency, exponent } };
}

function selection(sql: Queryable) {
  return sql`
    select payment.id, payment.reference_id, payment.invoice_id, payment.amount as minor,
      payment.currency, currencies.exponent, payment.service, payment.is_3ds, payment.state, payment.message,
      book.status, book.resolution, coalesce(book.is_final, false) as is_final, people.email as person,
      payment.challenge, payment.created_at
    from test_payments as payment
    join currencies on currencies.code = payment.currency
    left join people on people.id = payment.person_id
    left join invoices as book on (book.account_id, book.id) = (payment.account_id, payment.invoice_id)`;
}

/**
 * A short text that is another one whenever the page of a test payment would be; empty where there is nothing
 * of it.
 */
export async function testPaymentVersion(sql: Queryable, id: bigint): Promise<string> {
  const [row] = await sql<{ version: string | null }[]>`
      select md5(concat_ws(' ', payment::text, invoices.status)) as version
      from test_payments as payment left join invoices on (invoices.account_id, invoices.id)
        = (payment.account_id, payment.invoice_id)
      where payment.id = ${id}`;
  return row?.version ?? '';
}
