import { Link } from '@remix-run/react';

export type GroupingLink = { label: string; href: string; isActive: boolean };

/** By what a list is grouped. */
export function GroupBy({ groupings }: { groupings: readonly GroupingLink[] }) {
  return (
    <nav aria-label="Group by" className="flex flex-wrap items-baseline gap-x-2" data-screen-only>
      <span className="text-muted">Group by</span>
      {groupings.map(({ label, href, isActive }) => (
        <Link
          key={label}
          to={href}
          aria-current={isActive ? 'true' : undefined}
          className={isActive ? 'font-semibold' : 'text-accent hover:underline'}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
