import { randomBytes } from 'node:crypto';
import type { Queryable, Sql } from '#db/connection.ts';
import type { ProviderConnection } from '#identity/accounts/accounts.ts';
import { type Actor, audit, personIdOf } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import { UnreadableInvoice } from '#paymega/attributes.ts';
import { sell } from '#paymega/card-gateway.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import { PaymegaError } from '#paymega/errors.ts';
import { formatMinor, MoneyError, parseMinor } from '#paymega/money.ts';
import { bearerTokenOf, type Resource } from '#paymega/resource.ts';
import { TEST_CARDS } from '#paymega/test-cards.ts';
import { ingest } from '../books/ingest.ts';
import { mirrorInvoices } from '../books/mirror.ts';
import { keepOrQuarantine, readOrQuarantine } from '../books/quarantine.ts';
import { compareInvoices } from '../comparison/compare-invoices.ts';

/** What a person asks for. Only documented test cards can be named; the invoice is always in test mode. */
export type TestPaymentOrder = {
  accountId: number;
  /** A decimal numeral, as typed. */
  amount: string;
  currency: string;
  service: string;
  cardNumber: string;
  /** MMYY; with a failing card it picks the resolution. */
  expiry: string;
  /**
   * Where Paymega sends callbacks, and where the payer comes back to: `returnUrl` is given the payment's id.
   */
  callbackUrl: string;
  returnUrl: (id: bigint) => string;
};

export type PaymentTools = { sql: Sql; connection: ProviderConnection; exponentOf: ExponentOf };

/**
 * A test payment by the host-to-host scheme: create the invoice in test mode, pay it with a test card, and
 * where the bank wants a challenge, keep it for the payer's browser. Each step is on record before the next
 * one; what we could not learn is *unknown*, never guessed.
 * @returns the id of the test payment, however far it came
 * @throws Refusal `bad_amount`, `unknown_currency`, `unknown_card`
 */
export async function createTestPayment(
  tools: PaymentTools,
  actor: Actor,
  order: TestPaymentOrder,
): Promise<bigint> {
  const card = TEST_CARDS.find(({ number }) => number === order.cardNumber);
  if (!card) throw new Refusal('unknown_card', 'only the documented test cards can be used here');
  const amount = minorOf(order, tools.exponentOf);
  const referenceId = `test-${randomBytes(8).toString('hex')}`;
  const id = await tools.sql.begin(async (transaction) => {
    const [row] = await transaction<{ id: bigint }[]>`
      insert into test_payments
        (account_id, person_id, reference_id, currency, amount, service, is_3ds, state, created_at,
          changed_at)
      values (${order.accountId}, ${personIdOf(actor)}, ${referenceId}, ${order.currency},
        ${amount.toString()},
        ${order.service}, ${card.is3ds}, 'creating', now(), now())
      returning id`;
    if (!row) throw new Error('the test payment was not put on record');
    await audit(transaction, actor, 'test_payment.created', `test_payment:${row.id}`, { referenceId });
    return row.id;
  });
  const reported = await createInvoice(tools, order, id, referenceId, amount);
  if (reported) await pay(tools, id, reported, { number: card.number, expiry: order.expiry });
  return id;
}

function minorOf({ amount, currency }: TestPaymentOrder, exponentOf: ExponentOf): bigint {
  const exponent = exponentOf(currency);
  if (exponent === undefined)
    throw new Refusal('unknown_currency', `the currency “${currency}” is not known here`);
  try {
    const minor = parseMinor(amount, exponent);
    if (minor > 0n) return minor;
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    throw new Refusal('bad_amount', error.message);
  }
  throw new Refusal('bad_amount', 'the amount must be more than nothing');
}

