import type { BookSide } from '#reconciliation/books/invoice.ts';
import { Section } from '../../ui/frame/section.tsx';
import { type Amount, Money } from '../../ui/values/money.tsx';

type LedgerProps = { side: BookSide; book: string };

/** Where the money of an invoice went by one book: what was paid, less fee and what went back, leaves what is ours. */
export function Ledger({ side, book }: LedgerProps) {
  const { processedAmount, processedFee, refundedAmount, chargedBackAmount } = side;
  const { inferredReceived, inferredReturned } = side;
  const gross = processedAmount ?? inferredReceived;
  const less = (name: string, amount: Amount | null) => ({ name, amount: amount && minus(amount) });
  const lines = [
    { name: inferredReceived ? 'Paid, inferred from the status' : 'Paid', amount: gross },
    less('Fee', processedFee),
    less('Refunded', refundedAmount),
    less('Charged back', chargedBackAmount),
    ...(inferredReturned
      ? [less('Refunded or charged back, inferred from the status', inferredReturned)]
      : []),
  ];
  const known = lines.flatMap(({ amount }) => amount ?? []);
  return (
    <Section heading={`The money, by ${book}`} flush>
      <table className="w-full">
        <caption className="sr-only">What was paid and what is left of it, by {book}</caption>
        <tbody>
          {lines.map(({ name, amount }) => (
            <tr key={name} className="border-b border-line">
              <th scope="row" className="px-3 py-1 text-left font-normal text-muted">
                {name}
              </th>
              <td className="px-3 py-1 text-right">
                <Money amount={amount} />
              </td>
            </tr>
          ))}
          <tr className="font-semibold">
            <th scope="row" className="px-3 py-1 text-left">
              Net
            </th>
            <td className="px-3 py-1 text-right">
              <Money
                amount={gross && { ...gross, minor: known.reduce((sum, { minor }) => sum + minor, 0n) }}
              />
            </td>
          </tr>
        </tbody>
      </table>
    </Section>
  );
}

function minus(amount: Amount): Amount {
  return { ...amount, minor: -amount.minor };
}
