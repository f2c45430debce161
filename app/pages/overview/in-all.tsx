import { type Amount, Money } from '../../ui/values/money.tsx';

type InAllProps = { count: number; amounts: readonly Amount[]; what: string };

/** What the rows above come to: how many, and the money per currency, none added to another. */
export function InAll({ count, amounts, what }: InAllProps) {
  return (
    <p className="flex flex-wrap items-baseline justify-end gap-x-4 gap-y-1 border-t border-edge px-3 py-2">
      <span className="mr-auto font-semibold">In all {count}</span>
      {amounts.length > 0 ? <span className="text-xs text-muted">{what}</span> : null}
      {amounts.map((amount) => (
        <Money key={amount.currency} amount={amount} />
      ))}
    </p>
  );
}
