import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { readFilter } from '#identity/filter.ts';
import { may } from '#identity/permissions/permissions.ts';
import { changedSince } from '#reconciliation/reports/created-closes.ts';
import { isClean } from '#reconciliation/reports/day-close.ts';
import { closesOf, closingState } from '#reconciliation/reports/day-closes.ts';
import { dayReport, dayState } from '#reconciliation/reports/day-report.ts';
import { agrees, isExplained, moneyDigest, moneyReport } from '#reconciliation/reports/money-report.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { ChangedLines } from './changed-lines.tsx';
import { DayActions } from './day-actions.tsx';
import { DayChecks } from './day-checks.tsx';
import { DayCloses } from './day-closes.tsx';
import { DayForm, StandingForm } from './day-form.tsx';
import { DayLines } from './day-lines.tsx';
import { dayParam } from './day-param.server.ts';
import { DAY_ADDRESS } from './day-view.server.ts';
import { MoneyView } from './money-view.tsx';
import { ReadAt } from './read-at.tsx';
import { ViewSwitch } from './view-switch.tsx';

export const meta: MetaFunction = ({ params }) => [{ title: `${params.day} · Counterfoil` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const day = dayParam(params.day);
  const { view, mode } = readFilter(DAY_ADDRESS, new URL(request.url).searchParams);
  const [report, created, state, closes] = await Promise.all([
    moneyReport(context.sql, account, mode, day),
    view === 'created' ? dayReport(context.sql, account, day, mode) : [],
    dayState(context.sql, account, day),
    closesOf(context.sql, account.id, day),
  ]);
  const standing = closes.find(({ reopenedAt }) => reopenedAt === null);
  const closing = closingState(standing);
  const mayReopen = may(person.role, 'day.reopen');
  const isOwn = standing?.closedById === person.id;
  return {
    ...{ zone: account.timeZone, account: account.slug, day, view, mode, report, created, state, closing },
    ties: agrees(report),
    isExplained: isExplained(report),
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
  };
}

const STATES = { open: 'not closed', signed: 'signed, not yet confirmed', closed: 'closed' } as const;

export default function Day() {
  const page = useLoaderData<typeof loader>();
  const { zone, day, view, mode, report, state, closing, closes, mayClose } = page;
  const canClose = mode === 'live';
  return (
    <>
      <PageHead
        title={day}
        sub={`${mode === 'live' ? 'Live' : 'Test'} payments · midnight to midnight in ${zone} · account ${page.account}${canClose ? ` · ${STATES[closing]}` : ''}`}
        actions={<DayActions {...{ day, mode }} isOver={state.isOver} mayExport={page.mayExport} />}
      />
      <ViewSwitch view={view} />
      <ChangedLines changed={page.changed} />
      {view === 'created' ? (
        <DayLines lines={page.created} day={day} />
      ) : (
        <MoneyView report={report} zone={zone} isCompared={state.comparedAt !== null} />
      )}
      <ReadAt read={state.read} zone={zone} />
      {canClose ? (
        <Section heading={closing === 'open' ? 'Close the day' : 'The signed day'}>
          {closing === 'open' ? (
            <DayChecks day={day} zone={zone} ties={page.ties} isExplained={page.isExplained} state={state} />
          ) : null}
          {page.mayRun && state.isOver && (!state.comparedAt || state.notCompared > 0) ? (
            <AccountForm action="/runs" className="mb-3">
              <input type="hidden" name="from" value={day} />
              <input type="hidden" name="to" value={day} />
              <Button>Compare it now</Button>
            </AccountForm>
          ) : null}
          {!mayClose ? (
            <p className="text-muted" data-screen-only>
              Finance and admins close a day.
            </p>
          ) : closing === 'open' ? (
            <DayForm
              {...{ day, state }}
              seen={page.seen}
              isReady={page.isReady}
              needsSecond={page.needsSecond}
            />
          ) : (
            <StandingForm
              {...{ day, signedBy: page.signedBy, mayConfirm: page.mayConfirm, mayReopen: page.mayReopen }}
              isAwaiting={closing === 'signed'}
            />
          )}
        </Section>
      ) : null}
      {closes.length > 0 ? <DayCloses closes={closes} zone={zone} mayExport={page.mayExport} /> : null}
    </>
  );
}
