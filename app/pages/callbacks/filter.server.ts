import { oneOf, text } from '#identity/filter.ts';
import { CALLBACK_FILTER } from '#reconciliation/callbacks/callback-filter.ts';
import { before } from '../../forms/keyset.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';

/** What the address of the callbacks may say. */
export const CALLBACK_LIST = CALLBACK_FILTER.extend({
  ...PAGE_ADDRESS.shape,
  search: text.optional(),
  show: oneOf(['inbox', 'quarantine', 'refused']).default('inbox'),
  tail: oneOf(['on']).optional(),
  before,
});
