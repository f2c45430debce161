import { asNumber } from '../../support/documents.ts';
import { agreed, DAY, found, type Scenario, told } from './scenario.ts';
import { CHARGED_BACK, EXPIRED, FAILED, PAID, PENDING, partlyRefunded, REFUNDED } from './shapes.ts';

const B = { of: 'b' } as const;
const C = { of: 'c' } as const;
const LATER = { at: 900 } as const;

/** One order, several invoices. */
export const DOUBLE_SCENARIOS: readonly Scenario[] = [
  {
    name: 'one order paid twice is one item, on the later payment',
    acts: [
      {
        ...agreed([told(PAID), told(PAID, B)]),
        found: [found('double_payment', 'critical', { of: 'b', atRisk: '100.00' })],
      },
    ],
  },
  {
    name: 'two orders whose numbers a binary float takes for one are two',
    acts: [
      {
        ...agreed([
          told({ reference_id: asNumber('9007199254740992') }),
          told({ reference_id: asNumber('9007199254740993') }, B),
          told({ reference_id: asNumber('12345678901234567890') }, C),
          told({ reference_id: asNumber('12345678901234567891') }, { of: 'd' }),
        ]),
        found: [],
      },
    ],
  },
  {
    name: 'one order is one, though its number is told now as a number and now as a text',
    acts: [
      {
        ...agreed([
          told({ reference_id: asNumber('9007199254740995') }),
          told({ reference_id: '9007199254740995' }, B),
        ]),
        found: [found('double_payment', 'critical', { ...B, ours: '9007199254740995' })],
      },
    ],
  },
  {
    name: 'a double payment leaves the list when the first payment is refunded in full',
    acts: [
      { ...agreed([told(PAID), told(PAID, B)]), found: [found('double_payment', 'critical', B)] },
      {
        ...agreed([told(REFUNDED, LATER)]),
        found: [found('double_payment', 'critical', { ...B, ends: 'healed' })],
      },
    ],
  },
  {
    name: 'a double payment leaves the list when the second payment is refunded in full',
    acts: [
      { ...agreed([told(PAID), told(PAID, B)]), found: [found('double_payment', 'critical', B)] },
      {
        ...agreed([told(REFUNDED, { ...B, ...LATER })]),
        found: [found('double_payment', 'critical', { ...B, ends: 'healed' })],
      },
    ],
  },
  {
    name: 'a double payment stays, with less at risk, when a part is refunded',
    acts: [
      { ...agreed([told(PAID), told(PAID, B)]), found: [found('double_payment', 'critical', B)] },
      {
        ...agreed([told(partlyRefunded('40'), { ...B, ...LATER })]),
        found: [found('double_payment', 'critical', { ...B, atRisk: '60.00' })],
      },
    ],
  },
  {
    name: 'an order paid three times is two items, and one is left when the one in the middle is refunded',
    acts: [
      {
        ...agreed([told(PAID), told(PAID, B), told(PAID, C)]),
        found: [found('double_payment', 'critical', B), found('double_payment', 'critical', C)],
      },
      {
        ...agreed([told(REFUNDED, { ...B, ...LATER })]),
        found: [
          found('double_payment', 'critical', { ...B, ends: 'healed' }),
          found('double_payment', 'critical', C),
        ],
      },
    ],
  },
  {
    name: 'an order paid again weeks later is a double payment, though the first is outside the window',
    ago: { a: 30 * DAY, b: 3 * DAY },
    acts: [{ ...agreed([told(PAID), told(PAID, B)]), found: [found('double_payment', 'critical', B)] }],
  },
  {
    name: 'an order paid again weeks later is a double payment also where only the last days are compared',
    shelf: 'recent',
    ago: { a: 30 * DAY, b: DAY },
    acts: [{ ...agreed([told(PAID), told(PAID, B)]), found: [found('double_payment', 'critical', B)] }],
  },
  {
    name: 'a double payment whose received amounts are not told is one all the same',
    acts: [
      {
        ...agreed([told({ processed_amount: undefined }), told({ processed_amount: undefined }, B)]),
        found: [
          found('double_payment', 'critical', { of: 'b', atRisk: '100.00' }),
          found('figures_do_not_add_up', 'high'),
          found('figures_do_not_add_up', 'high', B),
        ],
      },
    ],
  },
  {
    name: 'a second payment that only Paymega knows is missing with us, and a double payment',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(PAID), told(PAID, B)],
        found: [
          found('missing_ours', 'high', { ...B, cause: 'callback_missed' }),
          found('double_payment', 'critical', { ...B, atRisk: '100.00' }),
        ],
      },
    ],
  },
  {
    name: 'a second payment that is adopted is a double payment',
    shelf: 'adopts',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(PAID), told(PAID, B)],
        found: [
          found('missing_ours', 'high', { ...B, ends: 'healed', cause: 'callback_missed' }),
          found('double_payment', 'critical', B),
        ],
      },
    ],
  },
  {
    name: 'two payments of one order that only Paymega knows are a double payment',
    acts: [
      {
        theirs: [told(PAID), told(PAID, B)],
        found: [
          found('missing_ours', 'high', { cause: 'callback_missed' }),
          found('missing_ours', 'high', { ...B, cause: 'callback_missed' }),
          found('double_payment', 'critical', { ...B, atRisk: '100.00' }),
        ],
        book: { a: null, b: null },
      },
      {
        heard: [told(PAID), told(PAID, B)],
        found: [
          found('missing_ours', 'high', { ends: 'healed', cause: 'callback_missed' }),
          found('missing_ours', 'high', { ...B, ends: 'healed', cause: 'callback_missed' }),
          found('double_payment', 'critical', { ...B, atRisk: '100.00' }),
        ],
      },
    ],
  },
  {
    name: 'a first payment that only Paymega knows makes the second one, which we know, a double payment',
    acts: [
      {
        heard: [told(PAID, B)],
        theirs: [told(PAID), told(PAID, B)],
        found: [
          found('missing_ours', 'high', { cause: 'callback_missed' }),
          found('double_payment', 'critical', { ...B, atRisk: '100.00' }),
        ],
      },
    ],
  },
  {
    name: 'a payment that is pending with us and paid at Paymega counts where the account wants to be asked',
    shelf: 'asks',
    acts: [
      {
        heard: [told(PAID), told(PENDING, B)],
        theirs: [told(PAID), told(PAID, { ...B, at: 6 })],
        found: [
          found('status_differs', 'critical', { ...B, cause: 'callback_missed', atRisk: '100.00' }),
          found('double_payment', 'critical', { ...B, atRisk: '100.00' }),
        ],
      },
    ],
  },
  {
    name: 'a payment that Paymega has refunded since is none, though our book still holds it as paid',
    shelf: 'asks',
    acts: [
      {
        heard: [told(PAID), told(PAID, B)],
        theirs: [told(PAID), told(REFUNDED, { ...B, ...LATER })],
        found: [found('status_differs', 'critical', { ...B, cause: 'callback_missed', atRisk: '100.00' })],
      },
    ],
  },
  {
    name: 'three payments in both books, one returned in part: what was kept beyond one payment is at risk',
    shelf: 'asks',
    acts: [
      {
        heard: [told(partlyRefunded('40')), told(PAID, B)],
        theirs: [told(partlyRefunded('40')), told(PAID, B), told(PAID, C)],
        found: [
          found('double_payment', 'critical', { ...B, atRisk: '60.00' }),
          found('double_payment', 'critical', { ...C, atRisk: '100.00' }),
          found('missing_ours', 'high', { ...C, cause: 'callback_missed' }),
        ],
      },
    ],
  },
  {
    name: 'a payment that only Paymega knows is a double payment though the first is outside the window',
    shelf: 'recent',
    ago: { a: 30 * DAY, b: DAY, c: DAY - 10 },
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(PAID), told(PAID, B), told(PAID, C)],
        found: [
          found('missing_ours', 'high', { ...B, cause: 'callback_missed' }),
          found('missing_ours', 'high', { ...C, cause: 'callback_missed' }),
          found('double_payment', 'critical', { ...B, atRisk: '100.00' }),
          found('double_payment', 'critical', { ...C, atRisk: '100.00' }),
        ],
      },
    ],
  },
  {
    name: 'a refund in full that nothing says of in figures leaves no double payment',
    acts: [
      {
        ...agreed([told({ status: 'refunded' }), told(PAID, B)]),
        found: [found('figures_do_not_add_up', 'high', { atRisk: '100.00' })],
      },
    ],
  },
  {
    name: 'a second payment in another currency is at risk as a whole',
    acts: [
      {
        ...agreed([told(PAID), told({ currency: 'EUR' }, B)]),
        found: [found('double_payment', 'critical', { ...B, atRisk: '100.00' })],
      },
    ],
  },
  {
    name: 'two payments of one order in test mode are a double payment, too',
    acts: [
      {
        ...agreed([told({ test_mode: true }), told({ test_mode: true }, B)]),
        found: [found('double_payment', 'critical', B)],
      },
    ],
  },
  {
    name: 'a payment that the bank took back does not make a double payment',
    acts: [{ ...agreed([told(CHARGED_BACK), told(PAID, B)]), found: [found('chargeback', 'high')] }],
  },
  {
    name: 'an attempt that failed before the payment of the same order is none of the list',
    acts: [{ ...agreed([told(FAILED), told(PAID, B)]), found: [] }],
  },
  {
    name: 'an invoice that expired before the payment of the same order is none of the list',
    acts: [{ ...agreed([told(EXPIRED), told(PAID, B)]), found: [] }],
  },
  {
    name: 'the same reference in the other mode is another order',
    acts: [
      {
        ...agreed([told(PAID), told({ test_mode: true }, B)]),
        found: [],
        book: { a: 'processed', b: 'processed' },
      },
    ],
  },
  {
    name: 'references that differ only in their letters’ case are two orders',
    acts: [
      {
        ...agreed([told({ reference_id: 'Order-{case}' }), told({ reference_id: 'ORDER-{case}' }, B)]),
        found: [],
      },
    ],
  },
  {
    name: 'payments without a reference are none of each other’s business',
    acts: [
      {
        ...agreed([
          told({ reference_id: null }),
          told({ reference_id: null }, B),
          told({ reference_id: '' }, C),
        ]),
        found: [],
        book: { a: 'processed', b: 'processed', c: 'processed' },
      },
    ],
  },
];

/** The same again in a window of three days: a short window is searched in another way. */
export const RECENT_DOUBLE_SCENARIOS: readonly Scenario[] = DOUBLE_SCENARIOS.filter(
  ({ shelf, ago }) => shelf === undefined && ago === undefined,
).map((scenario) => ({ ...scenario, shelf: 'recent', ago: { a: DAY + 30, b: DAY + 20, c: DAY + 10 } }));
