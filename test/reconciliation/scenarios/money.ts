import { agreed, found, type Scenario, told } from './scenario.ts';
import { PAID, PENDING, withFee } from './shapes.ts';

const SHORT = { processed_amount: '90', processed_deposit: '87' };
const ON_TOP = {
  amount: '115',
  fee: '3.45',
  deposit: '115',
  payment_amount: '118.45',
  processed_amount: '118.45',
  processed_fee: '3.45',
  processed_deposit: '115',
};
const YEN = {
  currency: 'JPY',
  amount: '1500',
  payment_amount: '1500',
  fee: '45',
  deposit: '1455',
  processed_amount: '1500',
  processed_fee: '45',
  processed_deposit: '1455',
};
const DINAR = {
  currency: 'KWD',
  amount: '12.345',
  payment_amount: '12.345',
  fee: '0.345',
  deposit: '12',
  processed_amount: '12.345',
  processed_fee: '0.345',
  processed_deposit: '12',
};
const LARGE = '90071992547409.93';
const huge = (amount: string) => ({
  amount,
  payment_amount: amount,
  fee: '0',
  deposit: amount,
  processed_amount: amount,
  processed_fee: '0',
  processed_deposit: amount,
});

/** The status agrees, a figure does not; or the figures of an invoice do not agree among themselves. */
export const MONEY_SCENARIOS: readonly Scenario[] = [
  {
    name: 'a fee on top is no overpayment: 118.45 on an amount of 115',
    acts: [{ ...agreed([told(ON_TOP)]), found: [], book: { a: 'processed' } }],
  },
  {
    name: 'who pays the amount but not the fee on top has underpaid',
    acts: [
      {
        ...agreed([told({ ...ON_TOP, processed_amount: '115', processed_deposit: '111.55' })]),
        found: [found('underpaid', 'medium', { atRisk: '3.45', ours: '115.00', theirs: '118.45' })],
      },
    ],
  },
  {
    name: 'an amount paid in part is underpaid, and that alone: its fee is worked out anew',
    acts: [
      {
        ...agreed([
          told({
            status: 'partially_processed',
            processed_amount: '60',
            processed_fee: '1.80',
            processed_deposit: '58.20',
          }),
        ]),
        found: [found('underpaid', 'medium', { atRisk: '40.00' })],
      },
    ],
  },
  {
    name: 'who pays more than asked has overpaid',
    acts: [
      {
        ...agreed([told({ processed_amount: '110', processed_deposit: '107' })]),
        found: [found('overpaid', 'medium', { atRisk: '10.00' })],
      },
    ],
  },
  {
    name: 'an underpayment leaves the list when the rest has come',
    acts: [
      { ...agreed([told(SHORT)]), found: [found('underpaid', 'medium')] },
      {
        ...agreed([told(PAID, { at: 50 })]),
        found: [found('underpaid', 'medium', { ends: 'fixed_by_paymega' })],
      },
    ],
  },
  {
    name: 'another fee in the same second is a difference that does not heal',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(withFee('2.50', '97.50'))],
        found: [found('fee_differs', 'medium', { atRisk: '0.50', ours: '3.00', theirs: '2.50' })],
      },
    ],
  },
  {
    name: 'another fee that a newer state explains heals',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(withFee('2.50', '97.50'), { at: 30 })],
        found: [found('fee_differs', 'medium', { ends: 'healed', cause: 'callback_missed' })],
      },
    ],
  },
  {
    name: 'another fee waits for a person where the account wants to be asked',
    shelf: 'asks',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(withFee('2.50', '97.50'), { at: 30 })],
        found: [found('fee_differs', 'medium', { cause: 'callback_missed' })],
      },
    ],
  },
  {
    name: 'another amount received in the same second is a difference that does not heal',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(SHORT)],
        found: [found('processed_differs', 'high', { atRisk: '10.00', ours: '100.00', theirs: '90.00' })],
      },
    ],
  },
  {
    name: 'another amount received that a newer state explains heals, and may be an underpayment',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(SHORT, { at: 30 })],
        found: [
          found('processed_differs', 'high', { ends: 'healed', cause: 'callback_missed' }),
          found('underpaid', 'medium'),
        ],
      },
    ],
  },
  {
    name: 'figures of money received that do not add up are severe, and close when they hold',
    acts: [
      {
        ...agreed([told({ deposit: '90' })]),
        found: [found('figures_do_not_add_up', 'high', { atRisk: '7.00', ours: '100.00', theirs: '93.00' })],
      },
      {
        ...agreed([told(PAID, { at: 30 })]),
        found: [found('figures_do_not_add_up', 'high', { ends: 'fixed_by_paymega' })],
      },
    ],
  },
  {
    name: 'figures that do not add up before any money came are of medium severity',
    ago: 20,
    acts: [
      {
        ...agreed([told({ ...PENDING, deposit: '90' }, { at: 1 })]),
        found: [found('figures_do_not_add_up', 'medium')],
      },
    ],
  },
  {
    name: 'processed figures that do not add up are found as well',
    acts: [
      {
        ...agreed([told({ processed_deposit: '90' })]),
        found: [found('figures_do_not_add_up', 'high', { atRisk: '7.00' })],
      },
    ],
  },
  {
    name: 'yen have no decimals: one yen is one yen',
    acts: [
      {
        heard: [told(YEN)],
        theirs: [told({ ...YEN, processed_amount: '1499', processed_deposit: '1454' })],
        found: [found('processed_differs', 'high', { atRisk: '1', ours: '1500', theirs: '1499' })],
      },
    ],
  },
  {
    name: 'dinars have three decimals: one fils is a difference',
    acts: [
      {
        heard: [told(DINAR)],
        theirs: [told({ ...DINAR, processed_amount: '12.344', processed_deposit: '11.999' })],
        found: [found('processed_differs', 'high', { atRisk: '0.001', ours: '12.345', theirs: '12.344' })],
      },
    ],
  },
  {
    name: 'amounts of any currency that agree are none of the list',
    acts: [
      {
        ...agreed([told(YEN, { of: 'a' }), told({ ...DINAR, reference_id: null }, { of: 'b' })]),
        found: [],
        book: { a: 'processed', b: 'processed' },
      },
    ],
  },
  {
    name: 'one amount written in three ways is one amount',
    acts: [
      {
        heard: [
          told({ ...huge('17'), amount: '17' }),
          told({ ...huge('17.00'), amount: '1.7e1' }),
          told({ ...huge('1700e-2'), amount: '17.000' }),
        ],
        theirs: [told({ ...huge('17.0'), amount: '17.00' })],
        found: [],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'an amount beyond what a binary float holds agrees to the cent',
    acts: [{ ...agreed([told(huge(LARGE))]), found: [] }],
  },
  {
    name: 'a cent beyond what a binary float holds is a difference',
    acts: [
      {
        heard: [told(huge(LARGE))],
        theirs: [told(huge('90071992547409.92'))],
        found: [found('amount_differs', 'critical', { atRisk: '0.01' })],
      },
    ],
  },
];
