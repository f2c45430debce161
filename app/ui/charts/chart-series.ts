/**
 * How the payments of a day stand; the table of a chart shows all of them, its picture those that are
 * exceptions.
 */
export const SERIES = [
  { key: 'matched', label: 'Matched', fill: 'var(--color-good)', swatch: 'bg-good' },
  { key: 'healed', label: 'Matched after correction', fill: 'var(--color-accent)', swatch: 'bg-accent' },
  { key: 'differing', label: 'Differ', fill: 'var(--color-bad)', swatch: 'bg-bad' },
  { key: 'notCompared', label: 'Not compared', fill: 'var(--color-edge)', swatch: 'bg-edge' },
] as const;

/** What a bar is made of, from the bottom up: what matches by itself is no news. */
export const EXCEPTIONS = SERIES.filter(({ key }) => key !== 'matched');

export type Segments = Record<(typeof SERIES)[number]['key'], number>;

export type ChartDay = {
  /** The business day, `2026-11-01`. */
  day: string;
  segments: Segments;
  href: string;
};

/** How a day's payments stand, as the parts of its bar: each payment is in one of them. */
export function segmentsOf({ matched, healed, differing, notCompared }: Segments): Segments {
  return { matched: matched - healed, healed, differing, notCompared };
}

/**
 * The match rate of a day (docs/glossary.md): payments whose two sides were compared and agree, those that
 * were healed included, over all payments of the day; null where it had none.
 */
export function matchRate({ matched, healed, differing, notCompared }: Segments): number | null {
  const all = matched + healed + differing + notCompared;
  return all === 0 ? null : (matched + healed) / all;
}

/** The same as a percentage, rounded down so that only a perfect day has a hundred. */
export function rateText(segments: Segments): string {
  const rate = matchRate(segments);
  return rate === null ? 'no payments' : `${(Math.floor(rate * 1000) / 10).toFixed(1)} %`;
}

/**
 * How far a day is from a perfect one, in per cent, for an axis that is drawn by its square root: so that
 * 99.2 and 99.8 are apart even where one day of the picture has matched nothing. Null where it had no
 * payments.
 */
export function shortfall(segments: Segments): number | null {
  const rate = matchRate(segments);
  return rate === null ? null : (1 - rate) * 100;
}

const SHORTFALLS = [0, 0.2, 1, 2, 5, 10, 20, 50, 100];

/**
 * The marks of that axis: from none to the first that no day of the picture exceeds; at least 99 % stands
 * on it.
 */
export function shortfallTicks(days: readonly { segments: Segments }[]): number[] {
  const most = Math.max(1, ...days.map(({ segments }) => shortfall(segments) ?? 0));
  const last = SHORTFALLS.findIndex((tick) => tick >= most);
  return SHORTFALLS.slice(0, last < 0 ? SHORTFALLS.length : last + 1);
}
