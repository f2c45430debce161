/** What the lists that can be exported are called on the screen. */
export const LIST_LABELS: Readonly<Record<string, string>> = {
  invoices: 'Invoices',
  pending: 'Pending',
  discrepancies: 'Discrepancies',
  callbacks: 'Callbacks',
  'refused-callbacks': 'Refused callbacks',
  quarantine: 'Quarantine',
  runs: 'Runs',
  'test-payments': 'Test payments',
  audit: 'Audit',
  day: 'Day by money',
};
