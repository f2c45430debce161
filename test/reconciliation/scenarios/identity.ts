import { agreed, found, type Scenario, told } from './scenario.ts';
import { amounting, CHARGED_BACK, PAID, PENDING, REFUNDED, withFee } from './shapes.ts';

const TEST = { test_mode: true };
const ANOTHER = { reference_id: 'another-{case}' };
const EURO = { currency: 'EUR' };

/** Amount, currency, mode and reference never change in silence, and hide what follows from them. */
export const IDENTITY_SCENARIOS: readonly Scenario[] = [
  {
    name: 'another amount at Paymega is critical, and never heals though its state is newer',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(amounting(90), { at: 60 })],
        found: [found('amount_differs', 'critical', { atRisk: '10.00', ours: '100.00', theirs: '90.00' })],
      },
    ],
  },
  {
    name: 'another amount hides the status and the figures that differ with it',
    acts: [
      {
        heard: [told(PENDING, { at: 1 })],
        theirs: [told({ ...amounting(90), ...withFee('2', '88') }, { at: 60 })],
        found: [found('amount_differs', 'critical')],
        book: { a: 'process_pending' },
      },
    ],
  },
  {
    name: 'another amount hides a chargeback until it is cleared up',
    acts: [
      {
        heard: [told(CHARGED_BACK)],
        theirs: [told({ ...amounting(90, 'charged_back'), charged_back_amount: '90' })],
        found: [found('amount_differs', 'critical')],
      },
    ],
  },
  {
    name: 'another amount leaves the list once Paymega has put it right',
    acts: [
      { heard: [told(PAID)], theirs: [told(amounting(90))], found: [found('amount_differs', 'critical')] },
      {
        theirs: [told(PAID, { at: 60 })],
        found: [found('amount_differs', 'critical', { ends: 'fixed_by_paymega' })],
      },
    ],
  },
  {
    name: 'two amounts told by callbacks differ though Paymega’s API agrees with the first',
    acts: [
      {
        heard: [told(PAID), told(amounting(90), { at: 30 })],
        theirs: [told(PAID)],
        found: [found('amount_differs', 'critical', { ours: '100.00', theirs: '90.00' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'two amounts told by callbacks put their difference at risk though Paymega’s API agrees with the first',
    acts: [
      {
        heard: [told(PAID), told(amounting(90), { at: 30 })],
        theirs: [told(PAID)],
        found: [found('amount_differs', 'critical', { atRisk: '10.00' })],
      },
    ],
  },
  {
    name: 'two amounts told by callbacks differ where the API agrees with the second, in whatever order they came',
    acts: [
      {
        heard: [told(amounting(90), { at: 30 }), told(PAID)],
        theirs: [told(amounting(90), { at: 30 })],
        found: [found('amount_differs', 'critical', { ours: '100.00', theirs: '90.00', atRisk: '10.00' })],
      },
    ],
  },
  {
    name: 'an invoice told with two amounts heals nothing, and hides what is weaker',
    acts: [
      {
        heard: [told(PENDING, { at: 1 }), told(amounting(90), { at: 2 })],
        theirs: [told(PAID)],
        found: [found('amount_differs', 'critical')],
        book: { a: 'process_pending' },
      },
    ],
  },
  {
    name: 'another currency is critical, whatever its decimals',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told({ ...EURO }, { at: 60 })],
        found: [found('currency_differs', 'critical', { ours: 'USD', theirs: 'EUR', atRisk: '100.00' })],
      },
    ],
  },
  {
    name: 'another currency with another amount is one item',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told({ ...amounting(15000), currency: 'JPY' })],
        found: [found('currency_differs', 'critical', { ours: 'USD', theirs: 'JPY' })],
      },
    ],
  },
  {
    name: 'two currencies told by callbacks differ though the API agrees with the first',
    acts: [
      {
        heard: [told(PAID), told(EURO, { at: 30 })],
        theirs: [told(PAID)],
        found: [found('currency_differs', 'critical', { ours: 'USD', theirs: 'EUR' })],
      },
    ],
  },
  {
    name: 'live with us and test at Paymega: goods may have been given for test money',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(TEST)],
        found: [found('mode_differs', 'critical', { ours: 'live', theirs: 'test', atRisk: '100.00' })],
      },
    ],
  },
  ...['1', 'true', 'TRUE', 'yes', 1].map(
    (form): Scenario => ({
      name: `test mode told as ${JSON.stringify(form)} is test mode`,
      acts: [
        {
          heard: [
            told({ test_mode: form }, { signedWith: 'test' }),
            told({ ...TEST, ...ANOTHER }, { of: 'b' }),
          ],
          theirs: [told(TEST), told({ test_mode: form, ...ANOTHER }, { of: 'b' })],
          found: [],
          book: { a: 'processed', b: 'processed' },
        },
      ],
    }),
  ),
  ...['0', 'false', 'no', 0].map(
    (form): Scenario => ({
      name: `live mode told as ${JSON.stringify(form)} is live`,
      acts: [
        { heard: [told({ test_mode: form })], theirs: [told(PAID)], found: [], book: { a: 'processed' } },
      ],
    }),
  ),
  {
    name: 'a mode that no document tells is that of the secret, for Paymega’s book too',
    acts: [
      {
        heard: [
          told({ test_mode: null }, { signedWith: 'test' }),
          told({ test_mode: null, ...ANOTHER }, { of: 'b' }),
        ],
        theirs: [told({ test_mode: null }), told({ test_mode: '', ...ANOTHER }, { of: 'b' })],
        found: [],
        book: { a: 'processed', b: 'processed' },
      },
    ],
  },
  {
    name: 'two modes told by callbacks, each rightly signed, differ',
    acts: [
      {
        heard: [told(PAID), told(TEST, { at: 30 })],
        theirs: [told(PAID)],
        found: [found('mode_differs', 'critical')],
      },
    ],
  },
  {
    name: 'another reference is critical, and hides what follows',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told({ ...REFUNDED, reference_id: 'another-{case}' }, { at: 60 })],
        found: [found('reference_differs', 'critical', { atRisk: '100.00' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'a reference that one side does not tell is no other reference',
    acts: [
      {
        heard: [told({ reference_id: null }, { of: 'a' }), told({}, { of: 'b' })],
        theirs: [told({}, { of: 'a' }), told({ reference_id: '' }, { of: 'b' })],
        // What each of the books tells of the two makes them payments of one order.
        found: [found('double_payment', 'critical', { of: 'b', atRisk: '100.00' })],
      },
    ],
  },
  {
    name: 'another amount is critical in test mode, too',
    acts: [
      {
        heard: [told({ ...PAID, ...TEST })],
        theirs: [told({ ...amounting(90), ...TEST })],
        found: [found('amount_differs', 'critical')],
      },
    ],
  },
  {
    name: 'one identity, told often, is none of the list',
    acts: [{ ...agreed([told(PENDING, { at: 1 }), told(PAID), told(PAID), told(PAID)]), found: [] }],
  },
];
