import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { dayOf } from '#identity/accounts/business-day.ts';
import { readFilter } from '#identity/filter.ts';
import { may } from '#identity/permissions/permissions.ts';
import { changedSince } from '#reconciliation/reports/created-closes.ts';
import { isClean } from '#reconciliation/reports/day-close.ts';
import { closesOf, closingState } from '#reconciliation/reports/day-closes.ts';
import { dayReport, dayState } from '#reconciliation/reports/day-report.ts';
import { leftOf } from '#reconciliation/reports/explained.ts';
import { totalsOf } from '#reconciliation/reports/money-figures.ts';
import { differenceState, moneyDigest, moneyReport } from '#reconciliation/reports/money-report.ts';
import { statementDay } from '#reconciliation/statements/statement-day.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { Empty } from '../../ui/feedback/empty.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { ChangedLines } from './changed-lines.tsx';
import { ClosingSection } from './closing-section.tsx';
import { DayActions } from './day-actions.tsx';
import { DayCloses } from './day-closes.tsx';
import { DayLines } from './day-lines.tsx';
import { dayParam } from './day-param.server.ts';
import { DAY_ADDRESS } from './day-view.server.ts';
import { MoneyView } from './money-view.tsx';
import { ReadAt } from './read-at.tsx';
import { StatementView } from './statement-view.tsx';
import { ViewSwitch } from './view-switch.tsx';

export const meta: MetaFunction = ({ params }) => [{ title: `${params.day} · Counterfoil` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const day = dayParam(params.day);
  const { view, mode } = readFilter(DAY_ADDRESS, new URL(request.url).searchParams);
  const [report, created, state, closes, statements] = await Promise.all([
    moneyReport(context.sql, account, mode, day),
    view === 'created' ? dayReport(context.sql, account, day, mode) : [],
    dayState(context.sql, account, day),
    closesOf(context.sql, account.id, day),
    view === 'statement' ? statementDay(context.sql, account, mode, day) : [],
  ]);
  const standing = closes.find(({ reopenedAt }) => reopenedAt === null);
  const closing = closingState(standing);
  const mayReopen = may(person.role, 'day.reopen');
  const isOwn = standing?.closedById === person.id;
  return {
    ...{ zone: account.timeZone, account: account.slug, day, view, mode, report, created, state, closing },
    ...{ statements, totals: totalsOf(report.lines), mayImport: may(person.role, 'statement.import') },
    difference: differenceState(report),
    left: leftOf(report.explained),
    isReady: isClean(state, report),
    seen: moneyDigest(report),
    needsSecond: account.twoPersonClose,
    closes: closes.map(({ figures: _, ...close }) => close),
    changed: Array.isArray(standing?.figures) ? changedSince(standing.figures, created) : [],
    signedBy: standing?.closedBy ?? '',
    mayClose: may(person.role, 'day.close'),
    mayConfirm: may(person.role, 'day.close') && !isOwn,
    mayReopen: mayReopen || (closing === 'signed' && isOwn),
    mayExport: may(person.role, 'books.export'),
    mayRun: may(person.role, 'run.create'),
    hasBegun: dayOf(day, account.timeZone).starts <= new Date(),
  };
}

const STATES = { open: 'not closed', signed: 'signed, not yet confirmed', closed: 'closed' } as const;

export default function Day() {
  const page = useLoaderData<typeof loader>();
  const { zone, day, view, mode, report, state, closing, closes } = page;
  const canClose = mode === 'live';
  if (!page.hasBegun) return <NotBegun day={day} zone={zone} />;
  return (
    <>
      <PageHead
        title={day}
        sub={`${mode === 'live' ? 'Live' : 'Test'} payments · midnight to midnight in ${zone} · account ${page.account}${canClose ? ` · ${STATES[closing]}` : ''}`}
        actions={<DayActions {...{ day, view, mode }} isOver={state.isOver} mayExport={page.mayExport} />}
      />
      <ViewSwitch view={view} />
      <ChangedLines changed={page.changed} />
      {view === 'created' ? (
        <DayLines lines={page.created} day={day} />
      ) : view === 'statement' ? (
        <StatementView statements={page.statements} totals={page.totals} mayImport={page.mayImport} />
      ) : (
        <MoneyView report={report} zone={zone} isCompared={state.comparedAt !== null} />
      )}
      <ReadAt read={state.read} zone={zone} />
      {canClose ? <ClosingSection {...page} /> : null}
      {closes.length > 0 ? <DayCloses closes={closes} zone={zone} mayExport={page.mayExport} /> : null}
    </>
  );
}

function NotBegun({ day, zone }: { day: string; zone: string }) {
  return (
    <>
      <PageHead title={day} />
      <Empty title="This day has not begun" action={<Link to="/reports">All days</Link>}>
        Midnight to midnight in {zone}: nothing of it can be known yet.
      </Empty>
    </>
  );
}
