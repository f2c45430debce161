import { Temporal } from 'temporal-polyfill';

/** What the clocks of a zone show. @param at Unix seconds */
export function localTime(at: number, zone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at * 1000)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime();
}
