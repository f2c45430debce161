import { z } from 'zod';
import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { assertDaysInOrder, currency, day, FilterRefusal, oneOf, rowNumber, text } from '#identity/filter.ts';
import { assertKnown } from '../books/known-values.ts';
import type { DiscrepancyFilter } from './conditions.ts';
import { CAUSES, KINDS, SEVERITIES, STATES } from './kinds.ts';
import { EFFECTS } from './of-run.ts';

/** What names the discrepancies of a list, in an address, in the API and on the command line alike. */
export const DISCREPANCY_FILTER = z.object({
  state: oneOf(STATES).default('unresolved'),
  kind: oneOf(Object.keys(KINDS)).optional(),
  severity: oneOf(SEVERITIES).optional(),
  cause: oneOf([...Object.keys(CAUSES), 'unknown']).optional(),
  currency: currency.optional(),
  search: text.optional(),
  from: day.optional(),
  to: day.optional(),
  day: day.optional(),
  run: rowNumber.transform(BigInt).optional(),
  effect: oneOf(EFFECTS).optional(),
});

type Asked = z.output<typeof DISCREPANCY_FILTER>;

/**
 * The filter of a list of one account's discrepancies.
 * @throws FilterRefusal (422) where its days are in the wrong order, a currency is none, or `did` names no run
 */
export async function discrepancyFilter<Mode extends DiscrepancyFilter['mode']>(
  sql: Queryable,
  { id: accountId, timeZone }: Pick<Account, 'id' | 'timeZone'>,
  asked: Asked & { mode: Mode; assigneeId?: number | null | undefined },
): Promise<DiscrepancyFilter & { mode: Mode }> {
  const { mode, state, kind, severity, cause, currency: code, search, from, to, assigneeId } = asked;
  assertDaysInOrder(asked);
  if (asked.effect !== undefined && asked.run === undefined)
    throw new FilterRefusal([
      { name: 'effect', value: asked.effect, message: 'needs run, which says of which run' },
    ]);
  await assertKnown(sql, accountId, { currency: code });
  const of = { day: asked.day, runId: asked.run, effect: asked.effect };
  return {
    accountId,
    timeZone,
    mode,
    state,
    kind,
    severity,
    cause,
    currency: code,
    search,
    from,
    to,
    assigneeId,
    ...of,
  };
}
