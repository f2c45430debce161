import { Link, useLocation } from '@remix-run/react';
import { ChevronRight } from 'lucide-react';
import type { Mode } from '#paymega/mode.ts';
import { inMode } from '../values/in-mode.ts';

type Crumb = { to: string; label: string };

const ROOMS = {
  discrepancies: { to: '/discrepancies', label: 'Discrepancies' },
  invoices: { to: '/invoices', label: 'Invoices' },
  alerts: { to: '/alerts', label: 'Alerts' },
  pending: { to: '/pending', label: 'Pending' },
  callbacks: { to: '/callbacks', label: 'Callbacks' },
  runs: { to: '/runs', label: 'Runs' },
  reports: { to: '/reports', label: 'Reports' },
  exports: { to: '/reports/exports', label: 'Exports' },
  fees: { to: '/reports/fees', label: 'Fees' },
  rates: { to: '/reports/fees/rates', label: 'Fee rates' },
  statements: { to: '/reports/statements', label: 'Statements' },
  testPayments: { to: '/test-payments', label: 'Test payments' },
  settings: { to: '/settings/reconciliation', label: 'Settings' },
  accounts: { to: '/settings/accounts', label: 'Accounts' },
  people: { to: '/settings/people', label: 'People' },
  me: { to: '/me', label: 'Your account' },
} as const satisfies Record<string, Crumb>;

/** What lies above a page, by its path: the first that fits. The rooms themselves have nothing above them. */
const ABOVE: readonly [path: RegExp, above: readonly Crumb[]][] = [
  [/^\/discrepancies\/./, [ROOMS.discrepancies]],
  [/^\/invoices\/./, [ROOMS.invoices]],
  [/^\/pending\/./, [ROOMS.pending]],
  [/^\/alerts\/./, [ROOMS.alerts]],
  [/^\/(received|refused)-callbacks\//, [ROOMS.callbacks]],
  [/^\/runs\/./, [ROOMS.runs]],
  [/^\/reports\/exports\/./, [ROOMS.reports, ROOMS.exports]],
  [/^\/reports\/fees\/rates\/./, [ROOMS.reports, ROOMS.rates]],
  [/^\/reports\/fees\/./, [ROOMS.reports, ROOMS.fees]],
  [/^\/reports\/statements\/./, [ROOMS.reports, ROOMS.statements]],
  [/^\/reports\/./, [ROOMS.reports]],
  [/^\/(test-payments|integration-checks)\/./, [ROOMS.testPayments]],
  [/^\/settings\/accounts\/./, [ROOMS.settings, ROOMS.accounts]],
  [/^\/settings\/people\/./, [ROOMS.settings, ROOMS.people]],
  [/^\/me\/./, [ROOMS.me]],
];

/** The way from the room that a page lies in; an invoice's body has its invoice above it, too. */
export function Breadcrumbs({ mode }: { mode: Mode }) {
  const { pathname, search } = useLocation();
  const above = crumbsOf(pathname, search);
  if (above.length === 0) return null;
  return (
    <nav aria-label="Breadcrumbs" className="-mb-2 text-muted" data-screen-only>
      <ol className="flex flex-wrap items-center gap-1">
        {above.map(({ to, label }) => (
          <li key={to} className="flex items-center gap-1">
            <Link to={inMode(to, mode)} className="hover:text-ink hover:underline">
              {label}
            </Link>
            <ChevronRight aria-hidden="true" className="size-3" />
          </li>
        ))}
      </ol>
    </nav>
  );
}

function crumbsOf(pathname: string, search: string): readonly Crumb[] {
  const [, above = []] = ABOVE.find(([path]) => path.test(pathname)) ?? [];
  const [, invoice] = /^\/invoices\/([^/]+)\/./.exec(pathname) ?? [];
  if (invoice) return [...above, { to: `/invoices/${invoice}`, label: decoded(invoice) }];
  // Opened from a list as it was narrowed: back to that one.
  const list = new URLSearchParams(search).get('list');
  if (list === null || above[0] !== ROOMS.discrepancies) return above;
  return [{ ...ROOMS.discrepancies, to: `${ROOMS.discrepancies.to}?${list}` }];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}
