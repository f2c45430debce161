import { agreed, DAY, found, type Scenario, told } from './scenario.ts';
import { CHARGED_BACK, PAID, partlyRefunded, REFUNDED, REFUNDING } from './shapes.ts';

/** Money that goes back: refunds, chargebacks, and both after months. */
export const REFUND_SCENARIOS: readonly Scenario[] = [
  {
    name: 'a refund in two steps that we heard of is none of the list',
    acts: [
      {
        ...agreed([told(PAID), told(partlyRefunded('40'), { at: 600 }), told(REFUNDED, { at: 900 })]),
        found: [],
        book: { a: 'refunded' },
      },
    ],
  },
  {
    name: 'the first step of a refund that arrives after the second changes nothing',
    acts: [
      {
        heard: [told(REFUNDED, { at: 900 }), told(partlyRefunded('40'), { at: 600, arrivesAfter: 900 })],
        theirs: [told(REFUNDED, { at: 900 })],
        found: [],
        book: { a: 'refunded' },
      },
    ],
  },
  {
    name: 'a lost second step of a refund puts the rest at risk, and heals',
    acts: [
      {
        heard: [told(PAID), told(partlyRefunded('40'), { at: 600 })],
        theirs: [told(REFUNDED, { at: 900 })],
        found: [
          found('status_differs', 'critical', {
            ends: 'healed',
            cause: 'callback_missed',
            atRisk: '60.00',
          }),
        ],
        book: { a: 'refunded' },
      },
    ],
  },
  {
    name: 'a further part refunded without our hearing of it is a refund that differs, and heals',
    acts: [
      {
        heard: [told(partlyRefunded('40'), { at: 600 })],
        theirs: [told(partlyRefunded('70'), { at: 900 })],
        found: [
          found('refund_differs', 'high', { ends: 'healed', cause: 'callback_missed', atRisk: '30.00' }),
        ],
      },
    ],
  },
  {
    name: 'another refunded amount in the same second, less than ours, does not heal',
    acts: [
      {
        heard: [told(partlyRefunded('70'), { at: 600 })],
        theirs: [told(partlyRefunded('40'), { at: 600 })],
        found: [found('refund_differs', 'high', { ours: '70.00', theirs: '40.00', atRisk: '30.00' })],
      },
    ],
  },
  {
    name: 'a lost refund waits for a person where the account wants to be asked',
    shelf: 'asks',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(REFUNDED, { at: 900 })],
        found: [found('status_differs', 'critical', { cause: 'callback_missed', atRisk: '100.00' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'a refund that failed after we thought it under way moves no money',
    acts: [
      {
        heard: [told(PAID), told(REFUNDING, { at: 600 })],
        theirs: [told({ status: 'refund_failed' }, { at: 900 })],
        found: [
          found('status_differs', 'medium', { ends: 'healed', cause: 'callback_missed', atRisk: '0.00' }),
        ],
      },
    ],
  },
  {
    name: 'a second refund under way after the first part is no step back',
    ago: 3 * DAY,
    acts: [
      {
        ...agreed([
          told(partlyRefunded('40'), { at: 600 }),
          told({ ...partlyRefunded('40'), ...REFUNDING }, { at: 900 }),
        ]),
        found: [],
      },
    ],
  },
  {
    name: 'a chargeback told by its status is on the list',
    acts: [
      {
        ...agreed([told(PAID), told({ status: 'charged_back' }, { at: 900 })]),
        found: [
          found('chargeback', 'high', { atRisk: '100.00', ours: 'charged_back' }),
          found('figures_do_not_add_up', 'high', { atRisk: '100.00', ours: 'charged_back', theirs: '0.00' }),
        ],
      },
    ],
  },
  {
    name: 'a chargeback told by its amount alone is on the list',
    acts: [
      {
        ...agreed([told(PAID), told({ charged_back_amount: '30' }, { at: 900 })]),
        found: [found('chargeback', 'high', { atRisk: '30.00', ours: 'processed' })],
      },
    ],
  },
  {
    name: 'a lost chargeback heals the status, and stays for a person',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(CHARGED_BACK, { at: 900 })],
        found: [
          found('status_differs', 'critical', { ends: 'healed', cause: 'callback_missed', atRisk: '100.00' }),
          found('chargeback', 'high', { atRisk: '100.00' }),
        ],
        book: { a: 'charged_back' },
      },
    ],
  },
  {
    name: 'a lost chargeback that only its amount tells heals, and stays for a person',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told({ charged_back_amount: '100' }, { at: 900 })],
        found: [
          found('refund_differs', 'high', { ends: 'healed', cause: 'callback_missed' }),
          found('chargeback', 'high'),
        ],
      },
    ],
  },
  {
    name: 'more refunded than received is critical',
    acts: [
      {
        ...agreed([told({ ...REFUNDED, refunded_amount: '120' })]),
        found: [found('over_returned', 'critical', { atRisk: '20.00', ours: '100.00', theirs: '120.00' })],
      },
    ],
  },
  {
    name: 'refunded and then charged back, more than received was returned',
    acts: [
      {
        ...agreed([
          told(partlyRefunded('60'), { at: 600 }),
          told(
            { status: 'partially_charged_back', refunded_amount: '60', charged_back_amount: '60' },
            { at: 900 },
          ),
        ]),
        found: [
          found('chargeback', 'high', { atRisk: '60.00' }),
          found('over_returned', 'critical', { atRisk: '20.00' }),
        ],
      },
    ],
  },
  {
    name: 'a refund after three months that we heard of is none of the list',
    shelf: 'archive',
    ago: 100 * DAY,
    acts: [{ ...agreed([told(PAID), told(REFUNDED, { at: 99 * DAY })]), found: [], book: { a: 'refunded' } }],
  },
  {
    name: 'a refund after three months whose callback was lost heals',
    shelf: 'archive',
    ago: 100 * DAY,
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(REFUNDED, { at: 99 * DAY })],
        found: [found('status_differs', 'critical', { ends: 'healed', cause: 'callback_missed' })],
        book: { a: 'refunded' },
      },
    ],
  },
  {
    name: 'a chargeback after half a year is on the list',
    shelf: 'archive',
    ago: 190 * DAY,
    acts: [
      {
        ...agreed([told(PAID), told(CHARGED_BACK, { at: 180 * DAY })]),
        found: [found('chargeback', 'high')],
      },
    ],
  },
  {
    name: 'an old body that is sent again after months changes nothing',
    shelf: 'archive',
    ago: 100 * DAY,
    acts: [
      {
        heard: [told(PAID), told(REFUNDED, { at: DAY }), told(PAID, { arrivesAfter: 98 * DAY })],
        theirs: [told(REFUNDED, { at: DAY })],
        found: [],
        book: { a: 'refunded' },
      },
    ],
  },
];
