import { agreed, DAY, found, HOUR, type Scenario, told } from './scenario.ts';
import { ATTEMPT_FAILED, CREATED, EXPIRED, FAILED, PAID, PENDING, REFUNDED, REFUNDING } from './shapes.ts';

/** What waits too long, what is merely in flight, and what succeeds after all. */
export const WAITING_SCENARIOS: readonly Scenario[] = [
  {
    name: 'a payment pending for an hour is stuck',
    ago: HOUR,
    acts: [
      {
        ...agreed([told(PENDING, { at: 1 })]),
        found: [found('stuck_pending', 'medium', { atRisk: '100.00', ours: 'process_pending' })],
      },
    ],
  },
  {
    name: 'a payment pending for two days is stuck, and severe',
    ago: 2 * DAY,
    acts: [{ ...agreed([told(PENDING, { at: 1 })]), found: [found('stuck_pending', 'high')] }],
  },
  {
    name: 'a payment created an hour ago of which nothing more was heard is stuck',
    ago: HOUR,
    acts: [{ ...agreed([told(CREATED, { at: 0 })]), found: [found('stuck_pending', 'medium')] }],
  },
  {
    name: 'a payment pending for twenty minutes is none of the list',
    ago: 20,
    acts: [{ ...agreed([told(PENDING, { at: 1 })]), found: [], book: { a: 'process_pending' } }],
  },
  {
    name: 'a refund under way for two days is none of the list',
    ago: 4 * DAY,
    acts: [{ ...agreed([told(PAID), told(REFUNDING, { at: 2 * DAY })]), found: [] }],
  },
  {
    name: 'a refund under way for a week is stuck',
    ago: 8 * DAY,
    acts: [
      {
        ...agreed([told(PAID), told(REFUNDING, { at: DAY })]),
        found: [found('stuck_pending', 'medium', { ours: 'refunding' })],
      },
    ],
  },
  {
    name: 'a refund that failed is final, and none of the list',
    acts: [{ ...agreed([told(PAID), told({ status: 'refund_failed' }, { at: 600 })]), found: [] }],
  },
  {
    name: 'a stuck payment leaves the list when Paymega knows its end',
    acts: [
      { ...agreed([told(PENDING, { at: 1 })]), found: [found('stuck_pending', 'high')] },
      {
        theirs: [told(PAID)],
        found: [
          found('stuck_pending', 'high', { ends: 'healed' }),
          found('status_differs', 'critical', { ends: 'healed', cause: 'callback_missed' }),
        ],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'an old pending payment outside the window is stuck all the same',
    ago: 20 * DAY,
    acts: [{ ...agreed([told(PENDING, { at: 1 })]), found: [found('stuck_pending', 'high')] }],
  },
  {
    name: 'a payment that Paymega finished two minutes ago is in flight: its callback may still come',
    ago: 20,
    acts: [
      {
        heard: [told(PENDING, { at: 1 })],
        theirs: [told(PAID, { at: 18 })],
        found: [],
        book: { a: 'process_pending' },
      },
    ],
  },
  {
    name: 'an invoice that Paymega has had for two minutes is not yet missing in our book',
    ago: 2,
    acts: [{ theirs: [told(PAID, { at: 1 })], found: [], book: { a: null } }],
  },
  {
    name: 'an invoice that we have had for two minutes is not yet missing at Paymega',
    ago: 2,
    acts: [{ heard: [told(PAID, { at: 1 })], found: [], book: { a: 'processed' } }],
  },
  {
    name: 'a reference that differs for two minutes is not yet on the list',
    ago: 2,
    acts: [
      {
        heard: [told(PAID, { at: 1 })],
        theirs: [told({ reference_id: 'other-{case}' }, { at: 1 })],
        found: [],
      },
    ],
  },
  {
    name: 'an invoice that expired and was paid later waits for a person: the order is probably cancelled',
    acts: [
      {
        ...agreed([told(EXPIRED, { at: 30 }), told(PAID, { at: 60 })]),
        found: [found('late_success', 'high', { atRisk: '100.00', ours: 'processed' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'an invoice that failed for good and was paid later waits for a person',
    acts: [
      {
        ...agreed([told(FAILED, { at: 30 }), told(PAID, { at: 60 })]),
        found: [found('late_success', 'high')],
      },
    ],
  },
  {
    name: 'a late success is one also where the news of the expiry comes after it',
    acts: [
      {
        heard: [told(PAID, { at: 60 }), told(EXPIRED, { at: 30, arrivesAfter: 600 })],
        theirs: [told(PAID, { at: 60 })],
        found: [found('late_success', 'high')],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'a late success whose callback came hours after it says so',
    acts: [
      {
        ...agreed([told(EXPIRED, { at: 30 }), told(PAID, { at: 60, arrivesAfter: 3 * HOUR })]),
        found: [found('late_success', 'high', { cause: 'callback_late' })],
      },
    ],
  },
  {
    name: 'a late success that only Paymega tells heals the status, and the item stays for a person',
    acts: [
      {
        heard: [told(EXPIRED, { at: 30 })],
        theirs: [told(PAID, { at: 60 })],
        found: [
          found('status_differs', 'critical', { ends: 'healed', cause: 'callback_missed' }),
          found('late_success', 'high'),
        ],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'a late success that may not heal is a status that differs, and no more yet',
    shelf: 'asks',
    acts: [
      {
        heard: [told(EXPIRED, { at: 30 })],
        theirs: [told(PAID, { at: 60 })],
        found: [found('status_differs', 'critical', { cause: 'callback_missed' })],
        book: { a: 'expired' },
      },
    ],
  },
  {
    name: 'a late success that was refunded in full stays for a person, with no money at risk',
    acts: [
      {
        ...agreed([told(EXPIRED, { at: 30 }), told(PAID, { at: 60 }), told(REFUNDED, { at: 90 })]),
        found: [found('late_success', 'high', { atRisk: '0.00' })],
      },
    ],
  },
  {
    name: 'an attempt that failed before the payer tried again is no late success',
    acts: [{ ...agreed([told(ATTEMPT_FAILED, { at: 2 }), told(PAID, { at: 4 })]), found: [] }],
  },
  {
    name: 'a callback that came hours late is no discrepancy',
    acts: [{ ...agreed([told(PAID, { arrivesAfter: 5 * HOUR })]), found: [], book: { a: 'processed' } }],
  },
];
