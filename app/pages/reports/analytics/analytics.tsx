import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { dayAt } from '#identity/accounts/business-day.ts';
import { currency as currencyAsked, readFilter } from '#identity/filter.ts';
import { assertKnown } from '#reconciliation/books/known-values.ts';
import { analytics } from '#reconciliation/reports/analytics.ts';
import { requirePerson } from '../../../access/access.server.ts';
import { currentAccount } from '../../../access/account.server.ts';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { PageHead } from '../../../ui/frame/page-head.tsx';
import { currencyField } from '../../../ui/lists/filter-control.tsx';
import { Filters } from '../../../ui/lists/filters.tsx';
import { REPORT_ADDRESS, rangeAsked } from '../range.server.ts';
import { ReportsNav } from '../reports-nav.tsx';
import { OfCurrency } from './of-currency.tsx';

export const meta: MetaFunction = () => [{ title: 'Analytics · Counterfoil' }];

/** Whole weeks, so that the window before has the same weekdays. */
const DAYS = 28;
const ADDRESS = REPORT_ADDRESS.extend({ currency: currencyAsked.optional() });

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const { mode, currency, ...asked } = readFilter(ADDRESS, new URL(request.url).searchParams);
  await assertKnown(context.sql, account.id, { currency });
  const range = rangeAsked(asked, account.timeZone, { lastDays: DAYS });
  const found = await analytics(context.sql, account, { ...range, mode, currency });
  return {
    ...{ zone: account.timeZone, mode, currency: currency ?? '', range, ...found },
    goesOn: range.to >= dayAt(new Date(), account.timeZone),
  };
}

export default function Analytics() {
  const { zone, mode, currency, range, before, sameWeekdays, currencies, bookBegins, goesOn } =
    useLoaderData<typeof loader>();
  return (
    <>
      <PageHead
        title="Analytics"
        sub={`Our book’s ${mode} payments by their day of creation in ${zone}; currencies are never added up`}
      />
      <ReportsNav />
      <Filters
        action="/reports/analytics"
        hidden={{ mode }}
        fields={[
          { name: 'from', label: 'Created from', type: 'date', value: range.from },
          { name: 'to', label: 'to', type: 'date', value: range.to },
          { ...currencyField, value: currency },
        ]}
      />
      {goesOn ? (
        <p className="text-warn">The last of these days is not over: its figures are not complete yet.</p>
      ) : null}
      {bookBegins !== null && bookBegins > sameWeekdays.from ? (
        <p className="text-muted">
          Our book begins on {bookBegins}: what is said of days before that, or of that day, is not whole.
        </p>
      ) : null}
      {currencies.length === 0 ? (
        <Empty title="No payments on these days, nor on those before">
          Choose other days, or another mode.
        </Empty>
      ) : (
        currencies.map((of) => (
          <OfCurrency
            key={of.currency}
            of={of}
            before={before}
            sameWeekdays={sameWeekdays}
            list={(params) =>
              `/invoices?${new URLSearchParams({ ...range, mode, currency: of.currency, ...params })}`
            }
          />
        ))
      )}
    </>
  );
}
