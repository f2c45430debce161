import { randomBytes } from 'node:crypto';
import type { Queryable } from '#db/connection.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import type { WriteOutcome } from '#paymega/creation.ts';
import { formatMinor } from '#paymega/money.ts';
import { minorOf } from './draft.ts';
import { checkTestPayment } from './look-up.ts';
import type { PaymentTools } from './payment-tools.ts';
import { recorded } from './steps.ts';

/** A refund that may be sent: of which invoice, and how much of it; null for all that is left. */
export type RefundOrder = { invoiceId: string; currency: string; amount: string | null };

/**
 * What a refund of a test payment is to be; nothing is sent yet. Audited.
 * @param typed a decimal numeral; null for all that is left
 * @throws Refusal `not_refundable` (409), `bad_amount`
 */
export async function orderRefund(
  { sql, exponentOf }: Pick<PaymentTools, 'sql' | 'exponentOf'>,
  actor: Actor,
  id: bigint,
  typed: string | null,
): Promise<RefundOrder> {
  const { invoiceId, currency, left } = await refundableOf(sql, id);
  const exponent = exponentOf(currency) ?? 0;
  const minor = typed === null ? null : minorOf(typed, currency, exponentOf);
  if (minor !== null && minor > left)
    throw new Refusal('bad_amount', `at most ${formatMinor(left, exponent)} ${currency} can be refunded`);
  const amount = minor === null ? null : formatMinor(minor, exponent);
  await audit(sql, actor, 'test_payment.refunded', `test_payment:${id}`, {
    amount: amount ?? 'all that is left',
  });
  return { invoiceId, currency, amount };
}

/**
 * Asks Paymega for the refund, and how the invoice stands then; the callback that follows tells the end.
 * @returns what came of it; `unknown` shows in the invoice
 */
export async function sendRefund(
  tools: PaymentTools,
  id: bigint,
  { invoiceId, currency, amount }: RefundOrder,
  signal?: AbortSignal,
): Promise<WriteOutcome> {
  const { sql, connection } = tools;
  const asked = {
    amount,
    reference_id: `refund-${randomBytes(8).toString('hex')}`,
    description: 'Counterfoil test refund',
  };
  const { outcome } = await recorded(
    sql,
    id,
    'refund',
    () => connection.privateApi.refund(invoiceId, asked, signal),
    ({ outcome: of }) =>
      of.kind === 'done'
        ? { outcome: 'done', message: amount === null ? 'all that was left' : `${amount} ${currency}` }
        : { outcome: of.kind, message: of.message },
  );
  await sql`update test_payments set changed_at = now() where id = ${id}`;
  if (outcome.kind !== 'refused') await checkTestPayment(tools, id, 'id', signal);
  return outcome;
}

type Refundable = { invoiceId: string; currency: string; left: bigint };

async function refundableOf(sql: Queryable, id: bigint): Promise<Refundable> {
  const [row] = await sql<(Refundable & { tookMoney: boolean })[]>`
    select book.id as invoice_id, book.currency, book.received - book.returned as left, took_money
    from test_payments as payment
    join invoices as book on (book.account_id, book.id) = (payment.account_id, payment.invoice_id)
    where payment.id = ${id}`;
  if (!row?.tookMoney || row.left <= 0n)
    throw new Refusal('not_refundable', 'Nothing of this payment can be refunded.', 409);
  return row;
}
