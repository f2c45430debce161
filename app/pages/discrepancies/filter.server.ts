import { z } from 'zod';
import type { Account } from '#reconciliation/accounts.ts';
import type { DiscrepancyFilter } from '#reconciliation/discrepancies/list.ts';
import { DEEDS } from '#reconciliation/discrepancies/of-run.ts';
import { mode, optionalCurrency, optionalDay, optionalText, read, rowNumber } from '../../form.ts';

const Params = z.object({
  mode,
  state: z.enum(['unresolved', 'open', 'in_review', 'resolved', 'all']).catch('unresolved'),
  kind: optionalText.catch(undefined),
  severity: optionalText.catch(undefined),
  cause: optionalText.catch(undefined),
  currency: optionalCurrency,
  assignee: z
    .string()
    .regex(/^(me|none|\d{1,9})$/)
    .optional()
    .catch(undefined),
  search: optionalText.catch(undefined),
  from: optionalDay,
  to: optionalDay,
  day: optionalDay,
  run: rowNumber.transform(BigInt).optional().catch(undefined),
  did: z.enum(DEEDS).optional().catch(undefined),
});

/** The filter of the work list as its address says it. */
export type DiscrepancyParams = z.output<typeof Params>;

/** What a URL says of the work list; the controls of the page show it. */
export function discrepancyParams(url: URL): DiscrepancyParams {
  return read(Params, url.searchParams);
}

/** The filter that a URL names; the list and its export read it alike. `me` is the one who asks. */
export function discrepancyFilter(
  url: URL,
  { id: accountId, timeZone }: Pick<Account, 'id' | 'timeZone'>,
  personId: number,
): DiscrepancyFilter & { mode: 'live' | 'test' } {
  const { run, did, assignee, ...filter } = discrepancyParams(url);
  const assigneeId =
    assignee === undefined
      ? undefined
      : assignee === 'none'
        ? null
        : assignee === 'me'
          ? personId
          : Number(assignee);
  return { accountId, timeZone, ...filter, assigneeId, runId: run, deed: did };
}
