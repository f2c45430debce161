import { AUDIT_FILTER } from '#identity/audit/audit-filter.ts';
import { before } from '../../forms/keyset.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';

/** What the address of the audit may say; its export reads the same address. */
export const AUDIT_LIST = AUDIT_FILTER.extend({ ...PAGE_ADDRESS.shape, before });
