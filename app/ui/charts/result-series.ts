/** What a bar of results is made of, from the bottom up; the chart and its legend read this. */
export const RESULT_SERIES = [
  { key: 'paid', label: 'Paid', fill: 'var(--color-good)', swatch: 'bg-good' },
  { key: 'failed', label: 'Failed', fill: 'var(--color-bad)', swatch: 'bg-bad' },
  { key: 'undecided', label: 'Not decided', fill: 'var(--color-edge)', swatch: 'bg-edge' },
] as const;

/** The same of a bar of callbacks. */
export const CALLBACK_SERIES = [
  { key: 'readable', label: 'Received', fill: 'var(--color-good)', swatch: 'bg-good' },
  { key: 'quarantined', label: 'Received, in quarantine', fill: 'var(--color-warn)', swatch: 'bg-warn' },
  { key: 'refused', label: 'Refused, in either mode', fill: 'var(--color-bad)', swatch: 'bg-bad' },
] as const;

/** What a bar can be made of. */
export type Series = readonly { key: string; label: string; fill: string; swatch: string }[];

/** One bar: what it is of, how many became what by the keys of its series, and where it leads. */
export type ResultBar = { name: string; href: string } & Readonly<Record<string, string | number>>;
