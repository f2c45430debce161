import { agreed, found, HOUR, type Scenario, told } from './scenario.ts';
import { PAID } from './shapes.ts';

const STRANGE = { currency: '{new currency}' };
const TOO_FINE = { amount: '100.005', payment_amount: '100.005' };
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
