import { Link } from '@remix-run/react';
import type { Mode } from '#paymega/mode.ts';
import { type Count, countText } from '../../ui/values/count-text.ts';

/**
 * How many of what was searched for there are among the payments of the other mode; nothing where there is
 * none.
 */
export function InOtherMode({ other }: { other: (Count & { mode: Mode; href: string }) | null }) {
  if (other === null) return null;
  return (
    <p>
      <Link to={other.href}>{countText(other)} more</Link> among the {other.mode} payments.
    </p>
  );
}
