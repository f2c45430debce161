import { agreed, found, type Scenario, told } from './scenario.ts';
import { PAID, partlyRefunded } from './shapes.ts';

const BARE = {
  payment_amount: undefined,
  fee: undefined,
  deposit: undefined,
  processed: undefined,
  processed_amount: undefined,
  processed_fee: undefined,
  processed_deposit: undefined,
  refunded_amount: undefined,
  charged_back_amount: undefined,
};

/** Figures that Paymega did not tell: not known is not nothing. */
export const UNREPORTED_SCENARIOS: readonly Scenario[] = [
  {
    name: 'figures that one side does not tell are no difference',
    acts: [
      {
        heard: [
          told({
            fee: undefined,
            deposit: null,
            processed_fee: undefined,
            processed_amount: undefined,
            processed_deposit: '',
          }),
        ],
        theirs: [told(PAID)],
        found: [],
      },
      {
        heard: [told(PAID, { at: 30 })],
        theirs: [told({ payment_amount: undefined, fee: undefined, resolution: null }, { at: 30 })],
        found: [],
      },
    ],
  },
  {
    name: 'a returned amount that one side does not tell is no difference',
    acts: [
      {
        heard: [told({ ...partlyRefunded('40'), refunded_amount: undefined })],
        theirs: [told(partlyRefunded('40'))],
        found: [],
      },
    ],
  },
  {
    name: 'a refund of a payment whose received amount is not told is not too large a refund, but one to look at',
    acts: [
      {
        ...agreed([told({ ...partlyRefunded('40'), processed_amount: undefined })]),
        found: [found('figures_do_not_add_up', 'high', { atRisk: '100.00' })],
      },
    ],
  },
  {
    name: 'a payment of which only amount and status are told has received nothing that anybody told',
    acts: [
      {
        ...agreed([told(BARE)]),
        found: [found('figures_do_not_add_up', 'high', { atRisk: '100.00' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'a chargeback of which no amount is told puts the amount of the payment at risk',
    acts: [
      {
        ...agreed([told({ ...BARE, status: 'charged_back' })]),
        found: [
          found('chargeback', 'high', { atRisk: '100.00' }),
          found('figures_do_not_add_up', 'high', { atRisk: '100.00' }),
        ],
      },
    ],
  },
  {
    name: 'a lost callback of a payment of which only amount and status are told puts the amount at risk',
    acts: [
      {
        heard: [told({ ...BARE, status: 'created' }, { at: 1 })],
        theirs: [told(BARE)],
        found: [
          found('status_differs', 'critical', { ends: 'healed', cause: 'callback_missed', atRisk: '100.00' }),
          found('figures_do_not_add_up', 'high', { atRisk: '100.00' }),
        ],
      },
    ],
  },
];
