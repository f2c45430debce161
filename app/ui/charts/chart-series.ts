/** What a day's bar is made of, from the bottom up; the chart, its legend and its table all read this. */
export const SERIES = [
  { key: 'matched', label: 'Matched', fill: 'var(--color-good)', swatch: 'bg-good' },
  { key: 'healed', label: 'Matched once healed', fill: 'var(--color-accent)', swatch: 'bg-accent' },
  { key: 'differing', label: 'Differ', fill: 'var(--color-bad)', swatch: 'bg-bad' },
  { key: 'notCompared', label: 'Not compared', fill: 'var(--color-edge)', swatch: 'bg-edge' },
] as const;

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
 * The match rate of a day (docs/glossary.md): payments whose two sides were compared and agree, those that were healed
 * included, over all payments of the day; null where it had none.
 */
export function matchRate({ matched, healed, differing, notCompared }: Segments): number | null {
  const all = matched + healed + differing + notCompared;
  return all === 0 ? null : (matched + healed) / all;
}

/** The same as a percentage, rounded down so that only a perfect day has a hundred. */
export function rateText(segments: Segments): string {
  const rate = matchRate(segments);
  return rate === null ? '—' : `${(Math.floor(rate * 1000) / 10).toFixed(1)} %`;
}
