import { CALLBACK_FILTER } from '#reconciliation/book/callback-filter.ts';
import { oneOf, text } from '#reconciliation/filter.ts';
import { before } from '../../keyset.ts';
import { PAGE_ADDRESS } from '../../page-address.ts';

/** What the address of the callbacks may say. */
export const CALLBACK_LIST = CALLBACK_FILTER.extend({
  ...PAGE_ADDRESS.shape,
  search: text.optional(),
  show: oneOf(['inbox', 'quarantine', 'refused']).default('inbox'),
  tail: oneOf(['on']).optional(),
  before,
});
