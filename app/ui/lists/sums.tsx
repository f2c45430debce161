import type { InvoiceSums } from '#reconciliation/books/invoice-sums.ts';
import { groupedDigits } from '../values/grouped-amount.ts';
import { Money } from '../values/money.tsx';
import type { FootLine } from './table.tsx';

/** The lines beneath a list of invoices: what all that match come to, not only those of this page. */
export function invoiceFoot(sums: readonly InvoiceSums[] | null): FootLine[] {
  return (sums ?? []).map(({ currency, amount, processed, returned }) => ({
    label: `Sum of all, ${currency}`,
    cells: {
      amount: <Money amount={amount} />,
      processed: <Money amount={processed} />,
      returned: <Money amount={returned} />,
    },
  }));
}

/** Why there are no sums, where there are none. */
export function WithoutSums({ count, sums }: { count: number; sums: readonly InvoiceSums[] | null }) {
  if (sums !== null) return null;
  return (
    <p className="text-muted">
      Sums are not available of more than {groupedDigits(String(count))}: narrow the list by a filter.
    </p>
  );
}
