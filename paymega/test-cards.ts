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
