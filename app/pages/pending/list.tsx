import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { readFilter } from '#identity/filter.ts';
import { arrangementOf } from '#identity/people/saved-views.ts';
import { may } from '#identity/permissions/permissions.ts';
import { invoiceFilter } from '#reconciliation/books/invoice-filter.ts';
import { PENDING_SORTS } from '#reconciliation/books/invoice-sorts.ts';
import { countAndSums } from '#reconciliation/books/invoice-sums.ts';
import { invoices } from '#reconciliation/books/invoices.ts';
import { pendingByAge } from '#reconciliation/books/totals.ts';
import { batchUnderWay } from '#reconciliation/comparison/check-batches.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { withParams } from '../../forms/address.ts';
import { BY_CURSOR, keysetPage } from '../../forms/keyset.ts';
import { sortLinks, sortOf } from '../../forms/list-sort.ts';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { ColumnsMenu, seen } from '../../ui/lists/columns-menu.tsx';
import { ExportLinks } from '../../ui/lists/export-links.tsx';
import { FilterMenu } from '../../ui/lists/filter-menu.tsx';
import { Pager } from '../../ui/lists/pager.tsx';
import { MoneyOrder, SortBy, sortable } from '../../ui/lists/sort-by.tsx';
import { invoiceFoot, WithoutSums } from '../../ui/lists/sums.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { AgeBands } from './age-bands.tsx';
import { CheckAll } from './check-all.tsx';
import { CheckSelected } from './check-selected.tsx';
import { CheckOneForm, pendingColumns } from './columns.tsx';
import { PENDING_LIST, USUAL_SORT } from './filter.server.ts';
import { filterFields } from './filter-fields.ts';
import { narrowingOf } from './narrowing.ts';
import { SORT_WORDS } from './sort-words.ts';

export const meta: MetaFunction = () => [{ title: 'Pending · Counterfoil' }];

const PAGE = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const { sql } = context;
  const url = new URL(request.url);
  const asked = readFilter(PENDING_LIST, url.searchParams);
  const { mode, age, after, sort } = asked;
  const filter = await invoiceFilter(sql, account, { ...asked, pending: 'yes' as const });
  const [rows, total, underWay, bands, { hidden }] = await Promise.all([
    invoices(sql, filter, { after, limit: PAGE + 1, sort: sortOf(PENDING_SORTS, asked) }),
    countAndSums(sql, filter),
    batchUnderWay(sql, account.id, mode),
    pendingByAge(sql, account.id, mode),
    arrangementOf(sql, person.id, 'pending'),
  ]);
  return {
    zone: account.timeZone,
    mode,
    fields: filterFields(filter),
    kept: { mode, age: age ?? '', sort: sort === USUAL_SORT ? '' : sort },
    narrowing: narrowingOf(asked),
    ...sortLinks(url, SORT_WORDS, sort, USUAL_SORT),
    isByMoney: sort.endsWith('amount'),
    now: new Date(),
    ...keysetPage(url, rows, PAGE, after, BY_CURSOR),
    total,
    hidden,
    underWay,
    bands: bands.map((band) => ({
      ...band,
      isActive: band.key === age,
      href: withParams(url, { age: band.key === age ? undefined : band.key, after: undefined }),
    })),
    here: url.pathname + url.search,
    mayCheck: may(person.role, 'status_check.create'),
    exportHref: may(person.role, 'books.export') ? `/pending/export${url.search}` : null,
  };
}

export default function Pending() {
  const page = useLoaderData<typeof loader>();
  const { rows, total, underWay, mode, narrowing, mayCheck } = page;
  const columns = sortable(pendingColumns(page, mayCheck ? 'check-one' : null), page.sorts);
  return (
    <>
      <PageHead
        title="Pending"
        sub="Not final yet; their status is checked automatically, at growing intervals"
        actions={
          <>
            <ColumnsMenu list="pending" columns={columns} hidden={page.hidden} />
            <ExportLinks list="pending" href={page.exportHref} />
            <CheckAll {...{ underWay, mode, narrowing, mayCheck, total }} />
          </>
        }
      />
      <AgeBands bands={page.bands} />
      <FilterMenu action="/pending" hidden={page.kept} fields={page.fields}>
        <SortBy sorts={page.sorts} />
      </FilterMenu>
      {mayCheck ? <CheckOneForm here={page.here} /> : null}
      <Table
        caption={`Invoices that are not final, ${page.order}`}
        emptyText="Nothing is pending"
        emptyHint="Every payment of this list is final."
        rows={rows}
        rowKey={({ id }) => id}
        selectable={
          mayCheck ? { form: 'bulk', label: ({ id }) => id, money: ({ amount }) => amount } : undefined
        }
        rowHref={({ id }) => `/invoices/${encodeURIComponent(id)}?mode=${mode}`}
        columns={seen(columns, page.hidden)}
        foot={invoiceFoot(total.sums)}
      />
      {mayCheck ? <CheckSelected {...{ mode, narrowing }} /> : null}
      <WithoutSums {...total} />
      {page.isByMoney ? <MoneyOrder /> : null}
      <Pager {...page} isByTime={false} />
    </>
  );
}
