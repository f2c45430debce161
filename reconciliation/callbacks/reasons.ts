import { UNREADABLE_REASONS } from '#paymega/unreadable-reasons.ts';

/** Why a request to the callback endpoint can be refused. */
const REFUSAL_REASONS = [
  'no_signature',
  'bad_signature',
  'wrong_mode',
  'not_utf8',
  'no_document',
  'too_large',
  'unknown_account',
  'wrong_address',
] as const;

/** Why a callback is quarantined, and why one is refused. */
export const REASONS_OF = { quarantined: UNREADABLE_REASONS, refused: REFUSAL_REASONS } as const;

/** Why a request to the callback endpoint was refused. */
export type RefusalReason = (typeof REFUSAL_REASONS)[number];
