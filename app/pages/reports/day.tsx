import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { may } from '#identity/permissions/permissions.ts';
import { changedSince, closesOf, reportDigest } from '#reconciliation/reports/day-close.ts';
import { dayReport, dayState, hasNothingOpen, tiesOut } from '#reconciliation/reports/day-report.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { Notice } from '../../ui/feedback/notice.tsx';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button, ButtonLink } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { DayChecks } from './day-checks.tsx';
import { DayCloses } from './day-closes.tsx';
import { DayForm } from './day-form.tsx';
import { DayLines } from './day-lines.tsx';
import { dayParam } from './day-param.server.ts';
import { ReadAt } from './read-at.tsx';

export const meta: MetaFunction = ({ params }) => [{ title: `${params.day} · Counterfoil` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const day = dayParam(params.day);
  const [lines, state, closes] = await Promise.all([
    dayReport(context.sql, account, day),
    dayState(context.sql, account, day),
    closesOf(context.sql, account.id, day),
  ]);
  const standing = closes.find(({ reopenedAt }) => reopenedAt === null) ?? null;
  return {
    zone: account.timeZone,
    day,
    lines,
    state,
    ties: tiesOut(lines),
    isReady: tiesOut(lines) && hasNothingOpen(state),
    seen: reportDigest(lines),
    closes: closes.map(({ figures: _, ...close }) => close),
    isClosed: standing !== null,
    changed: standing ? changedSince(standing, lines) : [],
    mayClose: may(person.role, 'day.close'),
    mayExport: may(person.role, 'books.export'),
    mayRun: may(person.role, 'run.create'),
  };
}

export default function Day() {
  const { zone, day, lines, state, ties, isReady, seen, closes, ...page } = useLoaderData<typeof loader>();
  const { isClosed, changed, mayClose, mayRun, mayExport } = page;
  const range = `from=${day}&to=${day}`;
  return (
    <>
      <PageHead
        title={day}
        sub={`Live payments created on this day in ${zone}${isClosed ? ' · closed' : ''}`}
        actions={
          <>
            <ButtonLink to={`/reports/${daysAfter(day, -1)}`} data-key="p">
              <ChevronLeft aria-hidden="true" /> {daysAfter(day, -1)}
            </ButtonLink>
            {state.isOver ? (
              <ButtonLink to={`/reports/${daysAfter(day, 1)}`} data-key="n">
                {daysAfter(day, 1)} <ChevronRight aria-hidden="true" />
              </ButtonLink>
            ) : null}
            {mayExport ? (
              <ButtonLink to={`/invoices/export?${range}`} reloadDocument>
                Export its invoices
              </ButtonLink>
            ) : null}
          </>
        }
      />
      {changed.length > 0 ? (
        <Notice tone="warn" title="The figures have changed since the day was closed">
          <ul>
            {changed.map(({ line, was, is }) => (
              <li key={line}>
                {line}: was {was}; is {is}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <DayLines lines={lines} day={day} />
      <ReadAt read={state.read} zone={zone} />
      <Section heading={!mayClose ? 'Where it stands' : isClosed ? 'Open it again' : 'Close the day'}>
        <DayChecks day={day} zone={zone} ties={ties} state={state} />
        {mayRun && state.isOver && (!state.comparedAt || state.notCompared > 0) ? (
          <AccountForm action="/runs" className="mb-3">
            <input type="hidden" name="from" value={day} />
            <input type="hidden" name="to" value={day} />
            <Button>Compare it now</Button>
          </AccountForm>
        ) : null}
        {mayClose ? (
          <DayForm day={day} seen={seen} isClosed={isClosed} isReady={isReady} state={state} />
        ) : (
          <p className="text-muted" data-screen-only>
            Finance and admins close a day.
          </p>
        )}
      </Section>
      {closes.length > 0 ? <DayCloses closes={closes} zone={zone} /> : null}
    </>
  );
}

/** The day so many days later, by the calendar. */
function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
