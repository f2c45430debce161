/** What a day's bar is made of, from the bottom up; the chart, its legend and its table all read this. */
export const SERIES = [
  { key: 'matched', words: 'Matched', fill: 'var(--color-good)', swatch: 'bg-good' },
  { key: 'healed', words: 'Healed', fill: 'var(--color-accent)', swatch: 'bg-accent' },
  { key: 'open', words: 'Open', fill: 'var(--color-bad)', swatch: 'bg-bad' },
] as const;
