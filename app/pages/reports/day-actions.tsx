import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { Mode } from '#paymega/mode.ts';
import { ButtonLink } from '../../ui/forms/button.tsx';

type DayActionsProps = { day: string; mode: Mode; isOver: boolean; mayExport: boolean };

/** To the neighbouring days, and the files of the day. */
export function DayActions({ day, mode, isOver, mayExport }: DayActionsProps) {
  const [before, after] = [daysAfter(day, -1), daysAfter(day, 1)];
  return (
    <>
      <ButtonLink to={`/reports/${before}`} data-key="p">
        <ChevronLeft aria-hidden="true" /> {before}
      </ButtonLink>
      {isOver ? (
        <ButtonLink to={`/reports/${after}`} data-key="n">
          {after} <ChevronRight aria-hidden="true" />
        </ButtonLink>
      ) : null}
      {mayExport ? (
        <>
          <ButtonLink to={`/reports/days/export?day=${day}&mode=${mode}`} reloadDocument>
            Export CSV
          </ButtonLink>
          <ButtonLink
            to={`/reports/days/export?day=${day}&mode=${mode}&parts=all&format=xlsx`}
            reloadDocument
          >
            Excel
          </ButtonLink>
          <ButtonLink to={`/reports/exports/new?list=day&day=${day}&mode=${mode}`}>Other formats</ButtonLink>
        </>
      ) : null}
    </>
  );
}

/** The day so many days later, by the calendar. */
function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
