import type { Queryable, Sql } from '#db/connection.ts';
import { UnreadableInvoice } from '#paymega/attributes.ts';
import { type Mismatch, mismatches } from '#paymega/creation.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import { formatMinor } from '#paymega/money.ts';
import type { Resource } from '#paymega/resource.ts';
import { ingest } from '../books/ingest.ts';
import { keepCheck } from '../books/keep-check.ts';
import { mirrorInvoices } from '../books/mirror.ts';
import { keepOrQuarantine, readOrQuarantine } from '../books/quarantine.ts';
import { compareInvoices } from '../comparison/compare-invoices.ts';
import { askedOf } from './asked-of.ts';

type Outcome = {
  name: 'found' | 'quarantined';
  message: string | null;
  verdict: string | null;
  status: string | null;
};

/**
 * Ingests what a creation (or the look-up of one) told, as any other observation; what cannot be read is quarantined. An
 * invoice that is not the one that was asked for makes the payment `mismatched`, and is never paid.
 * @returns what it says otherwise than it was asked for
 */
export async function keepCreated(
  tools: { sql: Sql; exponentOf: ExponentOf },
  accountId: number,
  id: bigint,
  resource: Resource,
): Promise<Mismatch[]> {
  const now = new Date();
  const asked = await askedOf(tools.sql, id);
  const differing = mismatchesOf(asked, resource, tools.exponentOf);
  const record = recordingOf({ accountId, id, referenceId: asked.referenceId }, resource, now, differing);
  // Every test payment is asked for in test mode.
  const read = await readOrQuarantine(tools, accountId, resource, now, 'test');
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
            const verdict = taken?.verdict ?? null;
            return record(transaction, { name: 'found', message: null, verdict, status: read.status });
          },
        );
  const outcome =
    kept instanceof UnreadableInvoice
      ? await tools.sql.begin((transaction) =>
          record(transaction, { name: 'quarantined', message: kept.message, verdict: null, status: null }),
        )
      : kept;
  const reported = [resource.id, `reference:${asked.referenceId}`].flatMap((one) =>
    one ? { id: one, outcome } : [],
  );
  await compareInvoices(tools.sql, accountId, reported, now);
  return differing;
}

function recordingOf(
  { accountId, id, referenceId }: { accountId: number; id: bigint; referenceId: string },
  resource: Resource,
  now: Date,
  differing: readonly Mismatch[],
) {
  return async (transaction: Queryable, outcome: Outcome) => {
    const { name, ...told } = outcome;
    await keepCheck(transaction, {
      ...{
        accountId,
        invoiceId: resource.id,
        referenceId,
        askedBy: 'creation',
        askedAt: now,
        answeredAt: now,
      },
      ...{ outcome: name, ...told, body: resource.text },
    });
    const state = differing.length > 0 ? 'mismatched' : 'created';
    const message = differing.length > 0 ? mismatchText(differing) : outcome.message;
    await transaction`
      update test_payments set state = ${state}, invoice_id = ${resource.id}, message = ${message},
        errors = null, changed_at = now()
      where id = ${id} and state in ('creating', 'creation_unknown')`;
    return outcome.name;
  };
}

function mismatchesOf(
  { referenceId, currency, amount }: Awaited<ReturnType<typeof askedOf>>,
  resource: Resource,
  exponentOf: ExponentOf,
): Mismatch[] {
  const exponent = exponentOf(currency) ?? 0;
  const numeral = formatMinor(amount, exponent);
  const asked = { reference_id: referenceId, currency, amount: numeral, test_mode: true };
  return mismatches(asked, resource, exponent);
}

/** What was asked for and what was answered, in words. */
export function mismatchText(differing: readonly Mismatch[]): string {
  const differences = differing.map(
    ({ field, asked, answered }) => `${field} ${answered} instead of ${asked}`,
  );
  return `Paymega’s invoice is not the one that was asked for: ${differences.join(', ')}. No card is sent for it.`;
}

const OTHER_INVOICE =
  'The invoice that a callback brought is not the one that was asked for. No card is sent for it.';

/**
 * Takes the invoice of a creation whose answer was lost from our own book, where a callback has brought it meanwhile.
 * @returns whether the payment has its invoice now
 */
export async function adoptReported(sql: Queryable, id: bigint): Promise<boolean> {
  const [adopted] = await sql<{ id: bigint }[]>`
    update test_payments as payment set invoice_id = book.id, changed_at = now(), errors = null,
      state = case when book.is_same then 'created' else 'mismatched' end,
      message = case when book.is_same then null else ${OTHER_INVOICE}::text end
    from (
      select distinct on (asked.id) asked.id as payment_id, invoices.id,
        (invoices.amount, invoices.currency, invoices.mode)
          = (asked.amount, asked.currency, 'test') as is_same
      from test_payments as asked
      join invoices on invoices.account_id = asked.account_id and invoices.reference_id = asked.reference_id
      where asked.id = ${id} order by asked.id, is_same desc, invoices.created_at desc
    ) as book
    where payment.id = book.payment_id and payment.state in ('creating', 'creation_unknown')
    returning payment.id`;
  return adopted !== undefined;
}
