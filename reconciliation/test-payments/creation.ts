import { databaseErrorOf, type Queryable, type Sql } from '#db/connection.ts';
import { SQLSTATE } from '#db/sql.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import type { WriteOutcome } from '#paymega/creation.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import type { ProviderError } from '#paymega/error-document.ts';
import { formatMinor } from '#paymega/money.ts';
import type { OfferedService } from '#paymega/pre-request.ts';
import { bearerTokenOf } from '#paymega/resource.ts';
import { keepCreated, mismatchText } from './created.ts';
import { minorOf } from './draft.ts';
import type { PaymentTools } from './payment-tools.ts';
import { recorded, type StepResult } from './steps.ts';

/** What an invoice is to be created with. */
export type Order = {
  referenceId: string;
  description: string;
  currency: string;
  /** A decimal numeral, as typed. */
  amount: string;
  service: string;
  returnUrl: string;
  callbackUrl: string;
};

/** Which field of the order an attribute of Paymega's belongs to. */
const FIELD_OF: Readonly<Record<string, keyof Order>> = {
  reference_id: 'referenceId',
  description: 'description',
  currency: 'currency',
  amount: 'amount',
  service: 'service',
  return_url: 'returnUrl',
  callback_url: 'callbackUrl',
};

/**
 * Puts down with what an invoice is to be created; nothing is sent yet. Audited.
 * @throws Refusal `already_created` (409), `bad_amount`, `unknown_currency`, `reference_taken`, and
 * `service_not_offered` or `service_of_other_currency` where the service does not fit
 */
export async function order(
  sql: Sql,
  exponentOf: ExponentOf,
  actor: Actor,
  id: bigint,
  asked: Order,
): Promise<void> {
  const amount = minorOf(asked.amount, asked.currency, exponentOf);
  try {
    await sql.begin(async (transaction) => {
      const { accountId, offered } = await orderable(transaction, id);
      assertFits(asked, offered, exponentOf);
      await assertUnused(transaction, accountId, asked.referenceId);
      await transaction`
        update test_payments set state = 'creating', message = null, errors = null, amount = ${amount},
          currency = ${asked.currency}, reference_id = ${asked.referenceId}, service = ${asked.service},
          description = ${asked.description}, return_url = ${asked.returnUrl},
          callback_url = ${asked.callbackUrl}, changed_at = now()
        where id = ${id}`;
      const { referenceId } = asked;
      await audit(transaction, actor, 'test_payment.ordered', `test_payment:${id}`, { referenceId });
    });
  } catch (error) {
    if (databaseErrorOf(error)?.code === SQLSTATE.uniqueViolation) throw taken(asked.referenceId);
    throw error;
  }
}

async function orderable(sql: Queryable, id: bigint) {
  const [row] = await sql<{ accountId: number; state: string; offered: OfferedService[] | null }[]>`
    select account_id, state, offered from test_payments where id = ${id} for update`;
  if (!row) throw new Refusal('unknown_test_payment', `there is no test payment ${id}`, 404);
  if (row.state !== 'draft' && row.state !== 'not_created')
    throw new Refusal('already_created', 'This payment was created already, or is being created.', 409);
  return row;
}

function assertFits(
  { service, currency }: Order,
  offered: readonly OfferedService[] | null,
  exponentOf: ExponentOf,
): void {
  const offer = offered?.find((one) => one.service === service);
  if (offered && offered.length > 0 && !offer)
    throw new Refusal('service_not_offered', `Paymega did not offer the service “${service}” for this order`);
  const other = offer?.currency ?? currencyIn(service, exponentOf);
  if (other && other !== currency)
    throw new Refusal(
      'service_of_other_currency',
      `the service “${service}” is for ${other}, not ${currency}`,
    );
}

/** The currency that the name of a service bears (`payment_card_usd_hpp`), null where it bears none that is known. */
function currencyIn(service: string, exponentOf: ExponentOf): string | null {
  const parts = service.split('_').map((part) => part.toUpperCase());
  return parts.find((part) => part.length === 3 && exponentOf(part) !== undefined) ?? null;
}

async function assertUnused(sql: Queryable, accountId: number, referenceId: string): Promise<void> {
  const [used] = await sql`
    select from invoices
    where account_id = ${accountId} and reference_id = ${referenceId} limit 1`;
  if (used) throw taken(referenceId);
}

function taken(referenceId: string): Refusal {
  return new Refusal(
    'reference_taken',
    `the reference “${referenceId}” is taken: another payment bears it`,
    409,
  );
}

type Ordered = Order & { accountId: number; minor: bigint };

/**
 * Creates the invoice that was ordered, in test mode. 201 alone means created; what we could not learn is *unknown*, to be
 * looked up (look-up.ts), never guessed.
 * @returns the invoice's bearer token, which is kept nowhere; null where there is nothing to be paid (yet)
 */
export async function createOrdered(
  tools: PaymentTools,
  id: bigint,
  signal?: AbortSignal,
): Promise<string | null> {
  const { sql, connection, exponentOf } = tools;
  const asked = await orderedOf(sql, id);
  const attributes = {
    reference_id: asked.referenceId,
    description: asked.description,
    currency: asked.currency,
    amount: formatMinor(asked.minor, exponentOf(asked.currency) ?? 0),
    service: asked.service,
    return_url: asked.returnUrl,
    callback_url: asked.callbackUrl,
    test_mode: true,
  };
  let token: string | null = null;
  await recorded(
    sql,
    id,
    'creation',
    async () => {
      const made = await connection.privateApi.create(attributes, signal);
      return { ...made, result: await keepOutcome(tools, asked.accountId, id, made.outcome) };
    },
    ({ outcome, result }) => {
      if (outcome.kind === 'done' && result.outcome === 'done') token = bearerTokenOf(outcome.resource);
      return result;
    },
  );
  return token;
}

async function keepOutcome(
  tools: PaymentTools,
  accountId: number,
  id: bigint,
  outcome: WriteOutcome,
): Promise<StepResult> {
  const { sql } = tools;
  if (outcome.kind === 'done') {
    const differing = await keepCreated(tools, accountId, id, outcome.resource);
    return differing.length > 0
      ? { outcome: 'mismatched', message: mismatchText(differing) }
      : { outcome: 'done', message: outcome.resource.id };
  }
  const { message } = outcome;
  const isNo = outcome.kind === 'refused';
  const errors = isNo ? errorsByField(outcome.errors) : null;
  await sql`
    update test_payments set state = ${isNo ? 'not_created' : 'creation_unknown'}, message = ${message},
      errors = ${errors && sql.json(errors)}, changed_at = now()
    where id = ${id} and state = 'creating'`;
  return { outcome: outcome.kind, message };
}

/** Paymega's words by the field of our form that they belong to; what belongs to none is in the message. */
export function errorsByField(errors: readonly ProviderError[]): Record<string, string> {
  return Object.fromEntries(
    errors.flatMap(({ field, message }) => {
      const ours = field === null ? undefined : FIELD_OF[field];
      return ours ? [[ours, message]] : [];
    }),
  );
}

async function orderedOf(sql: Queryable, id: bigint): Promise<Ordered> {
  const [row] = await sql<Ordered[]>`
    select account_id, reference_id, description, currency, amount as minor, service, return_url, callback_url
    from test_payments where id = ${id}`;
  if (!row) throw new Error(`there is no test payment ${id}`);
  return row;
}
