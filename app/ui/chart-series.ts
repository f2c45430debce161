/** What a day's bar is made of, from the bottom up; the chart, its legend and its table all read this. */
export const SERIES = [
  { key: 'matched', words: 'Matched', fill: 'var(--color-good)', swatch: 'bg-good' },
  { key: 'healed', words: 'Healed', fill: 'var(--color-accent)', swatch: 'bg-accent' },
  { key: 'open', words: 'Open', fill: 'var(--color-bad)', swatch: 'bg-bad' },
] as const;

export type Segments = Record<(typeof SERIES)[number]['key'], number>;

/** The share of a day's invoices on which both books agree, those that were healed included; null where it had none. */
export function matchRate({ matched, healed, open }: Segments): number | null {
  const all = matched + healed + open;
  return all === 0 ? null : (matched + healed) / all;
}

/** The same as a percentage, rounded down so that only a perfect day has a hundred. */
export function rateWords(segments: Segments): string {
  const rate = matchRate(segments);
  return rate === null ? '—' : `${(Math.floor(rate * 1000) / 10).toFixed(1)} %`;
}
