import type { DayCounts } from '#reconciliation/books/day-counts.ts';
import { DailyChart } from '../../ui/charts/chart.tsx';
import { segmentsOf } from '../../ui/charts/chart-series.ts';
import { Section } from '../../ui/frame/section.tsx';

type LastDaysProps = {
  days: readonly DayCounts[];
  /** What the address of a list says besides, beginning with `&`; empty where nothing. */
  query: string;
};

/** How the payments of each of the last days compared; each day leads to its invoices. */
export function LastDays({ days, query }: LastDaysProps) {
  const bars = days.map(({ day, ...counts }) => ({
    day,
    segments: segmentsOf(counts),
    href: `/invoices?from=${day}&to=${day}${query}`,
  }));
  return (
    <Section heading={`The last ${days.length} days`}>
      <DailyChart label="Payments a day, by how the two books compared" days={bars} />
    </Section>
  );
}
