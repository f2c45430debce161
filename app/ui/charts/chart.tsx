import { Link } from '@remix-run/react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { groupedDigits } from '../values/grouped-amount.ts';
import { type ChartDay, EXCEPTIONS, rateText, SERIES } from './chart-series.ts';

const DailyBars = lazy(() => import('./daily-bars.tsx'));

type DailyChartProps = { days: readonly ChartDay[]; label: string };

/**
 * The exceptions of each day and its match rate. The table beneath says the same, and more, without the
 * picture.
 */
export function DailyChart({ days, label }: DailyChartProps) {
  const [isMounted, setIsMounted] = useState(false);
  useEffect(() => setIsMounted(true), []);
  return (
    <figure className="flex flex-col gap-2" data-keep-together>
      <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span className="mr-auto font-medium">{label}</span>
        {EXCEPTIONS.map(({ key, label, swatch }) => (
          <span key={key} className="inline-flex items-center gap-1.5 text-xs text-muted">
            <span aria-hidden="true" className={`size-2.5 rounded-xs ${swatch}`} />
            {label}
          </span>
        ))}
        <span className="inline-flex items-center gap-1.5 text-xs text-muted">
          <span aria-hidden="true" className="h-0.5 w-3 bg-ink" />
          Match rate (right)
        </span>
      </figcaption>
      <div aria-hidden="true" className="h-48 w-full overflow-hidden" data-screen-only>
        {isMounted ? (
          <Suspense fallback={null}>
            <DailyBars days={days} />
          </Suspense>
        ) : (
          <noscript>
            <p className="text-muted">The picture needs scripts; the table beneath says the same.</p>
          </noscript>
        )}
      </div>
      <details>
        <summary className="w-fit text-accent">The same as a table</summary>
        <DayTable days={days} label={label} />
      </details>
    </figure>
  );
}

function DayTable({ days, label }: DailyChartProps) {
  return (
    <table className="mt-1 w-full max-w-xl text-right font-mono tabular-nums">
      <caption className="sr-only">{label}</caption>
      <thead>
        <tr className="border-b border-line font-sans text-xs text-muted">
          <th scope="col" className="py-1 text-left">
            Day
          </th>
          {SERIES.map(({ key, label }) => (
            <th key={key} scope="col" className="py-1 pl-3">
              {label}
            </th>
          ))}
          <th scope="col" className="py-1 pl-3">
            Match rate
          </th>
        </tr>
      </thead>
      <tbody>
        {days.map(({ day, segments, href }) => (
          <tr key={day} className="border-b border-line last:border-b-0">
            <th scope="row" className="py-0.5 text-left font-normal">
              <Link to={href} className="text-accent hover:underline">
                {day}
              </Link>
            </th>
            {SERIES.map(({ key }) => (
              <td key={key} className="py-0.5 pl-3">
                {groupedDigits(String(segments[key]))}
              </td>
            ))}
            <td className="py-0.5 pl-3">{rateText(segments)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
