import type { Queryable } from '#db/connection.ts';
import type { testPayments } from '#db/schema/test-payments.ts';

type Asked = Pick<
  typeof testPayments.$inferSelect,
  'accountId' | 'referenceId' | 'currency' | 'amount' | 'invoiceId'
>;

/** What a test payment was asked for with, and the invoice that came of it. @throws Error where there is none */
export async function askedOf(sql: Queryable, id: bigint): Promise<Asked> {
  const [row] = await sql<Asked[]>`
    select account_id, reference_id, currency, amount, invoice_id from test_payments where id = ${id}`;
  if (!row) throw new Error(`there is no test payment ${id}`);
  return row;
}
