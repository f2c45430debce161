import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { PanelRight } from 'lucide-react';
import { readFilter } from '#identity/filter.ts';
import { peopleWho } from '#identity/people/people.ts';
import { arrangementOf } from '#identity/people/saved-views.ts';
import { may } from '#identity/permissions/permissions.ts';
import { type Facet, facets, GROUPINGS, groups } from '#reconciliation/discrepancies/groups.ts';
import { kindLabel, SEVERITIES } from '#reconciliation/discrepancies/kinds.ts';
import { discrepancies } from '#reconciliation/discrepancies/list.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { withParams } from '../../forms/address.ts';
import { BY_CURSOR, keysetPage } from '../../forms/keyset.ts';
import { viewsOf } from '../../forms/views.ts';
import { ButtonLink } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { ColumnsMenu, seen } from '../../ui/lists/columns-menu.tsx';
import { Facets } from '../../ui/lists/facets.tsx';
import { Filters } from '../../ui/lists/filters.tsx';
import { GroupBy } from '../../ui/lists/group-by.tsx';
import { Pager } from '../../ui/lists/pager.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Views } from '../../ui/lists/views.tsx';
import { visible } from '../../ui/values/visible.ts';
import { BulkActs } from './bulk-acts.tsx';
import { BESIDE_PREVIEW, discrepancyColumns, listed } from './columns.tsx';
import { WORK_LIST, workListFilter } from './filter.server.ts';
import { filterFields } from './filter-fields.ts';
import { Grouped, groupLabel } from './grouped.tsx';
import { OfRun } from './of-run.tsx';
import { previewOf } from './preview.server.ts';
import { Preview } from './preview.tsx';
import { useResolving } from './use-resolving.ts';

export const meta: MetaFunction = () => [{ title: 'Discrepancies · Counterfoil' }];

const PAGE = 50;
const GIVEN = {
  Unresolved: '',
  Mine: 'assignee=me',
  'Nobody’s': 'assignee=none',
  Critical: 'severity=critical',
  Resolved: 'state=resolved',
};

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const { sql } = context;
  const url = new URL(request.url);
  const asked = readFilter(WORK_LIST, url.searchParams);
  const filter = await workListFilter(context, account, person.id, asked);
  const { run, effect, after, group: by, preview: previewed, ...params } = asked;
  const [rows, faceted, grouped, reviewers, arrangement, preview] = await Promise.all([
    by ? [] : discrepancies(sql, filter, { after, limit: PAGE + 1 }),
    facets(sql, filter),
    by ? groups(sql, filter, by) : [],
    peopleWho(sql, 'discrepancy.resolve', account.id),
    arrangementOf(sql, person.id, 'discrepancies'),
    by ? null : previewOf(context, person, previewed),
  ]);
  const chosen = (name: string, key: string | null) =>
    withParams(url, { [name]: key ?? undefined, after: undefined });
  const facet = (name: 'kind' | 'severity') => (group: Facet) => ({
    label: groupLabel(name, group.key),
    count: group.count,
    active: params[name] === group.key,
    href: chosen(name, params[name] === group.key ? null : group.key),
  });
  const keys = keysetPage(url, rows, PAGE, after, BY_CURSOR);
  return {
    now: new Date(),
    zone: account.timeZone,
    ...keys,
    rows: keys.rows.map(listed),
    total: { count: faceted.total, capped: false },
    params,
    ofRun:
      run === undefined
        ? null
        : {
            id: run,
            effect,
            allHref: withParams(url, { run: undefined, effect: undefined, after: undefined }),
          },
    by: by ?? null,
    groupings: [undefined, ...GROUPINGS].map((group) => ({
      label: group === undefined ? 'nothing' : group === 'assignee' ? 'reviewer' : group,
      href: withParams(url, { group, after: undefined, preview: undefined }),
      isActive: group === by,
    })),
    groups: grouped.map((group) => ({
      ...group,
      href: withParams(url, {
        group: undefined,
        [by ?? '']: by === 'assignee' ? String(group.assigneeId ?? 'none') : (group.key ?? 'unknown'),
      }),
    })),
    facets: {
      kind: faceted.kind.map(facet('kind')),
      severity: faceted.severity.toSorted(bySeverityRank).map(facet('severity')),
    },
    reviewers,
    hidden: arrangement.hidden,
    ...viewsOf(url, GIVEN, arrangement.views),
    preview,
    here: url.pathname + url.search,
    exportHref: may(person.role, 'books.export') ? `/discrepancies/export${url.search}` : null,
    mayResolve: may(person.role, 'discrepancy.resolve'),
    mayCheck: may(person.role, 'status_check.create'),
    allHref: `/discrepancies/resolve-all${url.search}`,
  };
}

