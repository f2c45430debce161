import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { dayAt } from '#identity/accounts/business-day.ts';
import { may } from '#identity/permissions/permissions.ts';
import { bookedDays, totalsOfRange } from '#reconciliation/reports/days.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { ButtonLink } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { DaysCalendar } from './days-calendar.tsx';
import { daysAsked } from './days-range.server.ts';
import { DaysTable } from './days-table.tsx';
import { RangeForm } from './range-form.tsx';
import { RangeTotals } from './range-totals.tsx';
import { ReportsNav } from './reports-nav.tsx';

export const meta: MetaFunction = () => [{ title: 'Reports · Counterfoil' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const { month, mode, ...range } = daysAsked(request, account);
  const rows = await bookedDays(context.sql, account, range, mode);
  return {
    ...{ zone: account.timeZone, ...range, month, mode, rows, totals: totalsOfRange(rows) },
    today: dayAt(new Date(), account.timeZone),
    mayClose: mode === 'live' && may(person.role, 'day.close'),
  };
}

export default function Reports() {
  const { zone, from, to, month, mode, rows, totals, today, mayClose } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead
        title="Reports"
        sub={`${mode === 'live' ? 'Live' : 'Test'} payments by business day, ${from} to ${to}, midnight to midnight in ${zone}`}
        actions={
          mayClose ? (
            <ButtonLink to={`/reports/closings?from=${from}&to=${to}`}>Close all clean days</ButtonLink>
          ) : null
        }
      />
      <ReportsNav />
      <RangeForm {...{ from, to, month, mode }} />
      <RangeTotals
        totals={totals}
        isAllCompared={rows.every(({ isCompared, isOver }) => isCompared || !isOver)}
      />
      <DaysCalendar rows={rows} mode={mode} />
      <DaysTable rows={rows} today={today} mode={mode} />
    </>
  );
}
