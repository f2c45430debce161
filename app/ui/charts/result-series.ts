/** What a bar of results is made of, from the bottom up; the chart and its legend read this. */
export const RESULT_SERIES = [
  { key: 'paid', label: 'Paid', fill: 'var(--color-good)', swatch: 'bg-good' },
  { key: 'failed', label: 'Failed', fill: 'var(--color-bad)', swatch: 'bg-bad' },
  { key: 'undecided', label: 'Not decided', fill: 'var(--color-edge)', swatch: 'bg-edge' },
] as const;

/** One bar: what it is of, how many payments became what, and where it leads. */
export type ResultBar = { name: string; href: string } & Record<
  (typeof RESULT_SERIES)[number]['key'],
  number
>;
