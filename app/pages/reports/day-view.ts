/** The views of a day, and what each shows. */
export const VIEWS = [
  {
    view: 'money',
    label: 'By money',
    help: 'Sales on the day Paymega processed them, refunds and charge-backs on the day they happened.',
  },
  {
    view: 'created',
    label: 'By creation',
    help: 'The payments that were created on the day, as they stand now.',
  },
  {
    view: 'statement',
    label: 'By Paymega’s report',
    help: 'What the imported report of Paymega’s portal says of the day.',
  },
] as const;

export type View = (typeof VIEWS)[number]['view'];
