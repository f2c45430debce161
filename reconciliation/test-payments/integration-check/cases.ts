/** A payment that an integration check makes, and what is to come of it. */
export type CheckCase = {
  title: string;
  /** A key of TEST_OUTCOMES. */
  outcome: string;
  /** Ours: what the bank answers is to be sent on by us (3-D Secure 1.0). */
  bankAnswersTo: 'provider' | 'us';
  cardHolder: string;
  /** How much of it is refunded: a part first and then the rest, or nothing. */
  isRefunded: boolean;
};

const HOLDER = 'COUNTERFOIL TEST';
// The sandbox takes 3-D Secure 1.0 for holders of this name; elsewhere it is a name like any other.
const HOLDER_OF_VERSION_1 = 'COUNTERFOIL 3DS1';

/** One payment for each class of outcome that the documents name, and for both ways of the bank's answer. */
export const CHECK_CASES: readonly CheckCase[] = [
  plain('Succeeds, and is refunded in part and wholly', 'succeeds', true),
  plain('Succeeds with 3-D Secure, the bank answers to Paymega', 'succeeds_3ds'),
  {
    title: 'Succeeds with 3-D Secure, the bank answers to us',
    ...{ outcome: 'succeeds_3ds', bankAnswersTo: 'us', cardHolder: HOLDER_OF_VERSION_1, isRefunded: false },
  },
  plain('Stays pending', 'pending'),
  plain('Stays pending after 3-D Secure', 'pending_3ds'),
  plain('Is declined: insufficient_funds', 'declined:insufficient_funds'),
  plain('Is declined after 3-D Secure: declined', 'declined_3ds:declined'),
];

function plain(title: string, outcome: string, isRefunded = false): CheckCase {
  return { title, outcome, bankAnswersTo: 'provider', cardHolder: HOLDER, isRefunded };
}
