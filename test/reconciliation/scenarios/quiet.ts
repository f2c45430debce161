import { agreed, HOUR, type Scenario, told } from './scenario.ts';
import { CREATED, EXPIRED, PAID, PENDING, REFUNDED } from './shapes.ts';

/** What looks strange and is in order: nothing of it may ever be on the list. */
export const QUIET_SCENARIOS: readonly Scenario[] = [
  {
    name: 'a payment told and listed alike is in order',
    acts: [{ ...agreed([told(CREATED, { at: 0 }), told(PENDING, { at: 1 }), told(PAID)]), found: [] }],
  },
  {
    name: 'callbacks that came twice and thrice are in order',
    acts: [
      {
        ...agreed([told(PENDING, { at: 1 }), told(PENDING, { at: 1 }), told(PAID), told(PAID), told(PAID)]),
        found: [],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'callbacks that came in the wrong order are in order',
    acts: [
      {
        heard: [
          told(PAID),
          told(PENDING, { at: 1, arrivesAfter: 10 }),
          told(CREATED, { at: 0, arrivesAfter: 20 }),
        ],
        theirs: [told(PAID)],
        found: [],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'a stale body that somebody sent again from the portal is in order',
    acts: [
      {
        heard: [told(PAID), told(REFUNDED, { at: 600 }), told(PAID, { arrivesAfter: 900 })],
        theirs: [told(REFUNDED, { at: 600 })],
        found: [],
        book: { a: 'refunded' },
      },
    ],
  },
  {
    name: 'a forged callback of a pending payment is believed by nobody',
    ago: 20,
    acts: [
      {
        heard: [told(PENDING, { at: 1 }), told(PAID, { at: 3, signedWith: 'stranger' })],
        theirs: [told(PENDING, { at: 1 })],
        found: [],
        book: { a: 'process_pending' },
      },
    ],
  },
  {
    name: 'a forged callback of an invoice that never was is believed by nobody',
    acts: [{ heard: [told(PAID, { signedWith: 'stranger' })], found: [], book: { a: null } }],
  },
  {
    name: 'a live callback with the signature of the test secret is believed by nobody',
    acts: [{ heard: [told(PAID, { signedWith: 'test' })], found: [], book: { a: null } }],
  },
  {
    name: 'a test payment with its own secret is in order',
    acts: [{ ...agreed([told({ test_mode: true })]), found: [], book: { a: 'processed' } }],
  },
  {
    name: 'attributes that nobody knows are in order',
    acts: [
      {
        heard: [told({ risk_score: 12, wallet: { brand: 'x' }, tags: ['a'], __proto: 'x' })],
        theirs: [told({ settlement_batch: null, processed_reserve: 4.5 })],
        found: [],
      },
    ],
  },
  {
    name: 'empty maps written as lists, and maps written as maps, are in order',
    acts: [
      {
        heard: [told({ metadata: [], payload: [], flow_data: [] })],
        theirs: [told({ metadata: { cart: '7' }, payload: {}, flow_data: { params: [], metadata: [] } })],
        found: [],
      },
    ],
  },
  {
    name: 'a callback without a time of creation is in order',
    acts: [{ heard: [told({ created: undefined })], theirs: [told(PAID)], found: [] }],
  },
  {
    name: 'an invoice of which only the final status was told is in order',
    acts: [{ ...agreed([told(EXPIRED, { at: 3 * HOUR })]), found: [], book: { a: 'expired' } }],
  },
  {
    name: 'a later touch by Paymega that changed nothing but its time is in order',
    acts: [{ heard: [told(PAID)], theirs: [told(PAID, { at: 700 })], found: [] }],
  },
  {
    name: 'references in any script and with any sign are in order',
    acts: [
      {
        ...agreed([
          told({ reference_id: '-{case}' }),
          told({ reference_id: 'Заказ «{case}» №1 😀' }, { of: 'b' }),
          told({ reference_id: "o'{case}|%_\\" }, { of: 'c' }),
        ]),
        found: [],
      },
    ],
  },
];
