import { AUDIT_FILTER } from '#reconciliation/audit-filter.ts';
import { before } from '../../keyset.ts';
import { PAGE_ADDRESS } from '../../page-address.ts';

/** What the address of the audit may say; its export reads the same address. */
export const AUDIT_LIST = AUDIT_FILTER.extend({ ...PAGE_ADDRESS.shape, before });
