import type { CurrencyAnalytics } from '#reconciliation/reports/analytics.ts';
import { ResultChart } from '../../../ui/charts/result-chart.tsx';
import { Section } from '../../../ui/frame/section.tsx';
import { serviceLabel } from '../../../ui/values/service-label.ts';
import { Compared } from './compared.tsx';
import { Declines } from './declines.tsx';
import { DurationsTable } from './durations-table.tsx';
import { type ListHref, undecided, WEEKDAYS } from './rates.ts';
import { type TotalsRow, TotalsTable } from './totals-table.tsx';

type OfCurrencyProps = {
  of: CurrencyAnalytics;
  before: { from: string; to: string };
  sameWeekdays: { from: string; to: string };
  list: ListHref;
};

/** How the payments of one currency went. */
export function OfCurrency({ of, before, sameWeekdays, list }: OfCurrencyProps) {
  const { currency, totals, services, declines, durations } = of;
  const row = (
    name: string,
    own: TotalsRow['totals'],
    params: Readonly<Record<string, string>>,
  ): TotalsRow => ({
    ...{ key: name, name, totals: own },
    href: (result) => list({ ...params, ...(result && { result }) }),
  });
  const days = of.days.map(({ day, totals: own }) => row(day, own, { from: day, to: day }));
  const weekdays = of.weekdays.map(({ weekday, days: count, totals: own }) =>
    row(`${WEEKDAYS[weekday - 1]} (${count})`, own, { weekday: String(weekday) }),
  );
  const hours = of.hours.map(({ hour, totals: own }) =>
    row(`${String(hour).padStart(2, '0')}:00`, own, { hour: String(hour) }),
  );
  const byService = services.map(({ service, totals: own }) =>
    row(service ? serviceLabel(service) : 'no service told', own, { service: service ?? 'none' }),
  );
  return (
    <Section heading={currency}>
      <div className="flex flex-col gap-4">
        <Compared of={of} before={before} sameWeekdays={sameWeekdays} list={list} />
        {undecided(totals) > 0 ? (
          <p className="text-muted">
            {undecided(totals)} of these payments are not decided yet: the approval rate counts those that
            are.
          </p>
        ) : null}
        <TotalsTable caption={`${currency}: payments by service`} header="Service" rows={byService} />
        <Declines currency={currency} declines={declines} failed={totals.failed} list={list} />
        <DurationsTable currency={currency} durations={durations} totals={totals} />
        <Parts label={`${currency}: payments a day`} header="Day" rows={days} />
        <Parts label={`${currency}: payments by weekday`} header="Weekday (how many of it)" rows={weekdays} />
        <Parts label={`${currency}: payments by hour of the day`} header="Hour" rows={hours} />
      </div>
    </Section>
  );
}

type PartsProps = { label: string; header: string; rows: readonly TotalsRow[] };

function Parts({ label, header, rows }: PartsProps) {
  const bars = rows.map(({ name, totals, href }) => {
    const { paid, failed } = totals;
    return {
      name: name.replace(/^\d{4}-| \(\d+\)$/g, ''),
      href: href(),
      paid,
      failed,
      undecided: undecided(totals),
    };
  });
  return (
    <div className="flex flex-col gap-2">
      <ResultChart label={label} bars={bars} />
      <details>
        <summary className="w-fit text-accent">The same as a table, with the money</summary>
        <TotalsTable caption={label} header={header} rows={rows} />
      </details>
    </div>
  );
}
