import { agreed, found, HOUR, type Scenario, told } from './scenario.ts';
import { PAID, REFUNDED, withFee } from './shapes.ts';

const STRANGE = { currency: '{new currency}' };
const TOO_FINE = { amount: '100.005', payment_amount: '100.005' };
const ANOTHER = { reference_id: 'another-{case}' };
const NAMELESS = { hasId: false } as const;
const CREATION_REFERENCE = { test_mode: true, reference_id: 'test-{account}-{case}' };

/** What cannot be read exactly, and creations whose outcome we never learnt. */
export const QUARANTINE_SCENARIOS: readonly Scenario[] = [
  {
    name: 'an unknown currency is held, not guessed, and leaves the list when it was added and replayed',
    acts: [
      { ...agreed([told(STRANGE)]), found: [found('quarantined', 'high')], book: { a: null } },
      {
        done: [{ does: 'add_currency', exponent: 2 }, { does: 'replay_quarantine' }],
        found: [found('quarantined', 'high', { ends: 'healed' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'an invoice of an unknown currency that only Paymega’s list tells is held as well',
    acts: [
      { theirs: [told({ currency: 'USDT' })], found: [found('quarantined', 'high')], book: { a: null } },
    ],
  },
  {
    name: 'half a yen is held, not rounded',
    acts: [
      {
        ...agreed([told({ currency: 'JPY', amount: '10.5' })]),
        found: [found('quarantined', 'high', { theirs: 'too_fine' })],
        book: { a: null },
      },
    ],
  },
  {
    name: 'half a cent in any figure is held, not rounded',
    acts: [
      {
        ...agreed([told({ processed_fee: '3.005' })]),
        found: [found('quarantined', 'high')],
        book: { a: null },
      },
    ],
  },
  ...['amount', 'fee', 'refunded_amount', 'charged_back_amount', 'processed_amount'].map(
    (key): Scenario => ({
      name: `a negative ${key} is held, whoever tells it, and raises nothing that is kept`,
      acts: [
        {
          heard: [told({ [key]: '-40' }, { of: 'a' })],
          theirs: [told({ [key]: '-40.00' }, { of: 'a' }), told({ [key]: '-0.01' }, { of: 'b' })],
          found: ['a', 'b'].map((of) => found('quarantined', 'high', { of, theirs: 'negative_amount' })),
          book: { a: null, b: null },
        },
      ],
    }),
  ),
  {
    name: 'a negative refund told later is held, and the payment that we know stays as it is',
    acts: [
      {
        heard: [told(PAID), told({ ...REFUNDED, refunded_amount: '-100' }, { at: 60 })],
        theirs: [told({ ...REFUNDED, refunded_amount: '-100' }, { at: 60 })],
        found: [found('quarantined', 'high', { theirs: 'negative_amount' })],
        book: { a: 'processed' },
        unanswered: 1,
      },
    ],
  },
  {
    name: 'minus nothing is nothing',
    acts: [{ ...agreed([told({ refunded_amount: '-0', charged_back_amount: '-0.00' })]), found: [] }],
  },
  {
    name: 'an invoice of the list that tells its amount twice is held, and its neighbours are compared',
    acts: [
      {
        heard: [told(PAID, { of: 'a' }), told(ANOTHER, { of: 'c' })],
        theirs: [
          told(PAID, { of: 'a' }),
          told(PAID, { of: 'b', tellsAmountTwice: true }),
          told({ ...withFee('2', '98'), ...ANOTHER }, { of: 'c' }),
        ],
        found: [
          found('quarantined', 'high', { of: 'b', theirs: 'repeated_key' }),
          found('fee_differs', 'medium', { of: 'c' }),
        ],
      },
    ],
  },
  {
    name: 'an invoice that is asked for by id and tells its amount twice is held, and not compared',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(withFee('2', '98'), { isListed: false, tellsAmountTwice: true })],
        found: [found('quarantined', 'high', { theirs: 'repeated_key' })],
        unanswered: 1,
      },
    ],
  },
  {
    name: 'a test mode that says neither yes nor no is held, and never counts as live',
    acts: [
      {
        heard: [told({ test_mode: 'maybe' }, { of: 'a' })],
        theirs: [
          told({ test_mode: 'maybe' }, { of: 'a' }),
          told({ test_mode: { yes: 1 } }, { of: 'b' }),
          told({ test_mode: 2 }, { of: 'c' }),
        ],
        found: ['a', 'b', 'c'].map((of) => found('quarantined', 'high', { of, theirs: 'bad_attribute' })),
        book: { a: null },
      },
    ],
  },
  {
    name: 'a callback without an id is held under a name of its own',
    acts: [
      {
        heard: [told(PAID, NAMELESS)],
        found: [found('quarantined', 'high', { of: '', theirs: 'missing_id' })],
      },
    ],
  },
  {
    name: 'an invoice without an id in Paymega’s list is held under a name of its own',
    acts: [{ theirs: [told(PAID, NAMELESS)], found: [found('quarantined', 'high', { of: '' })] }],
  },
  {
    name: 'a callback that tells its amount twice is the cause of what is missing, once Paymega tells it readably',
    acts: [
      {
        heard: [told(PAID, { tellsAmountTwice: true })],
        theirs: [told(PAID)],
        found: [found('missing_ours', 'high', { cause: 'callback_quarantined' })],
        book: { a: null },
      },
    ],
  },
  {
    name: 'a forged callback of an unknown currency is not even held',
    acts: [{ heard: [told({ currency: 'USDT' }, { signedWith: 'stranger' })], found: [] }],
  },
  {
    name: 'an invoice of ours that Paymega tells unreadably is held and not compared',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(TOO_FINE)],
        found: [found('quarantined', 'high')],
        book: { a: 'processed' },
        unanswered: 1,
      },
    ],
  },
  {
    name: 'an unreadable figure that Paymega has mended leaves the list with the next replay',
    acts: [
      { heard: [told(PAID)], theirs: [told(TOO_FINE)], found: [found('quarantined', 'high')], unanswered: 1 },
      {
        theirs: [told(PAID, { at: 60 })],
        done: [{ does: 'replay_quarantine' }],
        found: [found('quarantined', 'high', { ends: 'healed' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'a creation whose outcome is unknown leaves the list when the look-up by reference finds it',
    acts: [
      {
        done: [{ does: 'ask_creation', minutesAgo: 20 }],
        found: [found('creation_unknown', 'medium', { of: '', atRisk: '100.00' })],
      },
      {
        theirs: [told(CREATION_REFERENCE)],
        done: [{ does: 'look_up_creations' }],
        found: [found('creation_unknown', 'medium', { of: '', ends: 'healed' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'a creation whose outcome is unknown for two hours is severe, and leaves the list when Paymega knows none',
    acts: [
      {
        done: [{ does: 'ask_creation', minutesAgo: 2 * HOUR }],
        found: [found('creation_unknown', 'high', { of: '' })],
      },
      {
        done: [{ does: 'look_up_creations' }],
        found: [found('creation_unknown', 'high', { of: '', ends: 'healed' })],
        book: { a: null },
      },
    ],
  },
  {
    name: 'a creation asked for three minutes ago is in flight',
    acts: [{ done: [{ does: 'ask_creation', minutesAgo: 3 }], found: [] }],
  },
];
