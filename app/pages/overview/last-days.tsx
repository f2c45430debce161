import { Link } from '@remix-run/react';
import type { DayCounts } from '#reconciliation/books/day-counts.ts';
import { DailyChart } from '../../ui/charts/chart.tsx';
import { matchRate, rateText, segmentsOf } from '../../ui/charts/chart-series.ts';
import { Section } from '../../ui/frame/section.tsx';

type LastDaysProps = {
  days: readonly DayCounts[];
  mode: 'live' | 'test';
  /** What the address of a list says besides, beginning with `&`; empty where nothing. */
  query: string;
};

/** As many of the days that match least are named. */
const NAMED = 5;

/**
 * How the payments of each of the last days compared; each day leads to its report, a test day to its
 * payments.
 */
export function LastDays({ days, mode, query }: LastDaysProps) {
  const bars = days.map(({ day, ...counts }) => ({
    day,
    segments: segmentsOf(counts),
    href: mode === 'live' ? `/reports/${day}` : `/invoices?from=${day}&to=${day}${query}`,
  }));
  const rated = bars.flatMap((bar) => {
    const rate = matchRate(bar.segments);
    return rate === null ? [] : [{ ...bar, rate }];
  });
  const below = rated.filter(({ rate }) => rate < 1).toSorted((a, b) => a.rate - b.rate);
  return (
    <Section heading={`The last ${days.length} days`}>
      <p className="pb-2">
        {rated.length === 0
          ? 'No payments on these days.'
          : below.length === 0
            ? `Every payment of these days was compared, and matches.`
            : `${below.length} of ${rated.length} days with payments are not matched in full. Lowest: `}
        {below.slice(0, NAMED).map(({ day, href, segments }, place) => (
          <span key={day}>
            {place > 0 ? ', ' : ''}
            <Link to={href} className="text-accent underline">
              {day}
            </Link>{' '}
            ({rateText(segments)})
          </span>
        ))}
        {below.length > 0 ? '.' : ''}
      </p>
      <DailyChart label="Payments a day that do not simply match" days={bars} />
    </Section>
  );
}
