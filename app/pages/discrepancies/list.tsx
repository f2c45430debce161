import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { CAUSES, KINDS, type KindName } from '#reconciliation/discrepancies/kinds.ts';
import { countDiscrepancies, discrepancies, unresolvedByKind } from '#reconciliation/discrepancies/list.ts';
import { may } from '#reconciliation/people/permissions.ts';
import { requirePerson } from '../../access.server.ts';
import { currentAccount } from '../../account.server.ts';
import { withParams } from '../../form.ts';
import { afterOf, BY_CURSOR, DiscrepancyCursor, keysetPage } from '../../keyset.ts';
import { BulkBar } from '../../ui/bulk-bar.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Facets } from '../../ui/facets.tsx';
import { Filters } from '../../ui/filters.tsx';
import { Money } from '../../ui/money.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Pager } from '../../ui/pager.tsx';
import { DiscrepancyState, Severity } from '../../ui/status.tsx';
import { Table } from '../../ui/table.tsx';
import { Age } from '../../ui/time.tsx';
import { discrepancyFilter } from './filter.server.ts';
import { ResolutionOptions } from './resolution-options.tsx';

export const meta: MetaFunction = () => [{ title: 'Discrepancies · Counterfoil' }];

const PAGE = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const { sql } = context;
  const url = new URL(request.url);
  const filter = discrepancyFilter(url, account.id);
  const after = afterOf(url, DiscrepancyCursor);
  const [rows, total, byKind] = await Promise.all([
    discrepancies(sql, filter, { after, limit: PAGE + 1 }),
    countDiscrepancies(sql, filter),
    unresolvedByKind(sql, account.id, filter.mode),
  ]);
  return {
    now: new Date(),
    ...keysetPage(url, rows, PAGE, after, BY_CURSOR),
    total,
    filter: { ...filter, runId: filter.runId?.toString() },
    here: url.pathname + url.search,
    exportHref: may(person.role, 'books.export') ? `/discrepancies/export${url.search}` : null,
    mayResolve: may(person.role, 'discrepancy.resolve'),
    allHref: `/discrepancies/resolve-all${url.search}`,
    facets: byKind.map(({ kind, count }) => ({
      label: KINDS[kind as KindName]?.words ?? kind,
      count,
      active: filter.kind === kind,
      href: withParams(url, { kind: filter.kind === kind ? undefined : kind, after: undefined }),
    })),
  };
}

export default function Discrepancies() {
  const page = useLoaderData<typeof loader>();
  const { rows, total, now, filter, facets, here } = page;
  return (
    <>
      <PageHead
        title="Discrepancies"
        actions={
          page.exportHref ? (
            <ButtonLink reloadDocument to={page.exportHref}>
              Export CSV
            </ButtonLink>
          ) : null
        }
      />
      <Facets label="Unresolved by kind" facets={facets} />
      <Filters
        action="/discrepancies"
        hidden={{ mode: filter.mode }}
        fields={[
          { name: 'search', label: 'Invoice or reference', type: 'search', value: filter.search ?? '' },
          {
            name: 'state',
            label: 'State',
            type: 'select',
            value: filter.state === 'unresolved' ? '' : filter.state,
            options: [
              { value: '', label: 'Unresolved' },
              { value: 'open', label: 'Open' },
              { value: 'in_review', label: 'In review' },
              { value: 'resolved', label: 'Resolved' },
              { value: 'all', label: 'All' },
            ],
          },
          {
            name: 'kind',
            label: 'Kind',
            type: 'select',
            value: filter.kind ?? '',
            options: Object.entries(KINDS).map(([value, { words }]) => ({ value, label: words })),
          },
          {
            name: 'severity',
            label: 'Severity',
            type: 'select',
            value: filter.severity ?? '',
            options: ['critical', 'high', 'medium', 'low'].map((value) => ({ value, label: value })),
          },
          { name: 'from', label: 'Opened from', type: 'date', value: filter.from ?? '' },
          { name: 'to', label: 'to', type: 'date', value: filter.to ?? '' },
          { name: 'day', label: 'Paid on', type: 'date', value: filter.day ?? '' },
        ]}
      />
      {page.mayResolve && rows.length > 0 ? (
        <BulkBar form="bulk" action="/discrepancies/resolutions" label="Resolve the selected ones">
          <input type="hidden" name="to" value={here} />
          <label className="flex items-center gap-1">
            <span className="sr-only">Resolution</span>
            <select name="resolution" className="control">
              <ResolutionOptions />
            </select>
          </label>
          <label className="flex items-center gap-1">
            <span className="sr-only">Note</span>
            <input name="note" required placeholder="Why" maxLength={500} className="control w-48" />
          </label>
          <Button>Resolve selected</Button>
          <Link to={page.allHref} className="text-accent underline">
            Resolve all that match…
          </Link>
        </BulkBar>
      ) : null}
      <Table
        caption="Discrepancies, newest first"
        emptyText="No discrepancies match"
        rows={rows}
        rowKey={({ id }) => id.toString()}
        rowHref={({ id }) => `/discrepancies/${id}?mode=${filter.mode}`}
        selectable={
          page.mayResolve
            ? { form: 'bulk', name: 'selected', label: ({ kind, subject }) => `${kind} of ${subject}` }
            : undefined
        }
        columns={[
          {
            key: 'kind',
            header: 'Kind',
            render: ({ kind }) => (
              <span className="whitespace-nowrap">{KINDS[kind as KindName]?.words ?? kind}</span>
            ),
          },
          { key: 'severity', header: 'Severity', render: ({ severity }) => <Severity level={severity} /> },
          {
            key: 'subject',
            header: 'Invoice',
            render: ({ subject }) => <span className="font-mono">{subject}</span>,
          },
          {
            key: 'reference',
            header: 'Reference',
            hideOnPhone: true,
            render: ({ referenceId }) => (
              <span className="font-mono whitespace-nowrap">{referenceId ?? '—'}</span>
            ),
          },
          {
            key: 'risk',
            header: 'At risk',
            align: 'right',
            render: ({ atRisk }) => <Money amount={atRisk} />,
          },
          {
            key: 'sides',
            header: 'Ours → theirs',
            render: ({ ours, theirs }) => (
              <span>
                {ours ?? '—'} <span className="text-muted">→</span> {theirs ?? '—'}
              </span>
            ),
          },
          {
            key: 'cause',
            header: 'Cause',
            hideOnPhone: true,
            render: ({ cause }) => (cause ? (CAUSES[cause as keyof typeof CAUSES] ?? cause) : ''),
          },
          {
            key: 'state',
            header: 'State',
            render: ({ state, resolution }) => <DiscrepancyState state={resolution ?? state} />,
          },
          {
            key: 'age',
            header: 'Age',
            align: 'right',
            render: ({ openedAt, invoiceCreatedAt }) => (
              <span title={`Opened ${openedAt.toISOString()}`}>
                <Age seconds={(now.getTime() - invoiceCreatedAt.getTime()) / 1000} />
              </span>
            ),
          },
        ]}
      />
      <Pager total={total} firstHref={page.firstHref} olderHref={page.olderHref} />
    </>
  );
}
