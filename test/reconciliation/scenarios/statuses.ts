import { agreed, DAY, found, type Scenario, told } from './scenario.ts';
import { CREATED, EXPIRED, FAILED, PAID, PENDING, REFUNDED } from './shapes.ts';

const UNKNOWN = { ...PENDING, status: 'held_for_review' };

/** The two books stand in different statuses, or one of them in a strange one. */
export const STATUS_SCENARIOS: readonly Scenario[] = [
  {
    name: 'a lost callback of a payment is one item with its cause, and heals: the figures that follow are evidence',
    acts: [
      {
        heard: [told(PENDING, { at: 1 })],
        theirs: [told(PAID)],
        found: [
          found('status_differs', 'critical', {
            ends: 'healed',
            cause: 'callback_missed',
            atRisk: '100.00',
            ours: 'process_pending',
            theirs: 'processed',
          }),
        ],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'a lost callback stays on the list where the account wants to be asked',
    shelf: 'asks',
    acts: [
      {
        heard: [told(FAILED)],
        theirs: [told(EXPIRED, { at: 9 })],
        found: [found('status_differs', 'medium', { cause: 'callback_missed', atRisk: '0.00' })],
        book: { a: 'process_failed' },
      },
    ],
  },
  {
    name: 'a payment that is pending with us alone is one item, not a status that differs and a stuck payment',
    shelf: 'asks',
    acts: [
      {
        heard: [told(PENDING, { at: 1 })],
        theirs: [told(PAID)],
        found: [found('status_differs', 'critical', { cause: 'callback_missed', atRisk: '100.00' })],
        book: { a: 'process_pending' },
      },
    ],
  },
  {
    name: 'where no money moved, a lost callback is of medium severity',
    acts: [
      {
        heard: [told(CREATED, { at: 1 })],
        theirs: [told(EXPIRED, { at: 40 })],
        found: [
          found('status_differs', 'medium', { ends: 'healed', cause: 'callback_missed', atRisk: '0.00' }),
        ],
        book: { a: 'expired' },
      },
    ],
  },
  {
    name: 'a status heals forward also from one that is not final to another, and may be stuck there',
    acts: [
      {
        heard: [told(CREATED, { at: 1 })],
        theirs: [told(PENDING)],
        found: [
          found('status_differs', 'medium', { ends: 'healed', cause: 'callback_missed' }),
          found('stuck_pending', 'high', { atRisk: '100.00' }),
        ],
        book: { a: 'process_pending' },
      },
    ],
  },
  {
    name: 'a callback that we refused is named as the cause',
    acts: [
      {
        heard: [told(CREATED, { at: 1 }), told(PAID, { signedWith: 'stranger' })],
        theirs: [told(PAID)],
        found: [found('status_differs', 'critical', { ends: 'healed', cause: 'callback_refused' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'where our state is the newer one, Paymega’s list lags, and nothing heals backwards',
    acts: [
      {
        heard: [told(PAID), told(REFUNDED, { at: 600 })],
        theirs: [told(PAID)],
        found: [found('status_differs', 'critical', { cause: 'provider_lag', atRisk: '100.00' })],
        book: { a: 'refunded' },
      },
      {
        theirs: [told(REFUNDED, { at: 600 })],
        found: [
          found('status_differs', 'critical', { ends: 'healed', cause: 'provider_lag', atRisk: '100.00' }),
        ],
      },
    ],
  },
  {
    name: 'a list that lags about a failure is of medium severity',
    acts: [
      {
        heard: [told(FAILED)],
        theirs: [told(PENDING, { at: 1 })],
        found: [found('status_differs', 'medium', { cause: 'provider_lag', atRisk: '0.00' })],
        book: { a: 'process_failed' },
      },
    ],
  },
  {
    name: 'a list that shows the earlier of two states of one second lags; it has not gone back',
    acts: [
      {
        heard: [told(PENDING), told(PAID)],
        theirs: [told(PENDING)],
        found: [found('status_differs', 'critical', { cause: 'provider_lag', atRisk: '100.00' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'two states of one second end in the one that is further along, whatever arrived first',
    acts: [{ heard: [told(PAID), told(PENDING)], theirs: [told(PAID)], found: [], book: { a: 'processed' } }],
  },
  {
    name: 'a payment that Paymega’s staff set to expired has gone back: critical, and our book keeps it',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(EXPIRED, { at: 60 })],
        found: [
          found('status_went_back', 'critical', { atRisk: '100.00', ours: 'processed', theirs: 'expired' }),
        ],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'a payment that a callback set back has gone back all the same',
    acts: [
      {
        ...agreed([told(PAID), told(EXPIRED, { at: 60 })]),
        found: [found('status_went_back', 'critical')],
        book: { a: 'expired' },
      },
    ],
  },
  {
    name: 'a refund that became a payment again has gone back',
    acts: [
      {
        heard: [told(REFUNDED, { at: 90 })],
        theirs: [told(PAID, { at: 120 })],
        found: [found('status_went_back', 'critical')],
        book: { a: 'refunded' },
      },
    ],
  },
  {
    name: 'what went back closes once Paymega has put it right',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(PENDING, { at: 60 })],
        found: [found('status_went_back', 'critical')],
      },
      {
        theirs: [told(PAID, { at: 90 })],
        found: [found('status_went_back', 'critical', { ends: 'fixed_by_paymega' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'what went back by callback closes once a callback has put it right',
    acts: [
      {
        ...agreed([told(PAID), told(PENDING, { at: 60 })]),
        found: [found('status_went_back', 'critical')],
        book: { a: 'process_pending' },
      },
      {
        ...agreed([told(PAID, { at: 90 })]),
        found: [found('status_went_back', 'critical', { ends: 'fixed_by_paymega' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'a status that nobody knows is kept as told, and leaves the list when it is known',
    acts: [
      {
        ...agreed([told(UNKNOWN)]),
        found: [found('unknown_status', 'medium', { ours: 'held_for_review' })],
        book: { a: 'held_for_review' },
      },
      {
        ...agreed([told(PAID, { at: 30 })]),
        found: [found('unknown_status', 'medium', { ends: 'healed' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'an unknown status that Paymega alone tells is taken over, and shown',
    acts: [
      {
        heard: [told(PENDING, { at: 1 })],
        theirs: [told(UNKNOWN)],
        found: [
          found('status_differs', 'medium', { ends: 'healed', cause: 'callback_missed' }),
          found('unknown_status', 'medium'),
        ],
        book: { a: 'held_for_review' },
      },
    ],
  },
  {
    name: 'an old pending payment outside the window is asked for by id, and heals',
    ago: 20 * DAY,
    acts: [
      {
        heard: [told(PENDING, { at: 1 })],
        theirs: [told(PAID)],
        found: [found('status_differs', 'critical', { ends: 'healed', cause: 'callback_missed' })],
        book: { a: 'processed' },
      },
    ],
  },
];