const RANKED: readonly string[] = SEVERITIES;

function bySeverityRank(a: Facet, b: Facet): number {
  const rank = ({ key }: Facet) => RANKED.indexOf(key);
  return rank(a) - rank(b);
}

/** Whether a list of this state goes on to show what was resolved. */
function staysInList(state: string): boolean {
  return state === 'resolved' || state === 'all';
}

export default function Discrepancies() {
  const page = useLoaderData<typeof loader>();
  const { rows, total, now, params, facets, here, preview } = page;
  const resolving = useResolving();
  const url = new URL(here, 'http://here');
  const columns = discrepancyColumns(now);
  const previewHref = (id?: bigint) => withParams(url, { preview: id?.toString() });
  const place = rows.findIndex(({ id }) => id === preview?.id);
  const next = place === -1 ? undefined : (rows[place + 1] ?? rows[place - 1]);
  return (
    <>
      <PageHead
        title="Discrepancies"
        actions={
          <>
            {page.by === null && rows[0] ? (
              <ButtonLink
                to={previewHref(preview ? undefined : rows[0].id)}
                preventScrollReset
                data-key="v"
                aria-current={preview ? 'true' : undefined}
              >
                <PanelRight aria-hidden="true" /> Preview
              </ButtonLink>
            ) : null}
            <ColumnsMenu list="discrepancies" columns={columns} hidden={page.hidden} />
            {page.exportHref ? (
              <ButtonLink reloadDocument to={page.exportHref}>
                Export CSV
              </ButtonLink>
            ) : null}
          </>
        }
      />
      <Views list="discrepancies" views={page.views} query={page.query} />
      <Facets label="By kind" facets={facets.kind} />
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
        <Facets label="By severity" facets={facets.severity} />
        <GroupBy groupings={page.groupings} />
      </div>
      <Filters
        action="/discrepancies"
        hidden={{ mode: params.mode, ...(page.by && { group: page.by }) }}
        passing={page.ofRun ? { run: page.ofRun.id.toString(), effect: page.ofRun.effect ?? '' } : {}}
        fields={filterFields(params, page.reviewers)}
      />
      {page.ofRun ? <OfRun {...page.ofRun} mode={params.mode} /> : null}
      {page.by ? <Grouped by={page.by} groups={page.groups} now={now} /> : null}
      {page.by === null && page.mayResolve && rows.length > 0 ? (
        <BulkActs here={here} allHref={page.allHref} />
      ) : null}
      {page.by === null ? (
        <div className={preview ? 'grid items-start gap-4 xl:grid-cols-[minmax(0,11fr)_minmax(0,9fr)]' : ''}>
          <Table
            caption="Discrepancies, newest first"
            emptyText="No discrepancies match"
            emptyHint={
              page.views[0]?.isActive ? (
                'Both books agree on all that was compared.'
              ) : (
                <Link to="/discrepancies">Show all that are unresolved</Link>
              )
            }
            rows={rows}
            rowKey={({ id }) => id.toString()}
            rowHref={({ id }) => (preview ? previewHref(id) : `/discrepancies/${id}?mode=${params.mode}`)}
            currentKey={preview?.id.toString()}
            leaving={staysInList(params.state) ? undefined : resolving}
            selectable={
              page.mayResolve
                ? {
                    form: 'bulk',
                    name: 'selected',
                    label: ({ kind, subject }) => `${kindLabel(kind)} of ${visible(subject)}`,
                  }
                : undefined
            }
            columns={
              preview ? columns.filter(({ key }) => BESIDE_PREVIEW.includes(key)) : seen(columns, page.hidden)
            }
          />
          {preview ? (
            <Preview
              item={preview}
              zone={page.zone}
              mayResolve={page.mayResolve}
              mayCheck={page.mayCheck}
              reviewers={page.reviewers}
              closeHref={previewHref()}
              nextHref={previewHref(next?.id)}
            />
          ) : null}
        </div>
      ) : null}
      {page.by ? null : <Pager total={total} firstHref={page.firstHref} olderHref={page.olderHref} />}
    </>
  );
}
