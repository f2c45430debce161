import { Link } from '@remix-run/react';
import { type Count, countText } from '../values/count-text.ts';

export type Facet = {
  label: string;
  href: string;
  count?: number | bigint | Count | undefined;
  active: boolean;
};

type FacetsProps = { label: string; facets: readonly Facet[] };

/** Ready-made filters as links with how many there are; the active one is marked. */
export function Facets({ label, facets }: FacetsProps) {
  return (
    <nav aria-label={label} data-screen-only>
      <ul className="flex gap-1 max-sm:overflow-x-auto max-sm:whitespace-nowrap sm:flex-wrap">
        {facets.map((facet) => (
          <li key={facet.label}>
            <Link
              to={facet.href}
              aria-current={facet.active ? 'true' : undefined}
              className={`inline-flex min-h-8 items-center gap-1.5 rounded-md border px-2 sm:min-h-6 ${
                facet.active
                  ? 'border-accent bg-accent-soft font-semibold text-ink'
                  : 'border-line bg-raised text-muted hover:border-edge hover:text-ink'
              }`}
            >
              {facet.label}
              {facet.count === undefined ? null : (
                <span className="font-mono tabular-nums">{countText(asCount(facet.count))}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function asCount(count: number | bigint | Count): Count {
  return typeof count === 'object' ? count : { count, capped: false };
}
