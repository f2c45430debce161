/** The platform's test cards. Only these can be used in a test payment; they work in test mode alone. */
export type TestCard = {
  number: string;
  label: string;
  is3ds: boolean;
  outcome: 'processed' | 'process_failed';
};

export const TEST_CARDS = [
  { number: '5123817234060000', label: 'Succeeds, with 3-D Secure', is3ds: true, outcome: 'processed' },
  { number: '5519283812030000', label: 'Succeeds, without 3-D Secure', is3ds: false, outcome: 'processed' },
  { number: '4412397212080000', label: 'Fails, with 3-D Secure', is3ds: true, outcome: 'process_failed' },
  { number: '4302912837020000', label: 'Fails, without 3-D Secure', is3ds: false, outcome: 'process_failed' },
] as const satisfies readonly TestCard[];

/** The expiry that leaves a succeeding card pending. */
export const PENDING_EXPIRY = '0777';

/** With a failing card the expiry (MMYY) picks the resolution; any other expiry gives `general_fatal_error`. */
export const RESOLUTION_BY_EXPIRY: Readonly<Record<string, string>> = {
  '0856': 'access_denied',
  '0755': 'error',
  '0654': 'provider_error',
  '0553': 'unknown',
  '0452': 'duplicated_transaction',
  '0351': 'auth_fatal_error',
  '0250': 'unable_to_determine_3ds_enrolment',
  '0149': 'card_is_3ds_enrolled',
  '1248': 'card_is_not_3ds_enrolled',
  '1147': 'issuer_decline',
  '1046': 'client_auth_failed',
  '0945': 'provider_fatal_error',
  '0844': 'invalid_details',
  '0743': 'invalid_pin',
  '0642': 'antifraud_error',
  '0541': 'invalid_card',
  '0440': 'fatal_error',
  '0339': 'unable_to_reconcile',
  '0238': 'invalid_amount',
  '0137': 'limit_violation',
  '1236': 'functionality_is_not_permitted',
  '1135': 'invalid_request',
  '1034': 'lost_or_stolen_card',
  '0933': 'declined',
  '0832': 'invalid_otp',
  '0731': 'invalid_3ds_code',
  '0630': 'invalid_card_status',
  '0529': 'insufficient_funds',
  '0428': 'card_expired',
  '0327': 'invalid_cvv',
  '0226': 'invalid_pan',
  '0125': 'invalid_credentials',
};

/** An outcome of a payment in test mode, with the card and the expiry that bring it about. */
export type TestOutcome = {
  /** Its name in forms and records, e.g. `declined_3ds:insufficient_funds`. */
  key: string;
  group: 'Succeeds' | 'Stays pending' | 'Is declined' | 'Is declined after 3-D Secure';
  label: string;
  number: string;
  /** MMYY. */
  expiry: string;
  is3ds: boolean;
  status: 'processed' | 'process_pending' | 'process_failed';
  /** The resolution that the documents name; null where they name none. */
  resolution: string | null;
};

// Any valid one will do.
const ANY_EXPIRY = '1235';
const GENERAL = 'general_fatal_error';

const GROUPS: readonly TestOutcome['group'][] = [
  'Succeeds',
  'Stays pending',
  'Is declined',
  'Is declined after 3-D Secure',
];

/** Every outcome that the documents name. */
export const TEST_OUTCOMES: readonly TestOutcome[] = [
  ...TEST_CARDS.filter(({ outcome }) => outcome === 'processed').flatMap(
    ({ number, is3ds }): TestOutcome[] => [
      {
        ...{ key: is3ds ? 'succeeds_3ds' : 'succeeds', group: 'Succeeds', number, is3ds, expiry: ANY_EXPIRY },
        ...{ label: is3ds ? 'Succeeds with 3-D Secure' : 'Succeeds', status: 'processed', resolution: 'ok' },
      },
      {
        ...{
          key: is3ds ? 'pending_3ds' : 'pending',
          group: 'Stays pending',
          number,
          is3ds,
          expiry: PENDING_EXPIRY,
        },
        label: is3ds ? 'Stays pending after 3-D Secure' : 'Stays pending',
        ...{ status: 'process_pending', resolution: is3ds ? 'auth_3ds_required' : null },
      },
    ],
  ),
  ...TEST_CARDS.filter(({ outcome }) => outcome === 'process_failed').flatMap(({ number, is3ds }) =>
    [...Object.entries(RESOLUTION_BY_EXPIRY), [ANY_EXPIRY, GENERAL] as const].map(
      ([expiry, resolution]): TestOutcome => ({
        key: `${is3ds ? 'declined_3ds' : 'declined'}:${resolution}`,
        group: is3ds ? 'Is declined after 3-D Secure' : 'Is declined',
        ...{ label: resolution, number, expiry, is3ds, status: 'process_failed', resolution },
      }),
    ),
  ),
].toSorted((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || Number(a.is3ds) - Number(b.is3ds));

/** The outcome of this name, undefined where there is none. */
export function testOutcome(key: string): TestOutcome | undefined {
  return TEST_OUTCOMES.find((outcome) => outcome.key === key);
}
