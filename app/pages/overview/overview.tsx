import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { readFilter } from '#identity/filter.ts';
import { oldestDayNotCompared } from '#reconciliation/books/compared.ts';
import { dayCounts } from '#reconciliation/books/day-counts.ts';
import { dayTotals, pendingByAge } from '#reconciliation/books/totals.ts';
import { serviceLevel } from '#reconciliation/callbacks/service-level.ts';
import { nextRuns } from '#reconciliation/comparison/due.ts';
import { runs } from '#reconciliation/comparison/runs.ts';
import { oldestDayNotSwept } from '#reconciliation/comparison/sweep.ts';
import { groups } from '#reconciliation/discrepancies/groups.ts';
import { closingNow } from '#reconciliation/reports/days.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Callbacks } from './callbacks.tsx';
import { Glance } from './glance.tsx';
import { LastDays } from './last-days.tsx';
import { NeedsAction } from './needs-action.tsx';
import { NeedsHuman } from './needs-human.tsx';
import { NextRuns } from './next-runs.tsx';
import { PendingByAge } from './pending-by-age.tsx';
import { Yesterday } from './yesterday.tsx';

export const meta: MetaFunction = () => [{ title: 'Overview · Counterfoil' }];

const DAYS = 30;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const { sql } = context;
  const { mode } = readFilter(PAGE_ADDRESS, new URL(request.url).searchParams);
  const now = new Date();
  const days = await dayCounts(sql, account, mode, DAYS);
  const yesterday = days.at(-2)?.day ?? '';
  const [byKind, pending, totals, level, [lastRun], next, oldestNotCompared, oldest, closing] =
    await Promise.all([
      groups(sql, { accountId: account.id, mode, state: 'unresolved' }, 'kind'),
      pendingByAge(sql, account.id, mode),
      dayTotals(sql, account, mode, yesterday),
      serviceLevel(sql, account.id, mode, 1, now),
      runs(sql, { accountId: account.id, limit: 1 }),
      nextRuns(sql, account, now),
      oldestDayNotCompared(sql, account, mode, days),
      oldestDayNotSwept(sql, account, now),
      closingNow(sql, account.id, yesterday),
    ]);
  return {
    zone: account.timeZone,
    mode,
    now,
    days,
    yesterday,
    byKind,
    pending,
    totals,
    level,
    lastRun,
    next,
    oldestNotCompared,
    oldest,
    closing,
  };
}

export default function Overview() {
  const {
    zone,
    mode,
    now,
    days,
    yesterday,
    byKind,
    pending,
    totals,
    level,
    lastRun,
    next,
    oldestNotCompared,
    oldest,
    closing,
  } = useLoaderData<typeof loader>();
  const open = byKind.reduce((sum, { count }) => sum + count, 0);
  const query = mode === 'test' ? '&mode=test' : '';
  const ofYesterday = days.find(({ day }) => day === yesterday);
  return (
    <>
      <PageHead title="Overview" sub={<NeedsAction open={open} />} />
      <Glance
        open={open}
        pending={pending.reduce((sum, { count }) => sum + count, 0)}
        yesterday={ofYesterday}
        today={days.at(-1)?.day ?? ''}
        {...{ level, lastRun, oldestNotCompared, zone, mode }}
      />
      <div className="grid items-start gap-3 2xl:grid-cols-2">
        <NeedsHuman kinds={byKind} query={query} now={now} />
        <div className="flex min-w-0 flex-col gap-3">
          <Yesterday day={yesterday} counts={ofYesterday} {...{ totals, mode, query, closing }} />
          <PendingByAge bands={pending} query={query} />
          <Callbacks level={level} zone={zone} />
          <NextRuns lastRun={lastRun} next={next} oldest={oldest} zone={zone} />
          <LastDays days={days} query={query} />
        </div>
      </div>
    </>
  );
}
