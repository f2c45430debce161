import { expect, test } from 'vitest';
import { EXCEPTIONS, rateText, segmentsOf, shortfall, shortfallTicks } from '#app/ui/charts/chart-series.ts';

const day = (matched: number, differing: number) =>
  segmentsOf({ matched, healed: 0, differing, notCompared: 0 });

test('99.2 and 99.8 stand apart, even beside a day on which nothing matched', () => {
  const [better, worse, nothing] = [day(998, 2), day(992, 8), day(0, 1000)];
  const ticks = shortfallTicks([better, worse, nothing].map((segments) => ({ segments })));
  expect(ticks.at(-1)).toBe(100);
  const place = (of: typeof better) => Math.sqrt((shortfall(of) ?? 0) / (ticks.at(-1) ?? 1));
  expect(place(worse) - place(better)).toBeGreaterThan(0.04);
});

test('the axis reaches no further than the worst day, and never ends before 99 %', () => {
  expect(shortfallTicks([{ segments: day(10, 0) }])).toEqual([0, 0.2, 1]);
  expect(shortfallTicks([{ segments: day(970, 30) }])).toEqual([0, 0.2, 1, 2, 5]);
  expect(shortfallTicks([])).toEqual([0, 0.2, 1]);
});

test('a day without payments has no rate, and what matches by itself is no exception', () => {
  expect([shortfall(day(0, 0)), rateText(day(0, 0))]).toEqual([null, 'no payments']);
  expect(EXCEPTIONS.map(({ key }) => key)).not.toContain('matched');
});
