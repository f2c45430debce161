import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { readFilter } from '#identity/filter.ts';
import { arrangementOf } from '#identity/people/saved-views.ts';
import { may } from '#identity/permissions/permissions.ts';
import { invoiceFilter } from '#reconciliation/books/invoice-filter.ts';
import { INVOICE_SORTS } from '#reconciliation/books/invoice-sorts.ts';
import { countAndSums } from '#reconciliation/books/invoice-sums.ts';
import { countInvoices, invoices } from '#reconciliation/books/invoices.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { withParams } from '../../forms/address.ts';
import { BY_CURSOR, keysetPage } from '../../forms/keyset.ts';
import { sortLinks, sortOf } from '../../forms/list-sort.ts';
import { viewsOf } from '../../forms/views.ts';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { ColumnsMenu, seen } from '../../ui/lists/columns-menu.tsx';
import { ExportLinks } from '../../ui/lists/export-links.tsx';
import { FilterMenu } from '../../ui/lists/filter-menu.tsx';
import { Pager } from '../../ui/lists/pager.tsx';
import { MoneyOrder, SortBy, sortable } from '../../ui/lists/sort-by.tsx';
import { invoiceFoot, WithoutSums } from '../../ui/lists/sums.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Views } from '../../ui/lists/views.tsx';
import { invoiceColumns } from './columns.tsx';
import { INVOICE_LIST, USUAL_SORT } from './filter.server.ts';
import { clockChips, clockOf, filterFields } from './filter-fields.ts';
import { GIVEN_VIEWS } from './given-views.ts';
import { InOtherMode } from './in-other-mode.tsx';
import { SORT_WORDS } from './sort-words.ts';

export const meta: MetaFunction = () => [{ title: 'Invoices · Counterfoil' }];

const PAGE = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const url = new URL(request.url);
  const asked = readFilter(INVOICE_LIST, url.searchParams);
  const { after, sort } = asked;
  const filter = await invoiceFilter(context.sql, account, asked);
  const other = filter.mode === 'live' ? ('test' as const) : ('live' as const);
  const [rows, total, inOther, arrangement] = await Promise.all([
    invoices(context.sql, filter, { after, limit: PAGE + 1, sort: sortOf(INVOICE_SORTS, asked) }),
    countAndSums(context.sql, filter),
    filter.search ? countInvoices(context.sql, { ...filter, mode: other }) : null,
    arrangementOf(context.sql, person.id, 'invoices'),
  ]);
  return {
    zone: account.timeZone,
    ...keysetPage(url, rows, PAGE, after, BY_CURSOR),
    total,
    other:
      inOther && inOther.count > 0
        ? { mode: other, ...inOther, href: withParams(url, { mode: other, after: undefined }) }
        : null,
    filter,
    ...sortLinks(url, SORT_WORDS, sort, USUAL_SORT),
    isByMoney: sort.endsWith('amount'),
    kept: {
      mode: filter.mode,
      sort: sort === USUAL_SORT ? '' : sort,
      pending: filter.isPending ? 'yes' : '',
    },
    hidden: arrangement.hidden,
    ...viewsOf(url, GIVEN_VIEWS, arrangement.views),
    exportHref: may(person.role, 'books.export') ? `/invoices/export${url.search}` : null,
  };
}

export default function Invoices() {
  const page = useLoaderData<typeof loader>();
  const { rows, total, zone, filter, firstHref, olderHref } = page;
  const columns = sortable(invoiceColumns(zone), page.sorts);
  return (
    <>
      <PageHead
        title="Invoices"
        sub={`Our book, ${page.order}`}
        actions={
          <>
            <ColumnsMenu list="invoices" columns={columns} hidden={page.hidden} />
            <ExportLinks list="invoices" href={page.exportHref} />
          </>
        }
      />
      <Views list="invoices" views={page.views} query={page.query} />
      <FilterMenu
        action="/invoices"
        hidden={page.kept}
        passing={clockOf(filter)}
        further={clockChips(filter)}
        fields={filterFields(filter)}
      >
        <SortBy sorts={page.sorts} />
      </FilterMenu>
      <InOtherMode other={page.other} />
      <Table
        caption={`Invoices, ${page.order}`}
        emptyText="No invoices match"
        emptyHint={
          page.views[0]?.isActive ? (
            'They come by callback, or with the first run.'
          ) : (
            <Link to="/invoices">Show all of them</Link>
          )
        }
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/invoices/${encodeURIComponent(id)}?mode=${filter.mode}`}
        columns={seen(columns, page.hidden)}
        foot={invoiceFoot(total.sums)}
      />
      <WithoutSums {...total} />
      {page.isByMoney ? <MoneyOrder /> : null}
      <Pager {...{ total, firstHref, olderHref }} isByTime={page.order === 'newest first'} />
    </>
  );
}
