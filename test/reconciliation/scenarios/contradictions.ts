import { agreed, type Found, found, type Scenario, told } from './scenario.ts';
import { EXPIRED, FAILED, PENDING, partlyRefunded } from './shapes.ts';

type Case = [name: string, attributes: Record<string, unknown>, over: Partial<Found>, others?: Found[]];

const chargeback = (atRisk: string) => found('chargeback', 'high', { atRisk });

const UNTOLD = { status: 'terminated', processed_amount: undefined };

/** Of a paid 100.00: what the status says and what the figures say cannot both be true. */
const CASES: readonly Case[] = [
  ['refunded without an amount', { status: 'refunded', refunded_amount: undefined }, { atRisk: '100.00' }],
  ['refunded with nothing', { status: 'refunded', refunded_amount: '0' }, { atRisk: '100.00' }],
  [
    'refunded with less than was received',
    { status: 'refunded', refunded_amount: '99.99' },
    { atRisk: '0.01', theirs: '99.99' },
  ],
  ['refunded in part with no amount', { status: 'partially_refunded', refunded_amount: null }, {}],
  ['refunded in part with nothing', partlyRefunded('0'), { atRisk: '100.00' }],
  ['refunded in part with all of it', partlyRefunded('100'), { atRisk: '0.00', theirs: '100.00' }],
  [
    'charged back without an amount',
    { status: 'charged_back' },
    { atRisk: '100.00' },
    [chargeback('100.00')],
  ],
  [
    'charged back with less than was received',
    { status: 'charged_back', charged_back_amount: '30' },
    { atRisk: '70.00' },
    [chargeback('30.00')],
  ],
  [
    'charged back in part with nothing',
    { status: 'partially_charged_back' },
    { atRisk: '100.00' },
    [chargeback('100.00')],
  ],
  [
    'charged back in part with all of it',
    { status: 'partially_charged_back', charged_back_amount: '100' },
    { atRisk: '0.00' },
    [chargeback('100.00')],
  ],
  ['processed without an amount received', { processed_amount: undefined }, { atRisk: '100.00' }],
  ['processed with a refund that the status does not tell', { refunded_amount: '40' }, { atRisk: '40.00' }],
  ['paid in part with all of it', { status: 'partially_processed' }, { atRisk: '100.00' }],
  ['failed with money in', { ...FAILED, processed_amount: '100' }, { atRisk: '100.00' }],
  ['expired with money in', { ...EXPIRED, processed_amount: '0.01' }, { atRisk: '0.01' }],
  ['terminated with a refund', { ...EXPIRED, ...UNTOLD, refunded_amount: '5' }, { atRisk: '5.00' }],
];

/** A status and figures that contradict each other are an item, whatever both books agree on. */
export const CONTRADICTION_SCENARIOS: readonly Scenario[] = [
  ...CASES.map(
    ([name, attributes, over, others = []]): Scenario => ({
      name: `a contradiction is an item: ${name}`,
      acts: [
        {
          ...agreed([told(attributes)]),
          found: [found('figures_do_not_add_up', 'high', over), ...others],
        },
      ],
    }),
  ),
  {
    name: 'money in while the payment is under way is an item once it is no longer in flight',
    ago: 25,
    acts: [
      {
        ...agreed([told({ ...PENDING, processed_amount: '100' }, { at: 1 })]),
        found: [found('figures_do_not_add_up', 'high', { atRisk: '100.00' })],
      },
    ],
  },
  {
    name: 'a contradiction leaves the list when the figures are told',
    acts: [
      {
        ...agreed([told({ status: 'refunded' }, { at: 600 })]),
        found: [found('figures_do_not_add_up', 'high', { atRisk: '100.00' })],
      },
      {
        ...agreed([told({ status: 'refunded', refunded_amount: '100' }, { at: 900 })]),
        found: [found('figures_do_not_add_up', 'high', { ends: 'fixed_by_paymega' })],
      },
    ],
  },
  {
    name: 'a contradiction of the book that Paymega’s figures of the same status explain is none',
    acts: [
      {
        heard: [told({ status: 'refunded', refunded_amount: undefined }, { at: 600 })],
        theirs: [told({ status: 'refunded', refunded_amount: '100' }, { at: 600 })],
        found: [],
      },
    ],
  },
  {
    name: 'a refund and a chargeback that return all of it together contradict nothing',
    acts: [
      {
        ...agreed([told({ status: 'charged_back', refunded_amount: '40', charged_back_amount: '60' })]),
        found: [chargeback('60.00')],
      },
    ],
  },
];