async function createInvoice(
  { sql, connection, exponentOf }: PaymentTools,
  order: TestPaymentOrder,
  id: bigint,
  referenceId: string,
  amount: bigint,
): Promise<Resource | null> {
  try {
    const reported = await connection.privateApi.create({
      reference_id: referenceId,
      description: 'Counterfoil test payment',
      currency: order.currency,
      amount: formatMinor(amount, exponentOf(order.currency) ?? 0),
      service: order.service,
      return_url: order.returnUrl(id),
      callback_url: order.callbackUrl,
      test_mode: true,
    });
    await keepCreated({ sql, exponentOf }, order.accountId, id, reported);
    return reported;
  } catch (error) {
    if (!(error instanceof PaymegaError)) throw error;
    // An invoice exists only if creation answered 201: a 4xx is a no, anything else says nothing.
    const isNo = error.status !== null && error.status >= 400 && error.status < 500;
    await enter(sql, id, isNo ? 'not_created' : 'creation_unknown', error.message);
    return null;
  }
}

type Outcome = {
  name: 'found' | 'quarantined';
  message: string | null;
  verdict: string | null;
  status: string | null;
};

/**
 * Ingests what a creation (or the look-up of one) told, as any other observation; what cannot be read is
 * quarantined.
 */
export async function keepCreated(
  tools: { sql: Sql; exponentOf: ExponentOf },
  accountId: number,
  id: bigint,
  resource: Resource,
): Promise<void> {
  const now = new Date();
  // Every test payment is asked for in test mode.
  const read = await readOrQuarantine(tools, accountId, resource, now, 'test');
  const record = async (transaction: Queryable, outcome: Outcome) => {
    await transaction`
      insert into status_checks
        (account_id, invoice_id, reference_id, asked_by, asked_at, answered_at, outcome, message, verdict,
          status, body)
      select ${accountId}, ${resource.id}, reference_id, 'creation', ${now}::timestamptz, ${now}::timestamptz,
        ${outcome.name}, ${outcome.message}, ${outcome.verdict}, ${outcome.status}, ${resource.text}
      from test_payments where id = ${id}`;
    await transaction`
      update test_payments set state = 'created', invoice_id = ${resource.id}, message = ${outcome.message},
        changed_at = now()
      where id = ${id}`;
    return outcome.name;
  };
  const kept =
    read instanceof UnreadableInvoice
      ? read
      : await keepOrQuarantine(
          tools.sql,
          accountId,
          { resource, observation: read },
          now,
          async (transaction) => {
            await mirrorInvoices(transaction, [read], now);
            const [taken] = await ingest(transaction, [read]);
            const { status } = read;
            return record(transaction, {
              name: 'found',
              message: null,
              verdict: taken?.verdict ?? null,
              status,
            });
          },
        );
  const outcome =
    kept instanceof UnreadableInvoice
      ? await tools.sql.begin((transaction) =>
          record(transaction, { name: 'quarantined', message: kept.message, verdict: null, status: null }),
        )
      : kept;
  const [payment] = await tools.sql<{ referenceId: string }[]>`
    select reference_id from test_payments where id = ${id}`;
  const reported = [resource.id, `reference:${payment?.referenceId}`].flatMap((one) =>
    one ? { id: one, outcome } : [],
  );
  await compareInvoices(tools.sql, accountId, reported, now);
}

async function pay(
  { sql, connection }: PaymentTools,
  id: bigint,
  reported: Resource,
  card: { number: string; expiry: string },
): Promise<void> {
  const token = bearerTokenOf(reported);
  if (!token) return enter(sql, id, 'sale_refused', 'the invoice came without a token for the card gateway');
  try {
    const { challenge } = await sell(connection.cardgate, token, {
      number: card.number,
      holder: 'COUNTERFOIL TEST',
      cvv: '123',
      expMonth: card.expiry.slice(0, 2),
      expYear: card.expiry.slice(2),
    });
    if (!challenge) return await enter(sql, id, 'sent', null);
    await sql`
      update test_payments set state = 'challenged', challenge = ${sql.json(challenge)}, changed_at = now()
      where id = ${id}`;
  } catch (error) {
    if (!(error instanceof PaymegaError)) throw error;
    await enter(sql, id, error.status !== null ? 'sale_refused' : 'sale_unknown', error.message);
  }
}

async function enter(sql: Queryable, id: bigint, state: string, message: string | null): Promise<void> {
  await sql`
    update test_payments set state = ${state}, message = ${message}, changed_at = now() where id = ${id}`;
}
