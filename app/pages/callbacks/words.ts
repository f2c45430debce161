import type { AmountName } from '#reconciliation/callbacks/as-read.ts';
import type { ReceivedCallback } from '#reconciliation/callbacks/received-callback.ts';

/** What each verdict means, in a sentence. */
export const VERDICT_WORDS: Record<ReceivedCallback['verdict'], string> = {
  new: 'Our book did not have this invoice, and has it since.',
  newer: 'It brought a later state of the invoice, which replaced the one in our book.',
  same: 'Our book had this state already; nothing changed.',
  stale: 'It is older than the state in our book; it was kept, and changed nothing.',
  conflicting:
    'It names another amount, currency or mode than our book has for this invoice; it is kept apart.',
  quarantined: 'It cannot be read exactly, so it counts nowhere until it was replayed.',
};

/** Why a document cannot be read exactly. */
export const UNREADABLE_WORDS: Readonly<Record<string, string>> = {
  missing_id: 'it names no invoice',
  bad_id: 'its id can be no invoice’s',
  missing_status: 'it has no status',
  missing_updated: 'it says neither when it was created nor when it was updated',
  unknown_currency: 'its currency is not known here: an admin can add it under Settings, Currencies',
  bad_amount: 'an amount is missing, or is no number',
  negative_amount: 'an amount is below zero',
  too_fine: 'an amount has more decimals than its currency',
  too_large: 'an amount is larger than any that can be held',
  bad_attribute: 'a field holds what it cannot hold',
  repeated_key: 'it names a field twice',
  unwritable: 'the database cannot hold what it says',
  no_document: 'it is no invoice document',
};

/** Why a callback was refused, and what is to be looked at. */
export const REFUSAL_WORDS: Readonly<Record<string, string>> = {
  no_signature: 'It has no X-Signature header. Paymega signs every callback: this came from somebody else.',
  bad_signature:
    'Its signature fits neither the live nor the test secret, nor an older one that still held. Either a secret ' +
    'here is not the one at Paymega, the body was changed on its way, or it is forged.',
  wrong_mode:
    'It is signed with the secret of the other mode than its invoice has. The live and the test secret may have ' +
    'been exchanged.',
  not_utf8: 'Its body is not valid UTF-8.',
  no_document: 'It is signed, but its body is no invoice document.',
  too_large: 'Its body is larger than a callback may be.',
  unknown_account: 'Its address names an account that there was not.',
  wrong_address: 'It is signed as callbacks are, but came to another address, or by another method.',
};

/** By which secret a callback is signed. */
export const SECRET_WORDS: Record<NonNullable<ReceivedCallback['signedWith']>, string> = {
  live: 'the live secret that was current',
  test: 'the test secret that was current',
  old_live: 'the live secret before it, in its overlap',
  old_test: 'the test secret before it, in its overlap',
};

/** What the amounts of an invoice are called. */
export const AMOUNT_WORDS: Record<AmountName, string> = {
  amount: 'Amount',
  paymentAmount: 'Payment amount',
  fee: 'Fee quoted',
  deposit: 'Deposit quoted',
  processedAmount: 'Received',
  processedFee: 'Fee charged',
  processedDeposit: 'Deposited',
  refundedAmount: 'Refunded',
  chargedBackAmount: 'Charged back',
};

export const NOT_AVAILABLE = 'Not available';
