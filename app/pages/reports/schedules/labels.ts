/** What a scheduled report, its period and its channel are called on the screen. */
export const REPORT_LABELS = {
  day: 'Day by money',
  invoices: 'Invoices',
  discrepancies: 'Discrepancies',
} as const;
export const PERIOD_LABELS = {
  day: 'Each day',
  week: 'Each week (from Monday)',
  month: 'Each month',
} as const;
export const FORMAT_LABELS = { csv: 'CSV', xlsx: 'XLSX', jsonl: 'JSON Lines' } as const;
export const CHANNEL_LABELS = {
  email: 'E-mail',
  folder: 'Folder of the server',
  webhook: 'Webhook',
} as const;
