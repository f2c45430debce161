import { UnreadableInvoice } from '#paymega/attributes.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import { type Invoice, readInvoice } from '#paymega/document.ts';
import type { Mode } from '#paymega/mode.ts';
import { NoDocument, readResource } from '#paymega/resource.ts';
import { type Amount, amountOf } from '../books/amount.ts';

/** Of an invoice the figures in the order in which they are shown. */
const AMOUNTS = [
  'amount',
  'paymentAmount',
  'fee',
  'deposit',
  'processedAmount',
  'processedFee',
  'processedDeposit',
  'refundedAmount',
  'chargedBackAmount',
] as const;

export type AmountName = (typeof AMOUNTS)[number];

/** What a body says of an invoice, as this product reads it today: or why it cannot be read exactly. */
export type AsRead =
  | {
      kind: 'read';
      facts: Pick<Invoice, 'id' | 'mode' | 'status' | 'resolution' | 'referenceId' | 'service'>;
      /** null where it was not told */
      amounts: { name: AmountName; amount: Amount | null }[];
      times: { created: Date | null; updated: Date; processed: Date | null };
    }
  | { kind: 'unreadable'; reason: string; message: string };

/**
 * Reads a body as it is kept.
 * @param mode the one by whose secret it was verified, for a body that says none
 */
export function asRead(body: string, mode: Mode | undefined, exponentOf: ExponentOf): AsRead {
  try {
    return told(readInvoice(readResource(body), exponentOf, mode), exponentOf);
  } catch (error) {
    if (error instanceof NoDocument) return unreadable('no_document', error.message);
    if (error instanceof UnreadableInvoice) return unreadable(error.reason, error.message);
    throw error;
  }
}

function unreadable(reason: string, message: string): AsRead {
  return { kind: 'unreadable', reason, message };
}

function told(invoice: Invoice, exponentOf: ExponentOf): AsRead {
  const { id, mode, status, resolution, referenceId, service, currency } = invoice;
  const exponent = exponentOf(currency) ?? null;
  const at = (seconds: number) => new Date(seconds * 1000);
  const maybeAt = (seconds: number | null) => (seconds === null ? null : at(seconds));
  return {
    kind: 'read',
    facts: { id, mode, status, resolution, referenceId, service },
    amounts: AMOUNTS.map((name) => ({ name, amount: amountOf(invoice[name], currency, exponent) })),
    times: {
      created: maybeAt(invoice.createdAt),
      updated: at(invoice.updatedAt),
      processed: maybeAt(invoice.processedAt),
    },
  };
}
