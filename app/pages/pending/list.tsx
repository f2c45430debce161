import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { batchUnderWay } from '#reconciliation/book/check-batches.ts';
import { countInvoices, invoices } from '#reconciliation/book/invoices.ts';
import { may } from '#reconciliation/people/permissions.ts';
import { requirePerson } from '../../access.server.ts';
import { currentAccount } from '../../account.server.ts';
import { mode as modeField } from '../../form.ts';
import { afterOf, BY_CURSOR, InvoiceCursor, keysetPage } from '../../keyset.ts';
import { AccountForm } from '../../ui/account-form.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Money } from '../../ui/money.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Status } from '../../ui/status.tsx';
import { Table } from '../../ui/table.tsx';
import { Age, Time } from '../../ui/time.tsx';

export const meta: MetaFunction = () => [{ title: 'Pending · Counterfoil' }];

const PAGE = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const url = new URL(request.url);
  const mode = modeField.parse(url.searchParams.get('mode'));
  const filter = { accountId: account.id, mode, isPending: true };
  const after = afterOf(url, InvoiceCursor);
  const [rows, total, underWay] = await Promise.all([
    invoices(context.sql, filter, { after, limit: PAGE + 1 }),
    countInvoices(context.sql, filter),
    batchUnderWay(context.sql, account.id, mode),
  ]);
  return {
    zone: account.timeZone,
    mode,
    now: new Date(),
    ...keysetPage(url, rows, PAGE, after, BY_CURSOR),
    total,
    underWay,
    mayCheck: may(person.role, 'status_check.create'),
  };
}

export default function Pending() {
  const { rows, total, underWay, zone, mode, now, mayCheck, firstHref, olderHref } =
    useLoaderData<typeof loader>();
  return (
    <>
      <PageHead
        title="Pending"
        sub="Not final yet; asked about by themselves, ever less often"
        actions={
          underWay ? (
            <ButtonLink to={`/pending/status-checks/${underWay}?mode=${mode}`}>Checks under way</ButtonLink>
          ) : mayCheck && total.count > 0 ? (
            <AccountForm action={`/pending/status-checks?mode=${mode}`}>
              <Button>Check all {total.count} now</Button>
            </AccountForm>
          ) : null
        }
      />
      <Table
        caption="Invoices that are not final, newest first"
        emptyText="Nothing is pending"
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/invoices/${encodeURIComponent(id)}?mode=${mode}`}
        columns={[
          { key: 'id', header: 'Invoice', render: ({ id }) => <span className="font-mono">{id}</span> },
          {
            key: 'reference',
            header: 'Reference',
            render: ({ referenceId }) => <span className="font-mono">{referenceId ?? '—'}</span>,
          },
          { key: 'status', header: 'Status', render: ({ status }) => <Status status={status} /> },
          {
            key: 'amount',
            header: 'Amount',
            align: 'right',
            render: ({ amount }) => <Money amount={amount} />,
          },
          {
            key: 'age',
            header: 'Waiting for',
            align: 'right',
            render: ({ updatedAt }) => <Age seconds={(now.getTime() - updatedAt.getTime()) / 1000} />,
          },
          { key: 'looks', header: 'Looks', align: 'right', render: ({ looks }) => looks },
          {
            key: 'next',
            header: 'Next look',
            align: 'right',
            render: ({ nextLookAt }) => (nextLookAt ? <Time at={nextLookAt} zone={zone} /> : 'soon'),
          },
          {
            key: 'created',
            header: 'Created',
            align: 'right',
            render: ({ createdAt }) => <Time at={createdAt} zone={zone} />,
          },
        ]}
      />
      <Pager total={total} firstHref={firstHref} olderHref={olderHref} />
    </>
  );
}
