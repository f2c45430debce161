import { Link } from '@remix-run/react';
import { groupedDigits } from '../../ui/values/grouped-amount.ts';
import { type Amount, MoneyList } from '../../ui/values/money.tsx';

type Band = {
  key: string;
  label: string;
  count: number;
  amounts: readonly Amount[];
  href: string;
  isActive: boolean;
};

/** What is pending by how long nothing has moved, with the money that waits; each band narrows the list to itself. */
export function AgeBands({ bands }: { bands: readonly Band[] }) {
  return (
    <nav aria-label="By how long nothing has moved">
      <ul className="grid grid-cols-2 gap-2 lg:grid-cols-4">
        {bands.map((band) => (
          <li key={band.key}>
            <Link
              to={band.href}
              aria-current={band.isActive ? 'true' : undefined}
              className={`flex h-full items-start justify-between gap-3 rounded-md border px-3 py-2 text-ink hover:border-edge max-sm:flex-col ${
                band.isActive ? 'border-accent bg-accent-soft' : 'border-line bg-raised'
              }`}
            >
              <span>
                <span className="block text-xs text-muted">{band.label}</span>
                <span className="text-xl font-semibold tabular-nums">
                  {groupedDigits(String(band.count))}
                </span>
              </span>
              <span className="self-center text-right text-xs">
                {band.amounts.length > 0 ? <MoneyList amounts={band.amounts} /> : null}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
