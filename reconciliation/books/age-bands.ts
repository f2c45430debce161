/** The ages by which what is pending is grouped: each band ends where the next begins. */
export const AGE_BANDS = [
  { key: 'fresh', label: 'under 30 min', minutes: 30 },
  { key: 'hours', label: '30 min to 6 h', minutes: 360 },
  { key: 'day', label: '6 h to 1 day', minutes: 1440 },
  { key: 'old', label: 'over 1 day', minutes: null },
] as const;
export type AgeBand = (typeof AGE_BANDS)[number]['key'];
