import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { auditHead } from '#identity/audit/audit-chain.ts';
import { auditFilter } from '#identity/audit/audit-filter.ts';
import { auditLines } from '#identity/audit/audit-list.ts';
import { readFilter } from '#identity/filter.ts';
import { requireAuditor } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { BY_NUMBER, keysetPage } from '../../forms/keyset.ts';
import { ButtonLink } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { ExportLinks } from '../../ui/lists/export-links.tsx';
import { Filters } from '../../ui/lists/filters.tsx';
import { Pager } from '../../ui/lists/pager.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { Time } from '../../ui/values/time.tsx';
import { visible } from '../../ui/values/visible.ts';
import { AUDIT_LIST } from './filter.server.ts';

export const meta: MetaFunction = () => [{ title: 'Audit · Counterfoil' }];

const PAGE = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requireAuditor(request, context);
  const account = await currentAccount(request, context, person);
  const url = new URL(request.url);
  const asked = readFilter(AUDIT_LIST, url.searchParams);
  const { before } = asked;
  const filter = auditFilter(asked, account.timeZone);
  const page = { before, limit: PAGE + 1 };
  const rows = await auditLines(context.sql, filter, page);
  return {
    zone: account.timeZone,
    ...keysetPage(url, rows, PAGE, before, BY_NUMBER),
    filter,
    head: await auditHead(context.sql),
    exportHref: `/audit/export${url.search}`,
  };
}

export default function Audit() {
  const { zone, rows, filter, head, exportHref, firstHref, olderHref } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead
        title="Audit"
        sub={
          <>
            Who did what; nothing here can be changed
            {head && (
              <>
                {'. Its head: number '}
                {head.number.toString()}, <span className="font-mono">{head.hash.slice(0, 16)}…</span>,{' '}
                <Time at={head.at} zone={zone} />
              </>
            )}
          </>
        }
        actions={
          <>
            <ButtonLink to="/audit/head" reloadDocument>
              Download head
            </ButtonLink>
            <ExportLinks list="audit" href={exportHref} />
          </>
        }
      />
      <Filters
        action="/audit"
        fields={[
          {
            name: 'search',
            label: 'Person, act, subject or detail',
            type: 'search',
            value: filter.search ?? '',
          },
          { name: 'from', label: 'From', type: 'date', value: filter.from ?? '' },
          { name: 'to', label: 'To', type: 'date', value: filter.to ?? '' },
        ]}
      />
      <Table
        caption="Audit, newest first"
        emptyText="Nothing matches"
        emptyHint={<Link to="/audit">Show all of it</Link>}
        rows={rows}
        rowKey={({ id }) => id.toString()}
        columns={[
          { key: 'at', header: 'When', render: ({ at }) => <Time at={at} zone={zone} /> },
          { key: 'actor', header: 'Who', render: ({ actor }) => <Foreign text={actor} /> },
          { key: 'act', header: 'Act', render: ({ act }) => act },
          {
            key: 'subject',
            header: 'Subject',
            render: ({ subject }) => <Foreign className="font-mono" text={subject} />,
          },
          {
            key: 'details',
            header: 'Details',
            render: ({ details }) =>
              Object.entries(details)
                .map(([name, value]) => `${name} ${visible(String(value))}`)
                .join(', '),
          },
          { key: 'address', header: 'From', hideOnPhone: true, render: ({ address }) => address ?? '' },
        ]}
      />
      <Pager firstHref={firstHref} olderHref={olderHref} />
    </>
  );
}
