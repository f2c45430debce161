import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { readFilter } from '#identity/filter.ts';
import { recentDays } from '#reconciliation/reports/day-close.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Time } from '../../ui/values/time.tsx';
import { ReportsNav } from './reports-nav.tsx';

export const meta: MetaFunction = () => [{ title: 'Reports · Counterfoil' }];

const DAYS = 35;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  readFilter(PAGE_ADDRESS, new URL(request.url).searchParams);
  return { zone: account.timeZone, rows: await recentDays(context.sql, account, DAYS) };
}

export default function Reports() {
  const { zone, rows } = useLoaderData<typeof loader>();
  const [today] = rows;
  return (
    <>
      <PageHead title="Reports" sub={`Business days of live payments, midnight to midnight in ${zone}`} />
      <ReportsNav />
      <Table
        caption="Business days, the latest first"
        emptyText="No day yet"
        rows={rows}
        rowKey={({ day }) => day}
        rowHref={({ day }) => `/reports/${day}`}
        columns={[
          { key: 'day', header: 'Day', render: ({ day }) => <span className="font-mono">{day}</span> },
          { key: 'invoices', header: 'Invoices', align: 'right', render: ({ invoices }) => invoices },
          {
            key: 'unresolved',
            header: 'Unresolved',
            align: 'right',
            render: ({ unresolved }) =>
              unresolved > 0 ? <span className="text-warn">{unresolved}</span> : unresolved,
          },
          {
            key: 'state',
            header: 'State',
            render: ({ day, closedAt }) =>
              closedAt ? <span className="text-good">closed</span> : day === today?.day ? 'goes on' : 'open',
          },
          { key: 'by', header: 'Closed by', hideOnPhone: true, render: ({ closedBy }) => closedBy ?? '' },
          {
            key: 'at',
            header: 'Closed at',
            hideOnPhone: true,
            render: ({ closedAt }) => (closedAt ? <Time at={closedAt} zone={zone} /> : ''),
          },
        ]}
      />
    </>
  );
}
