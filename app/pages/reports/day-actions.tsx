import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { Mode } from '#paymega/mode.ts';
import { ButtonLink } from '../../ui/forms/button.tsx';
import { inMode } from '../../ui/values/in-mode.ts';
import type { View } from './day-view.ts';

type DayActionsProps = { day: string; view: View; mode: Mode; isOver: boolean; mayExport: boolean };

/** To the neighbouring days, and the files of the day. */
export function DayActions({ day, view, mode, isOver, mayExport }: DayActionsProps) {
  const other = (one: string) => inMode(`/reports/${one}${view === 'money' ? '' : `?view=${view}`}`, mode);
  const [before, after] = [daysAfter(day, -1), daysAfter(day, 1)];
  return (
    <>
      <ButtonLink to={other(before)} data-key="p">
        <ChevronLeft aria-hidden="true" /> {before}
      </ButtonLink>
      {isOver ? (
        <ButtonLink to={other(after)} data-key="n">
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
