import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { ACTS } from '#identity/audit/acts.ts';
import { auditHead } from '#identity/audit/audit-chain.ts';
import { auditFilter } from '#identity/audit/audit-filter.ts';
import { type AuditFilter, auditLines } from '#identity/audit/audit-list.ts';
import { readFilter } from '#identity/filter.ts';
import { requireAuditor } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { BY_NUMBER, keysetPage } from '../../forms/keyset.ts';
import { ButtonLink } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { ExportLinks } from '../../ui/lists/export-links.tsx';
import type { FilterField } from '../../ui/lists/filter-control.tsx';
import { FilterMenu } from '../../ui/lists/filter-menu.tsx';
import { Pager } from '../../ui/lists/pager.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Time } from '../../ui/values/time.tsx';
import { auditColumns } from './columns.tsx';
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
    role: person.role,
    ...keysetPage(url, rows, PAGE, before, BY_NUMBER),
    filter,
    head: await auditHead(context.sql),
    exportHref: `/audit/export${url.search}`,
  };
}

export default function Audit() {
  const { zone, role, rows, filter, head, exportHref, firstHref, olderHref } = useLoaderData<typeof loader>();
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
      <FilterMenu action="/audit" fields={filterFields(filter)} />
      <Table
        caption="Audit, newest first"
        emptyText="Nothing matches"
        emptyHint={<Link to="/audit">Show all of it</Link>}
        rows={rows}
        rowKey={({ id }) => id.toString()}
        columns={auditColumns(zone, role)}
      />
      <Pager firstHref={firstHref} olderHref={olderHref} />
    </>
  );
}

function filterFields({ search, act, from, to }: AuditFilter): [FilterField, ...FilterField[]] {
  return [
    { name: 'search', label: 'Person, subject or detail', type: 'search', value: search ?? '' },
    {
      ...{ name: 'act', label: 'What', type: 'select', value: act ?? '' },
      options: Object.entries(ACTS).map(([value, label]) => ({ value, label })),
    },
    { name: 'from', label: 'From', type: 'date', value: from ?? '' },
    { name: 'to', label: 'to', type: 'date', value: to ?? '' },
  ];
}
