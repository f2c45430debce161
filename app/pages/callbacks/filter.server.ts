import { oneOf, text } from '#identity/filter.ts';
import { RECEIVED_FILTER } from '#reconciliation/callbacks/callback-filter.ts';
import { REASONS_OF } from '#reconciliation/callbacks/reasons.ts';
import { before } from '../../forms/keyset.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';

const REASONS = [...new Set([...REASONS_OF.quarantined, ...REASONS_OF.refused])];

/**
 * What the address of the callbacks may say; a reason is one of those that the list in question has, or finds
 * nothing.
 */
export const CALLBACK_LIST = RECEIVED_FILTER.extend({
  ...PAGE_ADDRESS.shape,
  reason: oneOf(REASONS).optional(),
  search: text.optional(),
  show: oneOf(['inbox', 'quarantine', 'refused']).default('inbox'),
  tail: oneOf(['on']).optional(),
  // Newest first, or turned round.
  sort: oneOf(['received', '-received']).default('received'),
  before,
});
