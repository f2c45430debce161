/** What may be chosen of a CSV profile, in words. */
export const DELIMITER_LABELS = { comma: 'comma', semicolon: 'semicolon', tab: 'tab', bar: 'bar |' } as const;
export const DECIMAL_LABELS = { point: 'point: 1234.56', comma: 'comma: 1234,56' } as const;
export const DATE_LABELS = {
  exact: '2026-11-01 09:30:00.123+00',
  iso: '2026-11-01 09:30:00',
  german: '01.11.2026 09:30:00',
  uk: '01/11/2026 09:30:00, day first',
  us: '11/01/2026 09:30:00, month first',
} as const;
