import type { AccountStanding } from '#reconciliation/comparison/account-standing.ts';
import { Table } from '../../../ui/lists/table.tsx';
import { Badge, type Tone } from '../../../ui/values/badge.tsx';
import { Time } from '../../../ui/values/time.tsx';

type State = AccountStanding['status']['state'];

const STATES: Record<State, { tone: Tone; label: string }> = {
  current: { tone: 'good', label: 'up to date' },
  failed: { tone: 'bad', label: 'the latest run failed' },
  late: { tone: 'bad', label: 'late' },
  never: { tone: 'warn', label: 'no run has ended yet' },
  disabled: { tone: 'muted', label: 'disabled' },
};

/** How it stands with each account, whatever it holds. */
export function AccountTable({ standings }: { standings: readonly AccountStanding[] }) {
  return (
    <Table
      caption="Accounts, by their age"
      emptyText="There is no account yet"
      rows={standings}
      rowKey={({ slug }) => slug}
      rowHref={({ slug }) => `/runs?account=${slug}`}
      columns={[
        { key: 'name', header: 'Account', render: ({ name }) => name },
        {
          key: 'state',
          header: 'Reconciliation',
          render: ({ status: { state } }) => <Badge tone={STATES[state].tone}>{STATES[state].label}</Badge>,
        },
        {
          key: 'finished',
          header: 'Last run finished',
          render: ({ status }) => <Time at={status.finishedAt} zone="UTC" />,
        },
        { key: 'queued', header: 'Runs under way', align: 'right', render: ({ queued }) => queued },
        { key: 'api', header: 'Paymega’s API', render: (standing) => <Answers {...standing} /> },
        {
          key: 'callback',
          header: 'Last callback',
          render: ({ lastCallbackAt }) => <Time at={lastCallbackAt} zone="UTC" />,
        },
      ]}
    />
  );
}

function Answers({
  circuit,
  hasAnswered,
  nextTry,
}: Pick<AccountStanding, 'circuit' | 'hasAnswered' | 'nextTry'>) {
  if (circuit.failures === 0 && !hasAnswered) return <Badge tone="muted">no answer yet</Badge>;
  if (circuit.failures === 0) return <Badge tone="good">nothing against it</Badge>;
  return (
    <span className="flex flex-col">
      <Badge tone={circuit.isOpen ? 'bad' : 'warn'}>{circuit.isOpen ? 'away' : 'answers again'}</Badge>
      <span className="text-xs text-muted">
        {circuit.failures} failed, next try <Time at={nextTry} zone="UTC" to="minute" />
      </span>
    </span>
  );
}
