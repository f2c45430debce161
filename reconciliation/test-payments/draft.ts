import { randomBytes } from 'node:crypto';
import type { Sql } from '#db/connection.ts';
import { type Actor, audit, personIdOf } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import { formatMinor, MoneyError, parseMinor } from '#paymega/money.ts';
import type { Offer, OfferedService } from '#paymega/pre-request.ts';
import { askedOf } from './asked-of.ts';
import type { PaymentTools } from './payment-tools.ts';
import { recorded, type StepResult } from './steps.ts';

/** What a test payment begins with. */
export type Draft = {
  accountId: number;
  /** A decimal numeral, as typed. */
  amount: string;
  currency: string;
  /** The integration check that it belongs to. */
  integrationCheckId?: bigint;
};

/**
 * Puts a test payment on record of which Paymega knows nothing yet. Audited.
 * @throws Refusal `bad_amount`, `unknown_currency`
 */
export async function draftTestPayment(
  sql: Sql,
  exponentOf: ExponentOf,
  actor: Actor,
  draft: Draft,
): Promise<bigint> {
  const amount = minorOf(draft.amount, draft.currency, exponentOf);
  const referenceId = `test-${randomBytes(8).toString('hex')}`;
  return sql.begin(async (transaction) => {
    const [row] = await transaction<{ id: bigint }[]>`
      insert into test_payments
        (account_id, person_id, integration_check_id, reference_id, currency, amount, state, created_at,
          changed_at)
      values (${draft.accountId}, ${personIdOf(actor)}, ${draft.integrationCheckId ?? null}, ${referenceId},
        ${draft.currency}, ${amount}, 'draft', now(), now())
      returning id`;
    if (!row) throw new Error('the test payment was not put on record');
    await audit(transaction, actor, 'test_payment.created', `test_payment:${row.id}`, { referenceId });
    return row.id;
  });
}

/**
 * An amount of more than nothing, in the minor unit of its currency.
 * @throws Refusal `bad_amount`, `unknown_currency`
 */
export function minorOf(amount: string, currency: string, exponentOf: ExponentOf): bigint {
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

/** Asks Paymega which services are open to the order (the pre-request). What it does not say may be typed later. */
export async function askForServices(tools: PaymentTools, id: bigint, signal?: AbortSignal): Promise<Offer> {
  const { sql, connection, exponentOf } = tools;
  const { amount, currency } = await askedOf(sql, id);
  const order = { amount: formatMinor(amount, exponentOf(currency) ?? 0), currency };
  const { offer } = await recorded(
    sql,
    id,
    'pre_request',
    () => connection.privateApi.preRequest(order, signal),
    (made) => resultOf(made.offer),
  );
  const services = offer.kind === 'offered' ? offer.services : null;
  await sql`
    update test_payments set offered = ${services && sql.json(services)}, changed_at = now()
    where id = ${id} and state = 'draft'`;
  return offer;
}

function resultOf(offer: Offer): StepResult {
  if (offer.kind !== 'offered') return { outcome: offer.kind, message: offer.message };
  const { length } = offer.services;
  const message = length === 0 ? 'no service is open to this amount and currency' : namesOf(offer.services);
  return { outcome: 'done', message };
}

function namesOf(services: readonly OfferedService[]): string {
  return services.map(({ service }) => service).join(', ');
}
