import { agreed, found, type Scenario, told } from './scenario.ts';
import { amounting, EXPIRED, FAILED, PAID, PENDING, withFee } from './shapes.ts';

/** What people decide, and what the next runs make of it. */
export const JUDGEMENT_SCENARIOS: readonly Scenario[] = [
  {
    name: 'what was called not an issue stays closed while the evidence is the same, and reopens when it changes',
    acts: [
      { heard: [told(PAID)], theirs: [told(amounting(90))], found: [found('amount_differs', 'critical')] },
      {
        done: [{ does: 'resolve', kind: 'amount_differs', resolution: 'not_an_issue' }],
        found: [found('amount_differs', 'critical', { ends: 'not_an_issue' })],
      },
      { theirs: [told(amounting(80))], found: [found('amount_differs', 'critical', { theirs: '80.00' })] },
    ],
  },
  {
    name: 'what was called not an issue stays so when it is gone',
    acts: [
      { heard: [told(PAID)], theirs: [told(amounting(90))], found: [found('amount_differs', 'critical')] },
      {
        done: [{ does: 'resolve', kind: 'amount_differs', resolution: 'not_an_issue' }],
        theirs: [told(PAID)],
        found: [found('amount_differs', 'critical', { ends: 'not_an_issue' })],
      },
    ],
  },
  {
    name: 'a further chargeback reopens what was written off',
    acts: [
      {
        ...agreed([told({ charged_back_amount: '30' })]),
        found: [found('chargeback', 'high', { atRisk: '30.00' })],
      },
      {
        done: [{ does: 'resolve', kind: 'chargeback', resolution: 'written_off' }],
        found: [found('chargeback', 'high', { ends: 'written_off' })],
      },
      {
        ...agreed([told({ charged_back_amount: '50' }, { at: 60 })]),
        found: [found('chargeback', 'high', { atRisk: '50.00' })],
      },
    ],
  },
  {
    name: 'figures that do not add up in a new way reopen what was called not an issue',
    acts: [
      { ...agreed([told({ processed_deposit: '90' })]), found: [found('figures_do_not_add_up', 'high')] },
      {
        done: [{ does: 'resolve', kind: 'figures_do_not_add_up', resolution: 'not_an_issue' }],
        found: [found('figures_do_not_add_up', 'high', { ends: 'not_an_issue' })],
      },
      {
        ...agreed([told({ processed_deposit: '50' }, { at: 60 })]),
        found: [found('figures_do_not_add_up', 'high', { atRisk: '47.00' })],
      },
    ],
  },
  {
    name: 'a status of which a person said that Paymega is right is in our book, and stays closed',
    shelf: 'asks',
    acts: [
      {
        heard: [told(FAILED)],
        theirs: [told(EXPIRED, { at: 60 })],
        found: [found('status_differs', 'medium', { cause: 'callback_missed' })],
      },
      {
        done: [{ does: 'resolve', kind: 'status_differs', resolution: 'accepted_theirs' }],
        found: [found('status_differs', 'medium', { ends: 'accepted_theirs', cause: 'callback_missed' })],
      },
    ],
  },
  {
    name: 'what a person believed to be fixed by Paymega and is not comes back as a new item',
    acts: [
      { heard: [told(PAID)], theirs: [told(amounting(90))], found: [found('amount_differs', 'critical')] },
      {
        done: [{ does: 'resolve', kind: 'amount_differs', resolution: 'fixed_by_paymega' }],
        found: [
          found('amount_differs', 'critical', { ends: 'fixed_by_paymega' }),
          found('amount_differs', 'critical'),
        ],
      },
    ],
  },
  {
    name: 'what is in review stays in review while it lasts, and closes when the cause is gone',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(withFee('2.50', '97.50'))],
        found: [found('fee_differs', 'medium')],
      },
      {
        done: [{ does: 'assign', kind: 'fee_differs' }],
        theirs: [told(withFee('2.00', '98.00'))],
        found: [found('fee_differs', 'medium', { ends: 'in_review', theirs: '2.00' })],
      },
      { theirs: [told(PAID)], found: [found('fee_differs', 'medium', { ends: 'fixed_by_paymega' })] },
    ],
  },
  {
    name: 'what had closed by itself and is wrong again is a new item',
    acts: [
      { heard: [told(PAID)], theirs: [told(amounting(90))], found: [found('amount_differs', 'critical')] },
      { theirs: [told(PAID)], found: [found('amount_differs', 'critical', { ends: 'fixed_by_paymega' })] },
      {
        theirs: [told(amounting(90), { at: 60 })],
        found: [
          found('amount_differs', 'critical', { ends: 'fixed_by_paymega' }),
          found('amount_differs', 'critical'),
        ],
      },
    ],
  },
  {
    name: 'a double payment that the shop meant stays closed',
    acts: [
      {
        ...agreed([told(PAID), told(PAID, { of: 'b' })]),
        found: [found('double_payment', 'critical', { of: 'b' })],
      },
      {
        done: [{ does: 'resolve', kind: 'double_payment', resolution: 'not_an_issue' }],
        found: [found('double_payment', 'critical', { of: 'b', ends: 'not_an_issue' })],
      },
    ],
  },
  {
    name: 'an invoice that was written off as missing at Paymega stays so when it is back',
    acts: [
      { heard: [told(PAID)], found: [found('missing_theirs', 'critical')] },
      {
        done: [{ does: 'resolve', kind: 'missing_theirs', resolution: 'written_off' }],
        found: [found('missing_theirs', 'critical', { ends: 'written_off' })],
      },
      { theirs: [told(PAID)], found: [found('missing_theirs', 'critical', { ends: 'written_off' })] },
    ],
  },
  {
    name: 'a stuck payment that moved to another pending status is the same item',
    acts: [
      {
        ...agreed([told({ ...PENDING, status: 'created' }, { at: 1 })]),
        found: [found('stuck_pending', 'high')],
      },
      {
        ...agreed([told(PENDING, { at: 30 })]),
        found: [found('stuck_pending', 'high', { ours: 'process_pending' })],
      },
    ],
  },
];
