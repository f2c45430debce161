import { RefreshCw } from 'lucide-react';
import type { Mode } from '#paymega/mode.ts';
import type { InvoiceRow } from '#reconciliation/books/invoices.ts';
import { AccountForm, useNamingAccount } from '../../ui/forms/account-form.tsx';
import type { Column } from '../../ui/lists/table.tsx';
import { Identifier } from '../../ui/values/identifier.tsx';
import { Money } from '../../ui/values/money.tsx';
import { Status } from '../../ui/values/status.tsx';
import { Age, Time } from '../../ui/values/time.tsx';

type Row = Pick<
  InvoiceRow,
  'id' | 'referenceId' | 'status' | 'amount' | 'movedAt' | 'createdAt' | 'polls' | 'nextPollAt'
>;

/** @param form the id of the form by which one row is asked about; null where one may not ask */
export function pendingColumns(
  { zone, now, mode }: { zone: string; now: Date; mode: Mode },
  form: string | null,
): readonly Column<Row>[] {
  return [
    {
      key: 'id',
      header: 'Invoice',
      isPlain: true,
      render: ({ id }) => <Identifier text={id} />,
    },
    {
      key: 'reference',
      header: 'Reference',
      isPlain: true,
      render: ({ referenceId }) => <Identifier text={referenceId} />,
    },
    { key: 'status', header: 'Status', isPlain: true, render: ({ status }) => <Status status={status} /> },
    { key: 'amount', header: 'Amount', align: 'right', render: ({ amount }) => <Money amount={amount} /> },
    {
      key: 'waiting',
      header: 'Waiting for',
      align: 'right',
      render: ({ movedAt }) => <Age seconds={(now.getTime() - movedAt.getTime()) / 1000} />,
    },
    { key: 'polls', header: 'Polls', align: 'right', render: ({ polls }) => polls },
    {
      key: 'next',
      header: 'Next look',
      align: 'right',
      render: ({ nextPollAt }) =>
        nextPollAt && nextPollAt > now ? <Time at={nextPollAt} zone={zone} /> : 'soon',
    },
    {
      key: 'created',
      header: 'Created',
      align: 'right',
      render: ({ createdAt }) => <Time at={createdAt} zone={zone} />,
    },
    ...(form
      ? [{ key: 'check', header: 'Now', render: (row: Row) => <CheckOne {...{ row, form, mode }} /> }]
      : []),
  ];
}

/** The form that the buttons of the rows belong to. */
export function CheckOneForm({ here }: { here: string }) {
  return (
    <AccountForm id="check-one" action="/pending/status-checks">
      <input type="hidden" name="to" value={here} />
    </AccountForm>
  );
}

function CheckOne({ row, form, mode }: { row: Row; form: string; mode: string }) {
  const naming = useNamingAccount();
  return (
    <button
      type="submit"
      form={form}
      formAction={naming(`/invoices/${encodeURIComponent(row.id)}/status-checks?mode=${mode}`)}
      data-key="r"
      aria-label={`Check ${row.id} now`}
      title="Check now (r)"
      className="inline-flex size-6 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink"
    >
      <RefreshCw aria-hidden="true" className="size-3.5" />
    </button>
  );
}
