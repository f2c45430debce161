import { Link } from '@remix-run/react';
import type { CheckSummary } from '#reconciliation/test-payments/integration-check/integration-check.ts';
import { Time } from '../../ui/values/time.tsx';
import { CheckState } from './check-state.tsx';

type LastCheckProps = { check: CheckSummary | null; zone: string };

/** How the integration was when it was checked last. */
export function LastCheck({ check, zone }: LastCheckProps) {
  if (!check) return <p className="text-muted">The integration was not checked yet.</p>;
  return (
    <p className="flex flex-wrap gap-x-3">
      <CheckState {...check} />
      <Link to={`/integration-checks/${check.id}`}>
        Integration check of <Time at={check.startedAt} zone={zone} />
      </Link>
    </p>
  );
}
