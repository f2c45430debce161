import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { newAccountForm } from '#app/pages/settings/account-forms.ts';
import { localTime } from '#app/ui/values/local-time.ts';
import {
  dayAt,
  dayOf,
  daysOfInstants,
  isTimeZone,
  lastDays,
  startOfDay,
} from '#identity/accounts/business-day.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { invoices } from '#reconciliation/books/invoices.ts';
import { dayTotals } from '#reconciliation/books/totals.ts';
import { windowOfDays } from '#reconciliation/comparison/window-of-days.ts';
import { dayReport } from '#reconciliation/reports/day-report.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';

const database = useDatabase();
const ZONES = Intl.supportedValuesOf('timeZone');
const SECOND = 1000;
const QUARTER = 900 * SECOND;

/** Every instant since 2015 at which the clocks of a zone were, or will be, changed. */
function changesOf(timeZone: string): Temporal.ZonedDateTime[] {
  const changes: Temporal.ZonedDateTime[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.PlainDate.from('2015-01-01').toZonedDateTime({ timeZone });
  for (;;) {
    at = at.getTimeZoneTransition('next');
    if (!at || at.year > 2027) return changes;
    changes.push(at);
  }
}

/** The day that the console shows at an instant, by the formatter of the platform: nothing of business-day.ts. */
const shownDay = (ms: number, zone: string) => localTime(new Date(ms), zone).slice(0, 10);

describe('the day that an instant belongs to is the day that its time shows', () => {
  test('around every change of the clocks since 2015, in every zone of the IANA list', {
    timeout: 120_000,
  }, () => {
    let changes = 0;
    for (const zone of ZONES) {
      for (const change of changesOf(zone)) {
        changes++;
        const date = change.toPlainDate();
        for (const days of [0, 1]) {
          const day = date.add({ days }).toString();
          const starts = startOfDay(day, zone).getTime();
          const message = `${zone} ${day}`;
          expect(shownDay(starts, zone), message).toBe(day);
          expect(shownDay(starts - SECOND, zone) < day, message).toBe(true);
          // The totals are kept by the quarter of an hour.
          expect(starts % QUARTER, message).toBe(0);
        }
        const around = change.epochMilliseconds;
        for (const ms of [around - SECOND, around, around + 30 * 60 * SECOND]) {
          const day = shownDay(ms, zone);
          const { starts, ends } = dayOf(day, zone);
          expect(starts.getTime() <= ms && ms < ends.getTime(), `${zone} ${new Date(ms).toISOString()}`).toBe(
            true,
          );
        }
      }
    }
    expect(changes).toBeGreaterThan(3000);
  });

  test('at any instant since 2015', () => {
    const since = Date.parse('2015-01-01T00:00:00Z');
    const until = Date.parse('2028-01-01T00:00:00Z');
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.integer({ min: since, max: until }), (zone, ms) => {
        const { starts, ends } = dayOf(shownDay(ms, zone), zone);
        expect(starts.getTime()).toBeLessThanOrEqual(ms);
        expect(ends.getTime()).toBeGreaterThan(ms);
        const [today, yesterday] = lastDays(2, zone, new Date(ms));
        expect(today?.day).toBe(shownDay(ms, zone));
        expect(yesterday?.ends).toEqual(today?.starts);
      }),
      { numRuns: 500 },
    );
  });
});

test('many instants are of the same days as each of them alone, in whatever order they come', () => {
  const since = Date.parse('2015-01-01T00:00:00Z') / 1000;
  const near = fc.record({ day: fc.nat(4000), seconds: fc.array(fc.integer({ min: -90_000, max: 90_000 })) });
  const atChange = fc.constantFrom(...changesOf('America/Havana'), ...changesOf('Australia/Lord_Howe'));
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), near, fc.option(atChange), (zone, { day, seconds }, change) => {
      const [timeZone, from] = change
        ? [change.timeZoneId, change.epochMilliseconds]
        : [zone, (since + day * 86_400) * SECOND];
      const dayOfEach = daysOfInstants(timeZone);
      for (const second of seconds) {
        const at = new Date(from + second * SECOND);
        expect(dayOfEach(at), `${timeZone} ${at.toISOString()}`).toBe(dayAt(at, timeZone));
      }
    }),
    { numRuns: 1000 },
  );
});

/** Zone, day, and an hour of it that clocks of the database, asked for its midnight, count to the day before. */
const TWICE: [string, string, string][] = [
  ['Atlantic/Azores', '2026-10-25', '2026-10-25T00:20:00Z'],
  ['America/Havana', '2026-11-01', '2026-11-01T04:20:00Z'],
  ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00Z'],
  ['America/Scoresbysund', '2023-10-29', '2023-10-29T00:20:00Z'],
];

describe('lists, totals, reports and runs count the same day as the clocks show', () => {
  test.each(TWICE)('%s, %s', async (timeZone, day, instant) => {
    const { sql } = database;
    const account = { id: await makeAccount(sql), timeZone };
    const at = Date.parse(instant) / 1000;
    expect(localTime(new Date(instant), timeZone).slice(0, 10)).toBe(day);
    await ingest(sql, [anObservation(account.id, { createdAt: at, updatedAt: at })]);
    const listed = (from: string) =>
      invoices(sql, { accountId: account.id, mode: 'live', timeZone, from, to: from }, { limit: 9 });
    const before = Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
    expect(await listed(day)).toHaveLength(1);
    expect(await listed(before)).toHaveLength(0);
    expect(await dayTotals(sql, account, 'live', day)).toHaveLength(1);
    expect(await dayTotals(sql, account, 'live', before)).toHaveLength(0);
    expect(await dayReport(sql, account, day)).toHaveLength(1);
    expect(await dayReport(sql, account, before)).toHaveLength(0);
    const window = windowOfDays(account, { from: day, to: day }, new Date('2027-01-01T00:00:00Z'));
    expect(window.from).toBeLessThanOrEqual(at);
    expect(window.to).toBeGreaterThan(at);
  });
});

describe('a time zone', () => {
  test('may be named as the database’s list names it, by its present name or by an earlier one', async () => {
    const names = await database.sql<{ name: string }[]>`
      select name from pg_timezone_names where name !~ '^(posix|right)/' and name not in ('Factory', 'localtime', 'posixrules')`;
    expect(names.length).toBeGreaterThan(400);
    for (const { name } of names) {
      expect(isTimeZone(name), name).toBe(true);
      expect(lastDays(1, name, new Date('2026-11-01T12:00:00Z'))[0]?.day, name).toMatch(/^2026-11-0[12]$/);
    }
  });

  test.each(['Asia/Kolkata', 'Europe/Kyiv', 'Etc/UTC', 'America/Nuuk', 'UTC', 'Pacific/Kanton'])(
    '%s',
    (name) => {
      expect(isTimeZone(name)).toBe(true);
      const { timeZone } = newAccountForm(false).shape;
      expect(timeZone.safeParse(name).success).toBe(true);
    },
  );

  test.each(['', 'Berlin', 'Mars/Base', '+01:00', 'UTC+1', 'Europe/Berlin ', '1'])('not “%s”', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });
});
