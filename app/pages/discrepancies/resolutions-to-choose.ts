/** What a person may say of a discrepancy; that something healed is for a run to say. */
export const RESOLUTIONS_TO_CHOOSE = [
  'accepted_theirs',
  'kept_ours',
  'refunded',
  'written_off',
  'fixed_by_paymega',
  'not_an_issue',
] as const;
