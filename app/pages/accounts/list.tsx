import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { readFilter } from '#identity/filter.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAndVisible } from '../../access/account.server.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { inMode } from '../../ui/values/in-mode.ts';
import { accountFigures } from './account-figures.server.ts';
import { accountColumns } from './columns.tsx';

export const meta: MetaFunction = () => [{ title: 'All accounts · Counterfoil' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const { mode } = readFilter(PAGE_ADDRESS, new URL(request.url).searchParams);
  // Who sees none is told so, as on every page.
  const { visible } = await currentAndVisible(request, context, person);
  const now = new Date();
  const rows = await Promise.all(visible.map((one) => accountFigures(context.sql, one, mode, now)));
  return { rows, mode };
}

export default function AllAccounts() {
  const { rows, mode } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead title="All accounts" sub="Every account that you see, each on its own clocks" />
      <Table
        caption="Accounts"
        emptyText="You see no account"
        rows={rows}
        rowKey={({ slug }) => slug}
        rowHref={({ slug }) => inMode(`/?account=${slug}`, mode)}
        columns={accountColumns(mode)}
      />
    </>
  );
}
