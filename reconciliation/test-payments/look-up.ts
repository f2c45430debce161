import type { Queryable } from '#db/connection.ts';
import { PaymegaError } from '#paymega/errors.ts';
import { invoiceIn, invoicesIn } from '#paymega/look-up.ts';
import { bearerTokenOf, type Resource, textOf } from '#paymega/resource.ts';
import { type Ask, checkStatus } from '../books/check-status.ts';
import { toCompare } from '../comparison/check-invoice.ts';
import { compareInvoices } from '../comparison/compare-invoices.ts';
import { askedOf } from './asked-of.ts';
import { keepCreated, mismatchText } from './created.ts';
import type { PaymentTools } from './payment-tools.ts';
import { recorded, type StepResult } from './steps.ts';

const CERTAIN_AFTER_MINUTES = 10;
const SALE_CERTAIN_AFTER_SECONDS = 60;

/**
 * Asks by reference for a creation whose outcome we never learnt. Found: it exists, and is ingested. Still not known to
 * Paymega after ten minutes: it was not created.
 */
export async function lookUpCreation(tools: PaymentTools, id: bigint, signal?: AbortSignal): Promise<void> {
  const { sql, connection } = tools;
  const { accountId, referenceId } = await askedOf(sql, id);
  await recorded(
    sql,
    id,
    'check_by_reference',
    async () => {
      const made = await connection.privateApi.lookByReference(referenceId, signal);
      const found = answerOf(() => invoicesIn(made, referenceId));
      return { ...made, result: await keepLookUp(tools, accountId, id, found) };
    },
    ({ result }) => result,
  );
}

async function keepLookUp(
  tools: PaymentTools,
  accountId: number,
  id: bigint,
  found: Resource[] | PaymegaError,
): Promise<StepResult> {
  const { sql } = tools;
  if (found instanceof PaymegaError) {
    const { message } = found;
    await sql`update test_payments set message = ${message} where id = ${id}`;
    return { outcome: 'unknown', message };
  }
  const resource = found.find(({ attributes }) => attributes.test_mode === true) ?? found[0];
  if (resource) {
    const differing = await keepCreated(tools, accountId, id, resource);
    const invoiceStatus = textOf(resource.attributes.status);
    if (differing.length > 0)
      return { outcome: 'mismatched', message: mismatchText(differing), invoiceStatus };
    return { outcome: 'done', message: resource.id, invoiceStatus };
  }
  await sql`
    update test_payments set state = 'not_created', message = 'Paymega does not know its reference',
      changed_at = now()
    where id = ${id} and state in ('creating', 'creation_unknown')
      and created_at < now() - make_interval(mins => ${CERTAIN_AFTER_MINUTES})`;
  return { outcome: 'done', message: 'Paymega does not know this reference' };
}

/**
 * Asks for the invoice of a test payment by its id, or by our reference, ingests the answer and compares the books anew.
 * @returns the invoice's bearer token as Paymega tells it now, which is kept nowhere; null where there is none
 */
export async function checkTestPayment(
  tools: PaymentTools,
  id: bigint,
  by: 'id' | 'reference',
  signal?: AbortSignal,
): Promise<string | null> {
  const { sql, connection, exponentOf } = tools;
  const { accountId, referenceId, invoiceId } = await askedOf(sql, id);
  if (invoiceId === null) return null;
  const { privateApi } = connection;
  let token: string | null = null;
  await recorded(
    sql,
    id,
    by === 'id' ? 'check_by_id' : 'check_by_reference',
    async () => {
      const made =
        by === 'id'
          ? await privateApi.lookById(invoiceId, signal)
          : await privateApi.lookByReference(referenceId, signal);
      const ask: Ask = async () => {
        const found = by === 'id' ? invoiceIn(made) : pick(invoicesIn(made, referenceId), invoiceId);
        token = found && bearerTokenOf(found);
        return found;
      };
      const asking = { sql, privateApi, exponentOf };
      const answer = await checkStatus(asking, { accountId, invoiceId, askedBy: 'creation' }, signal, ask);
      await compareInvoices(sql, accountId, toCompare(invoiceId, answer), new Date());
      return { ...made, answer };
    },
    ({ answer }) => resultOf(answer),
  );
  await resolveUnknownSale(sql, id);
  return token;
}

function pick(found: readonly Resource[], invoiceId: string): Resource | null {
  return found.find(({ id }) => id === invoiceId) ?? null;
}

function resultOf(answer: Awaited<ReturnType<typeof checkStatus>>): StepResult {
  switch (answer.outcome) {
    case 'found':
      return { outcome: 'done', message: null, invoiceStatus: answer.status };
    case 'not_found':
      return { outcome: 'refused', message: 'Paymega does not know this invoice' };
    case 'quarantined':
      return { outcome: 'kept', message: answer.message };
    case 'no_answer':
      return { outcome: 'unknown', message: answer.message };
  }
}

/**
 * What a sale of unknown outcome did shows in the invoice: one that moved on has got the card; one that nothing has
 * touched a minute later has not, and can be paid.
 */
async function resolveUnknownSale(sql: Queryable, id: bigint): Promise<void> {
  await sql`
    update test_payments as payment set changed_at = now(),
      state = case when book.status = 'created' then 'created' else 'sent' end,
      message = case when book.status = 'created'
        then 'The card did not arrive: Paymega’s invoice is as it was created. Send it again.' end
    from invoices as book
    where payment.id = ${id} and payment.state = 'sale_unknown'
      and (book.account_id, book.id) = (payment.account_id, payment.invoice_id)
      and (book.status <> 'created'
        or payment.changed_at < now() - make_interval(secs => ${SALE_CERTAIN_AFTER_SECONDS}))`;
}

function answerOf<T>(read: () => T): T | PaymegaError {
  try {
    return read();
  } catch (error) {
    if (error instanceof PaymegaError) return error;
    throw error;
  }
}
