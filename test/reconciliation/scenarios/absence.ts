import { agreed, DAY, found, HOUR, type Scenario, told } from './scenario.ts';
import { CHARGED_BACK, EXPIRED, PAID, PENDING } from './shapes.ts';

const UNLISTED = { isListed: false } as const;
const UNKNOWN_BY_ID = { isListed: false, byId: 'denies' } as const;

/** One of the two books has the invoice, the other has not; and what is no evidence of that. */
export const ABSENCE_SCENARIOS: readonly Scenario[] = [
  {
    name: 'money that our book does not know of is missing, and waits for a person',
    acts: [
      {
        theirs: [told(PAID)],
        found: [found('missing_ours', 'high', { cause: 'callback_missed', atRisk: '100.00' })],
        book: { a: null },
      },
    ],
  },
  {
    name: 'an expired invoice that our book does not know of is of medium severity',
    acts: [
      { theirs: [told(EXPIRED)], found: [found('missing_ours', 'medium', { cause: 'callback_missed' })] },
    ],
  },
  {
    name: 'an invoice whose only callback was signed with the secret of the other mode is missing, and says why',
    acts: [
      {
        heard: [told(PAID, { signedWith: 'test' })],
        theirs: [told(PAID)],
        found: [found('missing_ours', 'high', { cause: 'callback_refused' })],
        book: { a: null },
      },
    ],
  },
  {
    name: 'a missing invoice leaves the list when its callback comes after all',
    acts: [
      { theirs: [told(PAID)], found: [found('missing_ours', 'high', { cause: 'callback_missed' })] },
      {
        heard: [told(PAID, { arrivesAfter: DAY })],
        found: [found('missing_ours', 'high', { ends: 'healed', cause: 'callback_missed' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'a missing invoice leaves the list when Paymega does not have it any more either',
    acts: [
      { theirs: [told(PAID)], found: [found('missing_ours', 'high', { cause: 'callback_missed' })] },
      { vanish: ['a'], found: [found('missing_ours', 'high', { ends: 'healed', cause: 'callback_missed' })] },
    ],
  },
  {
    name: 'a missing invoice is adopted where the account’s policy is to adopt',
    shelf: 'adopts',
    acts: [
      {
        theirs: [told(PAID)],
        found: [found('missing_ours', 'high', { ends: 'healed', cause: 'callback_missed' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'an adopted invoice is looked at like any other: charged back',
    shelf: 'adopts',
    acts: [
      {
        theirs: [told(CHARGED_BACK)],
        found: [
          found('missing_ours', 'high', { ends: 'healed', cause: 'callback_missed' }),
          found('chargeback', 'high'),
        ],
        book: { a: 'charged_back' },
      },
    ],
  },
  {
    name: 'an adopted invoice is looked at like any other: stuck',
    shelf: 'adopts',
    ago: 3 * HOUR,
    acts: [
      {
        theirs: [told(PENDING)],
        found: [
          found('missing_ours', 'medium', { ends: 'healed', cause: 'callback_missed' }),
          found('stuck_pending', 'medium'),
        ],
        book: { a: 'process_pending' },
      },
    ],
  },
  {
    name: 'nothing is adopted while its callback may still come',
    shelf: 'adopts',
    ago: 2,
    acts: [{ theirs: [told(PAID, { at: 1 })], found: [], book: { a: null } }],
  },
  {
    name: 'what neither list nor look-ups know is missing at Paymega',
    acts: [
      {
        heard: [told(PAID)],
        found: [found('missing_theirs', 'critical', { atRisk: '100.00', ours: 'processed' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'an invoice that is missing at Paymega is not stuck on top of it',
    acts: [{ heard: [told(PENDING)], found: [found('missing_theirs', 'critical')] }],
  },
  {
    name: 'an invoice without a reference is missing at Paymega when its id is not known there',
    acts: [{ heard: [told({ reference_id: null })], found: [found('missing_theirs', 'critical')] }],
  },
  {
    name: 'an invoice that vanished at Paymega after we agreed on it is missing there, until it is back',
    acts: [
      { ...agreed([told(PAID)]), found: [] },
      { vanish: ['a'], found: [found('missing_theirs', 'critical')] },
      { theirs: [told(PAID)], found: [found('missing_theirs', 'critical', { ends: 'fixed_by_paymega' })] },
    ],
  },
  {
    name: 'an invoice that the list leaves out and the look-up by id knows is not missing',
    acts: [{ heard: [told(PAID)], theirs: [told(PAID, UNLISTED)], found: [] }],
  },
  {
    name: 'an invoice that the list leaves out is compared by what the look-up tells',
    acts: [
      {
        heard: [told(PENDING, { at: 1 })],
        theirs: [told(PAID, UNLISTED)],
        found: [found('status_differs', 'critical', { ends: 'healed', cause: 'callback_missed' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'an invoice that the look-up by reference alone knows is not missing',
    acts: [{ heard: [told(PAID)], theirs: [told(PAID, UNKNOWN_BY_ID)], found: [] }],
  },
  {
    name: 'a look-up by id that is forbidden is no evidence',
    acts: [
      { heard: [told(PAID)], theirs: [told(PAID, { ...UNLISTED, byId: 403 })], found: [], unanswered: 1 },
    ],
  },
  {
    name: 'a look-up by id that fails at Paymega is no evidence',
    shelf: 'silent',
    ago: DAY,
    acts: [
      { heard: [told(PAID)], theirs: [told(PAID, { ...UNLISTED, byId: 500 })], found: [], unanswered: 1 },
    ],
  },
  {
    name: 'a look-up by id that is never answered is no evidence',
    shelf: 'silent',
    ago: DAY,
    acts: [
      { heard: [told(PAID)], theirs: [told(PAID, { ...UNLISTED, byId: 'hangs' })], found: [], unanswered: 1 },
    ],
  },
  {
    name: 'a look-up by reference that is never answered is no evidence, though the id is not known',
    shelf: 'silent',
    ago: DAY,
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(PAID, { ...UNKNOWN_BY_ID, byReference: 'hangs' })],
        found: [],
        unanswered: 1,
      },
    ],
  },
  {
    name: 'a look-up by reference that is forbidden is no evidence, though the id is not known',
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(PAID, { ...UNKNOWN_BY_ID, byReference: 403 })],
        found: [],
        unanswered: 1,
      },
    ],
  },
  {
    name: 'what stands on the list stays there while Paymega gives no answer',
    acts: [
      {
        heard: [told(PENDING, { at: 1 })],
        theirs: [told(PENDING, { at: 1 })],
        found: [found('stuck_pending', 'high')],
      },
      {
        theirs: [told(PAID, { ...UNLISTED, byId: 403 })],
        found: [found('stuck_pending', 'high')],
        unanswered: 1,
      },
    ],
  },
  {
    name: 'a look-up that answers with the reference in other letters is no evidence of presence',
    acts: [
      {
        heard: [told({ reference_id: 'Order-{case}' }), told({ reference_id: 'order-{case}' }, { of: 'b' })],
        theirs: [told({ reference_id: 'order-{case}' }, { of: 'b' })],
        found: [found('missing_theirs', 'critical')],
      },
    ],
  },
  {
    name: 'a look-up of a reference that begins with a minus answers all others: no evidence of presence',
    acts: [{ heard: [told({ reference_id: '-{case}' })], found: [found('missing_theirs', 'critical')] }],
  },
];
