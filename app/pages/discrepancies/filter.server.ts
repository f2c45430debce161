import { z } from 'zod';
import type { Account } from '#identity/accounts/accounts.ts';
import { oneOf, rowNumber } from '#identity/filter.ts';
import { DISCREPANCY_FILTER, discrepancyFilter } from '#reconciliation/discrepancies/discrepancy-filter.ts';
import { GROUPINGS } from '#reconciliation/discrepancies/groups.ts';
import { SORTS } from '#reconciliation/discrepancies/sorts.ts';
import type { Context } from '../../context.ts';
import { sortedBy } from '../../forms/list-sort.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';

/** The worst first. */
export const USUAL_SORT = 'severity';

/** What the address of the work list may say; its export and “resolve all” read the same address. */
export const WORK_LIST = DISCREPANCY_FILTER.extend({
  ...PAGE_ADDRESS.shape,
  assignee: z
    .string()
    .regex(/^(me|none|\d{1,9})$/, 'must be me, none, or the number of a person')
    .optional(),
  group: oneOf(GROUPINGS).optional(),
  ...sortedBy(SORTS, USUAL_SORT),
  preview: rowNumber.transform(BigInt).optional(),
});

/** The work list as its address says it; the controls of the page show it. */
export type WorkListAddress = z.output<typeof WORK_LIST>;

/** The filter that an address names. `me` is the one who asks. @throws FilterRefusal */
export function workListFilter(
  { sql }: Pick<Context, 'sql'>,
  account: Pick<Account, 'id' | 'timeZone'>,
  personId: number,
  asked: WorkListAddress,
) {
  return discrepancyFilter(sql, account, { ...asked, assigneeId: assigneeOf(asked.assignee, personId) });
}

function assigneeOf(assignee: string | undefined, personId: number): number | null | undefined {
  if (assignee === undefined) return undefined;
  if (assignee === 'none') return null;
  return assignee === 'me' ? personId : Number(assignee);
}
