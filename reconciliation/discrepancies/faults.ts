/**
 * How the figures of one invoice contradict its status or each other, by the codes of the database's `figures_fault()`.
 * Which statuses say what of the money: Paymega's list of statuses.
 */
export const FAULTS: Readonly<Record<string, string>> = {
  payment_amount: 'The payment amount is not deposit plus fee.',
  processed_amount: 'The processed amount is not processed deposit plus processed fee.',
  nothing_received: 'It succeeded, and no amount received was told.',
  received_without_success: 'An amount was received, and the status says that it did not succeed.',
  returned_without_success: 'An amount was returned, and the status says that nothing was received.',
  paid_in_full: 'Processed in part, and the amount received is the whole.',
  refund_not_in_status: 'An amount was refunded, and the status says nothing of it.',
  refunded_not_in_full: 'Refunded in full, and the amounts returned are less than what was received.',
  refunded_nothing: 'Refunded in part, and no amount refunded was told.',
  refunded_in_full: 'Refunded in part, and the amount refunded is all that was received.',
  charged_back_not_in_full: 'Charged back in full, and the amounts returned are less than what was received.',
  charged_back_nothing: 'Charged back in part, and no amount charged back was told.',
  charged_back_in_full: 'Charged back in part, and the amount charged back is all that was received.',
};
