/** Why an invoice document cannot be taken exactly. */
export const UNREADABLE_REASONS = [
  'missing_id',
  'bad_id',
  'missing_status',
  'missing_updated',
  'unknown_currency',
  'bad_amount',
  'negative_amount',
  'too_fine',
  'too_large',
  'bad_attribute',
  'repeated_key',
  // Of us, not of the document: our database refuses it.
  'unwritable',
] as const;
