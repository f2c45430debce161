import { Link } from '@remix-run/react';
import type { Mode } from '#paymega/mode.ts';
import type { Column } from '../../ui/lists/table.tsx';
import { countText } from '../../ui/values/count-text.ts';
import { inMode } from '../../ui/values/in-mode.ts';
import { MoneyList } from '../../ui/values/money.tsx';
import { pluralize } from '../../ui/values/pluralize.ts';
import { Time } from '../../ui/values/time.tsx';
import type { AccountFigures } from './account-figures.server.ts';

const STATES: Record<AccountFigures['reconciliation']['state'], { label: string; look: string }> = {
  current: { label: 'Reconciled', look: 'text-good' },
  failed: { label: 'Not reconciled', look: 'font-semibold text-bad' },
  late: { label: 'Runs are late', look: 'font-semibold text-bad' },
  never: { label: 'Not reconciled yet', look: 'text-warn' },
  disabled: { label: 'Disabled', look: 'text-muted' },
};

const CLOSINGS = { open: 'not closed', signed: 'to be confirmed', closed: 'closed' } as const;

/** The columns of the list of all accounts; each figure leads to what it counts. */
export function accountColumns(mode: Mode): readonly Column<AccountFigures>[] {
  const to = (path: string, slug: string) => inMode(`${path}?account=${slug}`, mode);
  return [
    { key: 'name', header: 'Account', render: ({ name }) => name },
    {
      key: 'state',
      header: 'Reconciliation',
      isPlain: true,
      render: ({ reconciliation: { state, failures } }) => (
        <span className={STATES[state].look}>
          {STATES[state].label}
          {state === 'failed' ? `: ${pluralize(failures, 'run')} failed` : ''}
        </span>
      ),
    },
    {
      key: 'finished',
      header: 'Compared last',
      render: ({ reconciliation, timeZone }) => <Time at={reconciliation.finishedAt} zone={timeZone} />,
    },
    {
      key: 'open',
      header: 'Unresolved',
      align: 'right',
      render: ({ slug, open, reconciliation }) =>
        open.count === 0 && reconciliation.finishedAt === null ? (
          'not known'
        ) : (
          <Link className="text-accent underline" to={to('/discrepancies', slug)}>
            {open.count}
          </Link>
        ),
    },
    {
      key: 'risk',
      header: 'At risk',
      align: 'right',
      render: ({ open: { atRisk } }) => (atRisk.length > 0 ? <MoneyList amounts={atRisk} /> : ''),
    },
    {
      key: 'pending',
      header: 'Pending',
      align: 'right',
      render: ({ slug, pending }) => (
        <Link className="text-accent underline" to={to('/pending', slug)}>
          {countText(pending)}
        </Link>
      ),
    },
    // Days of test payments are not closed.
    ...(mode === 'live' ? [YESTERDAY] : []),
  ];
}

const YESTERDAY: Column<AccountFigures> = {
  key: 'yesterday',
  header: 'Yesterday',
  render: ({ slug, yesterday, closing, changedDays }) => (
    <>
      <Link className="text-accent underline" to={`/reports/${yesterday}?account=${slug}`}>
        {yesterday}
      </Link>{' '}
      {CLOSINGS[closing]}
      {changedDays > 0 ? `, ${pluralize(changedDays, 'signed day')} changed` : ''}
    </>
  ),
};
