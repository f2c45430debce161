import { Temporal } from 'temporal-polyfill';
import { dayOf } from '#identity/accounts/business-day.ts';
import { DATE_FORMS, type DateForm } from './choices.ts';

const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*([AaPp]\.?[Mm]\.?)?`;
const TIME = String.raw`(?:[T ,]+${CLOCK}\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?`;
const YMD = new RegExp(String.raw`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})${TIME}$`);
const OTHER = new RegExp(String.raw`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})${TIME}$`);

type Clock = { hour: number; minute: number; second: number };
type Parts = { date: Temporal.PlainDate; clock: Clock; offset: string | null };
const PLAIN_DAY_MS = 86_400_000;

/** Reads a time of a file; null where it is none of its form. */
export type ReadTime = (text: string) => Date | null;

/**
 * A time as the file writes it → the instant. Where it names no offset, the clocks of `zone` showed it; of
 * a time that they showed twice it is the first. Null where it is no time of this form.
 */
export function timesOf(form: DateForm, zone: string): ReadTime {
  if (form === 'unix') return unixTime;
  // Lines of a day stand together: on one on which no clock was changed a time is so far from its beginning.
  let known: { date: Temporal.PlainDate; starts: number } | null = null;
  return (text) => {
    const parts = partsOf(text.trim(), form, known?.date);
    if (!parts) return null;
    const { date, clock, offset } = parts;
    if (offset === null && known?.date !== date) {
      const { starts, ends } = dayOf(date.toString(), zone);
      const isPlain = ends.getTime() - starts.getTime() === PLAIN_DAY_MS;
      known = isPlain ? { date, starts: starts.getTime() } : null;
    }
    if (offset === null && known)
      return new Date(known.starts + ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1000);
    const local = date.toPlainDateTime(Temporal.PlainTime.from(clock));
    return new Date(local.toZonedDateTime(offset ?? zone).epochMilliseconds);
  };
}

/** A day as the file writes it, `YYYY-MM-DD`; what follows it is left out. Null where it is none. */
export function readDay(text: string, form: DateForm, zone: string): string | null {
  if (form === 'unix') {
    const at = unixTime(text);
    return (
      at &&
      Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString()
    );
  }
  return partsOf(text.trim(), form)?.date.toString() ?? null;
}

function unixTime(text: string): Date | null {
  const match = /^(\d{9,10})(\d{3})?(?:\.0+)?$/.exec(text.trim());
  return match ? new Date(Number(match[1]) * 1000 + Number(match[2] ?? 0)) : null;
}

/** @param known the date of the text before it, which is given again where it is the same */
function partsOf(text: string, form: Exclude<DateForm, 'unix'>, known?: Temporal.PlainDate): Parts | null {
  const match = (form === 'ymd' ? YMD : OTHER).exec(text);
  if (!match) return null;
  const [, first = '', second = '', third = '', hour, minute, seconds, half, offset] = match;
  const [year, month, day] = {
    ymd: [first, second, third],
    dmy: [third, second, first],
    mdy: [third, first, second],
  }[form] as [string, string, string];
  try {
    const clock = { hour: hourOf(hour, half), minute: Number(minute ?? 0), second: Number(seconds ?? 0) };
    if (clock.hour > 23 || clock.minute > 59 || clock.second > 59) return null;
    const date = dateOf(
      year.length === 2 ? 2000 + Number(year) : Number(year),
      Number(month),
      Number(day),
      known,
    );
    return { date, clock, offset: offsetOf(offset) };
  } catch (error) {
    // No such day or time.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function dateOf(year: number, month: number, day: number, known?: Temporal.PlainDate): Temporal.PlainDate {
  if (known && known.day === day && known.month === month && known.year === year) return known;
  return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' });
}

function hourOf(text: string | undefined, half: string | undefined): number {
  const hour = Number(text ?? 0);
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return 99;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}

function offsetOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (text === 'Z' || text === 'UTC') return 'UTC';
  return text.includes(':') ? text : `${text.slice(0, 3)}:${text.slice(3)}`;
}

/**
 * The form of a column of dates, by its texts: the one in which all of them are dates; of several, the one
 * that makes the fewest different days, as a report of one day or one month has. `isSure` is false where
 * two make as few.
 */
export function guessDateForm(texts: readonly string[]): { form: DateForm; isSure: boolean } {
  const scored = DATE_FORMS.map((form) => {
    const days = texts.flatMap((text) => readDay(text, form, 'UTC') ?? []);
    return { form, read: days.length, days: new Set(days).size };
  }).toSorted((a, b) => b.read - a.read || a.days - b.days);
  const [best, next] = scored;
  if (!best || best.read === 0) return { form: 'ymd', isSure: texts.length === 0 };
  const isSure =
    !next || next.read < best.read || next.days > best.days || isSame(texts, best.form, next.form);
  return { form: best.form, isSure };
}

function isSame(texts: readonly string[], form: DateForm, other: DateForm): boolean {
  return texts.every((text) => readDay(text, form, 'UTC') === readDay(text, other, 'UTC'));
}
