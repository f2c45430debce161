import { z } from 'zod';
import type { DiscrepancyFilter } from '#reconciliation/discrepancies/list.ts';
import { mode, optionalDay, optionalText, read, rowNumber } from '../../form.ts';

const Params = z.object({
  mode,
  state: z.enum(['unresolved', 'open', 'in_review', 'resolved', 'all']).catch('unresolved'),
  kind: optionalText.catch(undefined),
  severity: optionalText.catch(undefined),
  search: optionalText.catch(undefined),
  from: optionalDay,
  to: optionalDay,
  day: optionalDay,
  run: rowNumber.transform(BigInt).optional().catch(undefined),
});

/** The filter that a URL names; the list and its export read it alike. */
export function discrepancyFilter(
  url: URL,
  accountId: number,
): DiscrepancyFilter & { mode: 'live' | 'test' } {
  const { run, ...filter } = read(Params, url.searchParams);
  return { accountId, ...filter, runId: run };
}
