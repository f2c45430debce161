import { randomBytes } from 'node:crypto';
import type { Queryable, Sql } from '#db/connection.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import type { BrowserInfo } from '#paymega/browser-info.ts';
import { type Card, type SaleOutcome, sell } from '#paymega/card-gateway.ts';
import { returnFieldOf } from '#paymega/challenge.ts';
import { type TestOutcome, testOutcome } from '#paymega/test-cards.ts';
import { adoptReported } from './created.ts';
import { checkTestPayment } from './look-up.ts';
import type { PaymentTools } from './payment-tools.ts';
import { recorded, type StepResult } from './steps.ts';

/** With what a test payment is to be paid. Only documented test cards can be named, by the outcome that they stand for. */
export type SaleOrder = {
  outcome: string;
  cardHolder: string;
  browserInfo: BrowserInfo | null;
  /** Where the bank of 3-D Secure 1.0 is to send its answer: to Paymega, or to us, who send it on. */
  bankAnswersTo: 'provider' | 'us';
};

const PAYABLE = ['created', 'sale_refused'];
const CVV = '123';

/**
 * Puts down with which card a test payment is to be paid; nothing is sent yet. Audited.
 * @throws Refusal `unknown_outcome`, `not_payable` (409)
 */
export async function orderSale(sql: Sql, actor: Actor, id: bigint, sale: SaleOrder): Promise<void> {
  if (!testOutcome(sale.outcome))
    throw new Refusal('unknown_outcome', 'only the documented test cards can be used here');
  await adoptReported(sql, id);
  await sql.begin(async (transaction) => {
    const [row] = await transaction<{ state: string; isFinal: boolean }[]>`
      select state, coalesce(book.is_final, false) as is_final
      from test_payments as payment
      left join invoices as book on (book.account_id, book.id) = (payment.account_id, payment.invoice_id)
      where payment.id = ${id} for update of payment`;
    if (!row) throw new Refusal('unknown_test_payment', `there is no test payment ${id}`, 404);
    if (!PAYABLE.includes(row.state) || row.isFinal)
      throw new Refusal(
        'not_payable',
        'No card can be sent for this payment now: see which step it is at.',
        409,
      );
    await transaction`
      update test_payments set state = 'paying', message = null, errors = null, gateway_status = null,
        auth_mode = null, challenge = null, return_key = null, sent_to_bank_at = null, returned_at = null,
        outcome = ${sale.outcome}, card_holder = ${sale.cardHolder},
        browser_info = ${sale.browserInfo && transaction.json(sale.browserInfo)},
        bank_answers_to = ${sale.bankAnswersTo}, changed_at = now()
      where id = ${id}`;
    const { outcome } = sale;
    await audit(transaction, actor, 'test_payment.paid', `test_payment:${id}`, { outcome });
  });
}

type Ordered = {
  outcome: string;
  cardHolder: string;
  browserInfo: BrowserInfo | null;
  bankAnswersTo: string;
};

/**
 * Sends the card that was ordered to the gateway. What the gateway refuses can be sent again; what we could not learn is
 * *unknown*, and shows in the invoice.
 * @param known the invoice's bearer token from its creation; without it Paymega is asked for it anew
 */
export async function sendCard(
  tools: PaymentTools,
  id: bigint,
  known: string | null,
  signal?: AbortSignal,
): Promise<void> {
  const { sql, connection } = tools;
  const token = known ?? (await checkTestPayment(tools, id, 'id', signal));
  if (token === null) {
    const message = 'Paymega gave no token for the card gateway: nothing was sent';
    await sql`
      update test_payments set state = 'sale_refused', message = ${message}, changed_at = now()
      where id = ${id} and state = 'paying'`;
    return;
  }
  const ordered = await orderedOf(sql, id);
  const outcome = testOutcome(ordered.outcome);
  if (!outcome) throw new Error(`there is no outcome ${ordered.outcome}`);
  const sale = { card: cardOf(outcome, ordered.cardHolder), browserInfo: ordered.browserInfo };
  const made = await recorded(
    sql,
    id,
    'sale',
    () => sell(connection.cardgate, token, sale, signal),
    (one) => resultOf(one.outcome),
  );
  await keep(sql, id, made.outcome, ordered.bankAnswersTo === 'us');
}

function cardOf({ number, expiry }: TestOutcome, holder: string): Card {
  return { number, holder, cvv: CVV, expMonth: expiry.slice(0, 2), expYear: expiry.slice(2) };
}

function resultOf(outcome: SaleOutcome): StepResult {
  if (outcome.kind !== 'answered') return { outcome: outcome.kind, message: outcome.message };
  const { status, authMode } = outcome;
  const message = authMode === null ? status : `${status}, authentication ${authMode}`;
  return { outcome: 'done', message, invoiceStatus: status };
}

async function keep(sql: Queryable, id: bigint, outcome: SaleOutcome, isOursAsked: boolean): Promise<void> {
  if (outcome.kind !== 'answered') {
    const errors = outcome.kind === 'refused' ? outcome.errors : null;
    await sql`
      update test_payments set state = ${outcome.kind === 'refused' ? 'sale_refused' : 'sale_unknown'},
        message = ${outcome.message}, errors = ${errors && sql.json(errors)}, changed_at = now()
      where id = ${id} and state = 'paying'`;
    return;
  }
  const { status, authMode, challenge } = outcome;
  const isOurs = isOursAsked && challenge !== null && returnFieldOf(challenge) !== null;
  await sql`
    update test_payments set state = ${challenge ? 'challenged' : 'sent'}, gateway_status = ${status},
      auth_mode = ${authMode}, challenge = ${challenge && sql.json(challenge)},
      return_key = ${isOurs ? randomBytes(24).toString('base64url') : null},
      message = ${isOursAsked && challenge && !isOurs ? NO_RETURN_FIELD : null}, changed_at = now()
    where id = ${id} and state = 'paying'`;
}

const NO_RETURN_FIELD =
  'This challenge names no address that could be replaced by ours: the bank answers to Paymega, as in 3-D Secure 2.';

async function orderedOf(sql: Queryable, id: bigint): Promise<Ordered> {
  const [row] = await sql<Ordered[]>`
    select outcome, card_holder, browser_info, bank_answers_to from test_payments where id = ${id}`;
  if (!row) throw new Error(`there is no test payment ${id}`);
  return row;
}
