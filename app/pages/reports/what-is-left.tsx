import type { Left } from '#reconciliation/reports/explained.ts';
import { Money } from '../../ui/values/money.tsx';
import { pluralize } from '../../ui/values/pluralize.ts';

const PARTS = [
  { key: 'resolved', label: 'resolved' },
  { key: 'unresolved', label: 'not resolved' },
  { key: 'notCompared', label: 'not compared' },
] as const;

/** What is signed along with a day: the net money by which the books still differ, currency by currency. */
export function WhatIsLeft({ left }: { left: readonly Left[] }) {
  if (left.length === 0) return null;
  return (
    <div className="mb-3">
      <p className="font-medium">Signed with it, as net money of our book less Paymega’s:</p>
      <ul>
        {left.map((one) => (
          <li key={one.currency} className="flex flex-wrap gap-x-3">
            {PARTS.filter(({ key }) => one[key].payments > 0).map(({ key, label }) => (
              <span key={key}>
                <Money amount={one[key].net} /> by {pluralize(one[key].payments, 'payment')} {label},
              </span>
            ))}
            <span>
              <Money amount={one.unexplained.net} /> unexplained
              {one.unexplained.payments > 0 ? ` (${pluralize(one.unexplained.payments, 'payment')})` : ''}.
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
