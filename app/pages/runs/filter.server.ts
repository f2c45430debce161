import { before } from '../../forms/keyset.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';

/** What the address of the list of runs may say. */
export const RUN_LIST = PAGE_ADDRESS.extend({ before });
