import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowTime } from '#app/forms/form.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();

test('a time of a cursor that is taken is one that the database takes', async () => {
  const two = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'));
  const time = fc
    .tuple(
      fc.constantFrom('0000', '0001', '1999', '2026', '9999'),
      ...[two(13), two(32), two(24), two(60), two(60)],
      fc.constantFrom('+', '-'),
      two(99),
      fc.option(two(99)),
    )
    .map(
      ([year, month, day, hour, minute, second, sign, zone, minutes]) =>
        `${year}-${month}-${day} ${hour}:${minute}:${second}${sign}${zone}${minutes === null ? '' : `:${minutes}`}`,
    );
  const taken = fc.sample(time, 20_000).filter((one) => rowTime.safeParse(one).success);
  expect(taken.length).toBeGreaterThan(50);
  for (const one of taken) await database.sql`select ${one}::text::timestamptz`;
});

test('what the database writes is taken', async () => {
  const [row] =
    await database.sql`select now()::text as now, '2026-03-01 00:00:00+05:45'::timestamptz::text as other`;
  expect([rowTime.safeParse(row?.now).success, rowTime.safeParse(row?.other).success]).toEqual([true, true]);
  for (const wrong of ['2026-01-01 00:00:00+99', '2026-01-01 00:00:00+05:99', '0000-01-01 00:00:00+00']) {
    expect([wrong, rowTime.safeParse(wrong).success]).toEqual([wrong, false]);
  }
});
