import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { STATUSES } from '#paymega/statuses.ts';
import { countInvoices, invoices } from '#reconciliation/book/invoices.ts';
import { may } from '#reconciliation/people/permissions.ts';
import { requirePerson } from '../../access.server.ts';
import { currentAccount } from '../../account.server.ts';
import { afterOf, BY_CURSOR, InvoiceCursor, keysetPage } from '../../keyset.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Filters } from '../../ui/filters.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Table } from '../../ui/table.tsx';
import { invoiceColumns } from './columns.tsx';
import { invoiceFilter } from './filter.server.ts';

export const meta: MetaFunction = () => [{ title: 'Invoices · Counterfoil' }];

const PAGE = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const url = new URL(request.url);
  const filter = invoiceFilter(url, account.id);
  const after = afterOf(url, InvoiceCursor);
  const [rows, total] = await Promise.all([
    invoices(context.sql, filter, { after, limit: PAGE + 1 }),
    countInvoices(context.sql, filter),
  ]);
  return {
    zone: account.timeZone,
    ...keysetPage(url, rows, PAGE, after, BY_CURSOR),
    total,
    filter,
    exportHref: may(person.role, 'books.export') ? `/invoices/export${url.search}` : null,
  };
}

export default function Invoices() {
  const { rows, total, zone, filter, exportHref, firstHref, olderHref } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead
        title="Invoices"
        sub="Our book, newest first"
        actions={
          exportHref ? (
            <ButtonLink reloadDocument to={exportHref}>
              Export CSV
            </ButtonLink>
          ) : null
        }
      />
      <Filters
        action="/invoices"
        hidden={{ mode: filter.mode }}
        fields={[
          { name: 'search', label: 'Invoice or reference', type: 'search', value: filter.search ?? '' },
          {
            name: 'status',
            label: 'Status',
            type: 'select',
            value: filter.status ?? '',
            options: Object.entries(STATUSES).map(([value, { words }]) => ({ value, label: words })),
          },
          { name: 'currency', label: 'Currency', type: 'text', value: filter.currency ?? '' },
          { name: 'from', label: 'Created from', type: 'date', value: filter.from ?? '' },
          { name: 'to', label: 'to', type: 'date', value: filter.to ?? '' },
        ]}
      />
      <Table
        caption="Invoices, newest first"
        emptyText="No invoices match"
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/invoices/${encodeURIComponent(id)}?mode=${filter.mode}`}
        columns={invoiceColumns(zone)}
      />
      <Pager total={total} firstHref={firstHref} olderHref={olderHref} />
    </>
  );
}
