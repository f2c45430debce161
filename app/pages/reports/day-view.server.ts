import { day, oneOf } from '#identity/filter.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';

/** What the address of a day says: which view, of live or test payments. */
export const DAY_ADDRESS = PAGE_ADDRESS.extend({
  view: oneOf(['money', 'created', 'statement']).default('money'),
});

/** What the address of a day's file says. */
export const DAY_EXPORT = PAGE_ADDRESS.extend({ day, parts: oneOf(['payments', 'all']).default('payments') });
