import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { readFilter } from '#identity/filter.ts';
import { exportRecords } from '#reconciliation/reports/export-record.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { BY_NUMBER, before, keysetPage } from '../../forms/keyset.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';
import { LiveUpdates } from '../../ui/feedback/live-updates.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Pager } from '../../ui/lists/pager.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { exportColumns } from './export-columns.tsx';
import { ReportsNav } from './reports-nav.tsx';
import { StartExport } from './start-export.tsx';

export const meta: MetaFunction = () => [{ title: 'Exports · Counterfoil' }];

const PAGE = 30;
const ADDRESS = PAGE_ADDRESS.extend({ before });

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.export');
  const account = await currentAccount(request, context, person);
  const url = new URL(request.url);
  const asked = readFilter(ADDRESS, url.searchParams);
  const rows = await exportRecords(context.sql, {
    accountId: account.id,
    withAll: person.accounts === null,
    before: asked.before,
    limit: PAGE + 1,
  });
  return {
    accountId: account.id,
    zone: account.timeZone,
    personId: person.id,
    now: new Date(),
    ...keysetPage(url, rows, PAGE, asked.before, BY_NUMBER),
  };
}

export default function Exports() {
  const { accountId, rows, zone, personId, now, firstHref, olderHref } = useLoaderData<typeof loader>();
  const isMoving = rows.some(
    ({ isInBackground, finishedAt, failedAt }) => isInBackground && !finishedAt && !failedAt,
  );
  return (
    <>
      <LiveUpdates watched={isMoving ? `exports/${accountId}` : null} />
      <PageHead
        title="Exports"
        sub="Every file that was made of a list: by whom, of what, and what was in it"
      />
      <ReportsNav />
      <Section heading="Export a list">
        <StartExport />
      </Section>
      <Table
        caption="Exports, newest first"
        emptyText="No export yet"
        emptyHint="Each list has its export above it, filtered as it is shown."
        rows={rows}
        rowKey={({ id }) => id.toString()}
        columns={exportColumns({ zone, personId, now })}
      />
      <Pager firstHref={firstHref} olderHref={olderHref} />
    </>
  );
}
