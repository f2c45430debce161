import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { readFilter } from '#identity/filter.ts';
import { peopleWho } from '#identity/people/people.ts';
import { arrangementOf } from '#identity/people/saved-views.ts';
import { may } from '#identity/permissions/permissions.ts';
import { groups, tallyOf } from '#reconciliation/discrepancies/groups.ts';
import { discrepancies } from '#reconciliation/discrepancies/list.ts';
import { SORTS } from '#reconciliation/discrepancies/sorts.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { withParams } from '../../forms/address.ts';
import { BY_CURSOR, keysetPage } from '../../forms/keyset.ts';
import { sortLinks, sortOf } from '../../forms/list-sort.ts';
import { viewsOf } from '../../forms/views.ts';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Pager } from '../../ui/lists/pager.tsx';
import { MoneyOrder, sortable } from '../../ui/lists/sort-by.tsx';
import { WithoutSums } from '../../ui/lists/sums.tsx';
import { Views } from '../../ui/lists/views.tsx';
import { discrepancyColumns, listed } from './columns.tsx';
import { USUAL_SORT, WORK_LIST, workListFilter } from './filter.server.ts';
import { GIVEN_VIEWS } from './given-views.ts';
import { Grouped } from './grouped.tsx';
import { inListOf } from './in-list.ts';
import { ListActions } from './list-actions.tsx';
import { groupingLinks, groupLinks, runLink } from './list-links.ts';
import { Narrowing } from './narrowing.tsx';
import { previewOf } from './preview.server.ts';
import { SORT_WORDS } from './sort-words.ts';
import { WorkList } from './work-list.tsx';

export const meta: MetaFunction = () => [{ title: 'Discrepancies · Counterfoil' }];

const PAGE = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const { sql } = context;
  // What an act on its rows has against their form is answered in its place, at the address of the act.
  const { search } = new URL(request.url);
  const url = new URL(`/discrepancies${search}`, request.url);
  const asked = readFilter(WORK_LIST, url.searchParams);
  const filter = await workListFilter(context, account, person.id, asked);
  const { run, effect, after, sort, group: by, preview: previewed, ...params } = asked;
  const [rows, tally, grouped, reviewers, arrangement, preview] = await Promise.all([
    by ? [] : discrepancies(sql, filter, { after, limit: PAGE + 1, sort: sortOf(SORTS, asked) }),
    tallyOf(sql, filter),
    by ? groups(sql, filter, by) : [],
    peopleWho(sql, 'discrepancy.resolve', account.id),
    arrangementOf(sql, person.id, 'discrepancies'),
    by ? null : previewOf(context, person, previewed),
  ]);
  const keys = keysetPage(url, rows, PAGE, after, BY_CURSOR);
  return {
    now: new Date(),
    zone: account.timeZone,
    ...keys,
    rows: keys.rows.map(listed),
    ...tally,
    params,
    ...sortLinks(url, SORT_WORDS, sort, USUAL_SORT),
    isByMoney: /severity|risk/.test(sort),
    passing: { mode: params.mode, sort: sort === USUAL_SORT ? '' : sort, group: by ?? '' },
    ofRun: runLink(url, run, effect),
    by: by ?? null,
    groupings: groupingLinks(url, by),
    groups: groupLinks(url, grouped, by),
    reviewers,
    hidden: arrangement.hidden,
    ...viewsOf(url, GIVEN_VIEWS, arrangement.views),
    preview,
    search,
    here: url.pathname + search,
    exportHref: may(person.role, 'books.export') ? `/discrepancies/export${search}` : null,
    // Of nothing there is no proof.
    proofHref:
      may(person.role, 'books.export') && keys.rows.length > 0 ? `/discrepancies/proof${search}` : null,
    mayResolve: may(person.role, 'discrepancy.resolve'),
    mayCheck: may(person.role, 'status_check.create'),
    inList: inListOf(search),
    allHref: may(person.role, 'discrepancy.resolve') ? `/discrepancies/resolve-all${search}` : null,
  };
}

export default function Discrepancies() {
  const page = useLoaderData<typeof loader>();
  const { rows, now, here, preview, hidden, exportHref, proofHref } = page;
  const columns = sortable(discrepancyColumns(now), page.sorts);
  const previewHref = (id?: bigint) => withParams(new URL(here, 'http://here'), { preview: id?.toString() });
  return (
    <>
      <PageHead
        title="Discrepancies"
        actions={
          <ListActions
            {...{ columns, hidden, exportHref, proofHref }}
            allHref={page.total.count > 0 ? page.allHref : null}
            previewHref={rows[0] ? previewHref(preview ? undefined : rows[0].id) : null}
            isPreviewed={preview !== null}
          />
        }
      />
      <Views list="discrepancies" views={page.views} query={page.query} />
      <Narrowing {...page} />
      {page.by ? (
        <Grouped by={page.by} groups={page.groups} now={now} />
      ) : (
        <>
          <WorkList {...page} {...{ columns, previewHref }} isOfAll={page.views[0]?.isActive ?? false} />
          {page.isByMoney ? <MoneyOrder /> : null}
          <WithoutSums count={page.total.count} sums={page.atRisk === null ? null : []} />
          <Pager {...page} isByTime={false} />
        </>
      )}
    </>
  );
}
