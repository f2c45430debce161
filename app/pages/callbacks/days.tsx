import { Link } from '@remix-run/react';
import type { Mode } from '#paymega/mode.ts';
import type { CallbackDay } from '#reconciliation/callbacks/callbacks-by-day.ts';
import { ResultChart } from '../../ui/charts/result-chart.tsx';
import { CALLBACK_SERIES } from '../../ui/charts/result-series.ts';
import { Section } from '../../ui/frame/section.tsx';
import { groupedDigits } from '../../ui/values/grouped-amount.ts';

type DaysProps = { days: readonly CallbackDay[]; mode: Mode; account: string };

/** Received and refused callbacks by business day: a picture, and the same as a table of links. */
export function Days({ days, mode, account }: DaysProps) {
  const listOf = (day: string, more: Record<string, string>) =>
    `/callbacks?${new URLSearchParams({ account, ...(mode === 'test' && { mode }), from: day, to: day, ...more })}`;
  const bars = days.map((one) => ({ ...one, name: one.day.slice(5), href: listOf(one.day, {}) }));
  return (
    <Section heading={`By day, the last ${days.length}`}>
      <ResultChart bars={bars} series={CALLBACK_SERIES} label="Callbacks a day" />
      <details>
        <summary className="w-fit text-accent">The same as a table</summary>
        <table className="mt-1 w-full max-w-xl text-right font-mono tabular-nums">
          <caption className="sr-only">Callbacks a day</caption>
          <thead>
            <tr className="border-b border-line font-sans text-xs text-muted">
              <th scope="col" className="py-1 text-left">
                Day
              </th>
              <th scope="col" className="py-1 pl-3">
                Received
              </th>
              <th scope="col" className="py-1 pl-3">
                Of these quarantined
              </th>
              <th scope="col" className="py-1 pl-3">
                Refused, in either mode
              </th>
            </tr>
          </thead>
          <tbody>
            {days.map(({ day, readable, quarantined, refused }) => (
              <tr key={day} className="border-b border-line last:border-b-0">
                <th scope="row" className="py-0.5 text-left font-normal">
                  {day}
                </th>
                <Figure to={listOf(day, {})} count={readable + quarantined} />
                <Figure to={listOf(day, { verdict: 'quarantined' })} count={quarantined} />
                <Figure to={listOf(day, { show: 'refused' })} count={refused} />
              </tr>
            ))}
          </tbody>
        </table>
        <p className="text-muted">
          Refused ones are all counted; their list holds a sample, and the newest of those.
        </p>
      </details>
    </Section>
  );
}

function Figure({ to, count }: { to: string; count: number }) {
  const written = groupedDigits(String(count));
  return (
    <td className="py-0.5 pl-3">
      {count === 0 ? (
        written
      ) : (
        <Link to={to} className="text-accent hover:underline">
          {written}
        </Link>
      )}
    </td>
  );
}
