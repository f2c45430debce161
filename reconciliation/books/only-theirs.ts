import type { Queryable } from '#db/connection.ts';
import { fragments } from '#db/sql.ts';
import type { Mode } from '#paymega/mode.ts';
import { type Amount, amountOf } from './amount.ts';
import { isAmount } from './searched-amount.ts';

/** An invoice that Paymega's book holds and ours does not. */
export type OnlyTheirs = {
  id: string;
  referenceId: string | null;
  status: string;
  mode: Mode;
  amount: Amount;
};

/**
 * What a search finds in Paymega's book alone: by the beginning of an id; by the beginning of a reference, or an amount,
 * where it is on the work list as missing in our book (the mirror has no index by these, and by the million it is no
 * place to look without one).
 */
export async function onlyTheirs(
  sql: Queryable,
  accountId: number,
  search: string,
  limit: number,
): Promise<OnlyTheirs[]> {
  const of = {
    currency: sql`theirs.currency`,
    amounts: [sql`theirs.amount`, sql`theirs.payment_amount`],
  } as const;
  const rows = await sql<
    (Omit<OnlyTheirs, 'amount'> & { minor: bigint; currency: string; exponent: number })[]
  >`
    select theirs.id, theirs.reference_id, theirs.status, theirs.mode, theirs.amount as minor,
      theirs.currency, exponent
    from mirror as theirs join currencies on code = theirs.currency
    where account_id = ${accountId}
      and (starts_with(theirs.id, ${search}) or theirs.id in (
        select subject from discrepancies
        where account_id = ${accountId} and kind = 'missing_ours' and state <> 'resolved'
          and (starts_with(reference_id, ${search}) or ${isAmount(fragments(sql), search, of)})))
      and not exists (select from invoices where (account_id, id) = (theirs.account_id, theirs.id))
    order by theirs.created_at desc, theirs.id desc limit ${limit}`;
  return rows.map(({ minor, currency, exponent, ...row }) => ({
    ...row,
    amount: amountOf(minor, currency, exponent) as Amount,
  }));
}
