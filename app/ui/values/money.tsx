import { formatMinor } from '#paymega/money.ts';
import { groupedAmount } from './grouped-amount.ts';

/** An exact amount in the currency's minor unit; `exponent` is how many decimals the currency has. */
export type Amount = { minor: bigint; currency: string; exponent: number };

type MoneyProps = { amount: Amount | null };

/** An amount with its currency, on tabular digits so that a column of them lines up at the right. */
export function Money({ amount }: MoneyProps) {
  if (!amount) {
    return (
      <span className="text-muted" title="not told">
        —
      </span>
    );
  }
  return (
    <span className="inline-block whitespace-nowrap text-right font-mono tabular-nums">
      <data value={formatMinor(amount.minor, amount.exponent)}>
        {groupedAmount(amount.minor, amount.exponent)}
      </data>{' '}
      <span className="text-muted">{amount.currency}</span>
    </span>
  );
}

type MoneyListProps = { amounts: readonly Amount[] };

/** One line per currency: amounts of different currencies are never summed. */
export function MoneyList({ amounts }: MoneyListProps) {
  if (amounts.length === 0) return <Money amount={null} />;
  return (
    <ul className="inline-flex flex-col items-end">
      {amounts.map((amount) => (
        <li key={amount.currency}>
          <Money amount={amount} />
        </li>
      ))}
    </ul>
  );
}
