import type { Queryable } from '#db/connection.ts';
import { type Amount, amountOf } from '../amount.ts';

/** An invoice that Paymega's book holds and ours does not. */
export type OnlyTheirs = {
  id: string;
  referenceId: string | null;
  status: string;
  mode: 'live' | 'test';
  amount: Amount;
};

/**
 * What a search finds in Paymega's book alone: by the beginning of an id, or of a reference where it is on the work list as
 * missing in our book (the mirror has no index by reference, and by the million it is no place to look without one).
 */
export async function onlyTheirs(
  sql: Queryable,
  accountId: number,
  search: string,
  limit: number,
): Promise<OnlyTheirs[]> {
  const rows = await sql<
    (Omit<OnlyTheirs, 'amount'> & { minor: bigint; currency: string; exponent: number })[]
  >`
    select theirs.id, theirs.reference_id as "referenceId", theirs.status, theirs.mode, theirs.amount as minor,
      theirs.currency, exponent
    from mirror as theirs join currencies on code = theirs.currency
    where account_id = ${accountId}
      and (starts_with(theirs.id, ${search}) or theirs.id in (
        select subject from discrepancies
        where account_id = ${accountId} and kind = 'missing_ours' and state <> 'resolved'
          and starts_with(reference_id, ${search})))
      and not exists (select from invoices where (account_id, id) = (theirs.account_id, theirs.id))
    order by theirs.created_at desc, theirs.id desc limit ${limit}`;
  return rows.map(({ minor, currency, exponent, ...row }) => ({
    ...row,
    amount: amountOf(minor, currency, exponent) as Amount,
  }));
}
