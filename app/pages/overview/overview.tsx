import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { readFilter } from '#identity/filter.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { localTime } from '../../ui/values/local-time.ts';
import { Time } from '../../ui/values/time.tsx';
import { Callbacks } from './callbacks.tsx';
import { Glance } from './glance.tsx';
import { LastDays } from './last-days.tsx';
import { NeedsAction } from './needs-action.tsx';
import { NextRuns } from './next-runs.tsx';
import { OpenKinds } from './open-kinds.tsx';
import { overviewFigures } from './overview-figures.server.ts';
import { PendingByAge } from './pending-by-age.tsx';
import { Volumes } from './volumes.tsx';
import { Yesterday } from './yesterday.tsx';

/** What was counted longer ago is told to be. */
const TELLING_MS = 1000;

export const meta: MetaFunction = () => [{ title: 'Overview · Counterfoil' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const { mode } = readFilter(PAGE_ADDRESS, new URL(request.url).searchParams);
  const now = new Date();
  const figures = await overviewFigures(context, person, account, mode, now);
  return { zone: account.timeZone, mode, now, ...figures };
}

export default function Overview() {
  const figures = useLoaderData<typeof loader>();
  const { order, zone, mode, open, pending, days, yesterday } = figures;
  const isYesterdayFirst = order === 'yesterday';
  const [first, second] = isYesterdayFirst
    ? [<DayParts key="day" {...figures} />, <StuckParts key="stuck" {...figures} />]
    : [<StuckParts key="stuck" {...figures} />, <DayParts key="day" {...figures} />];
  return (
    <>
      <PageHead
        title="Overview"
        sub={
          <>
            <NeedsAction open={open.count} />
            <CountedEarlier {...figures} />
          </>
        }
      />
      <Glance
        open={open.count}
        pending={pending.reduce((sum, { count }) => sum + count, 0)}
        yesterday={days.find(({ day }) => day === yesterday)}
        today={days.at(-1)?.day ?? ''}
        level={figures.level}
        lastRun={figures.lastRun}
        oldestNotCompared={figures.oldestNotCompared}
        {...{ order, zone, mode }}
      />
      <div className="grid items-start gap-3 2xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-3">{first}</div>
        <div className="flex min-w-0 flex-col gap-3">{second}</div>
      </div>
    </>
  );
}

type Figures = Awaited<ReturnType<typeof overviewFigures>> & {
  zone: string;
  mode: 'live' | 'test';
  now: Date;
};

/** Where a great many payments come in, what is said of how days match was counted a moment ago. */
function CountedEarlier({ countedAt, now, zone }: Figures) {
  if (now.getTime() - countedAt.getTime() <= TELLING_MS) return null;
  return (
    <>
      {' '}
      How days match, and by how much they differ, is as of <Time at={countedAt} zone={zone} />: a great many
      payments are coming in.
    </>
  );
}

/** How yesterday and the days before went: what finance begins with. */
function DayParts({ days, yesterday, totals, ofYesterday, ofToday, closing, mode, zone }: Figures) {
  const query = queryOf(mode);
  const counts = days.find(({ day }) => day === yesterday);
  return (
    <>
      <Yesterday day={yesterday} {...{ counts, totals, mode, query, closing }} />
      <Volumes heading="Yesterday beside other days" of={ofYesterday} query={query} />
      <LastDays {...{ days, mode, query }} />
      {ofToday?.until ? (
        <Volumes
          heading={`Today until ${localTime(ofToday.until, zone).slice(11, 16)}, beside other days`}
          of={ofToday}
          query={query}
        />
      ) : null}
    </>
  );
}

/** What is stuck, open or not going on: what operations begins with. */
function StuckParts(figures: Figures) {
  const { pending, open, level, lastRun, failed, failedDays, next, oldest, mode, zone, now } = figures;
  const query = queryOf(mode);
  return (
    <>
      <PendingByAge bands={pending} {...{ mode, query }} />
      <OpenKinds {...{ open, mode, query, now }} />
      <NextRuns {...{ lastRun, failed, failedDays, next, oldest, zone }} />
      <Callbacks level={level} zone={zone} />
    </>
  );
}

function queryOf(mode: 'live' | 'test'): string {
  return mode === 'test' ? '&mode=test' : '';
}
