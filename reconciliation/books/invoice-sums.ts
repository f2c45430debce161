import { plannedAnew, untilEnough } from '#db/by-look-ups.ts';
import type { Queryable, Sql } from '#db/connection.ts';
import type { Amount } from './amount.ts';
import { found, type InvoiceFilter } from './invoice-conditions.ts';

/** What the invoices of one currency come to; what was told of none of them is null. */
export type InvoiceSums = { currency: string; amount: Amount; processed: Amount | null; returned: Amount };

export type CountAndSums = { count: number; capped: boolean; sums: InvoiceSums[] | null };

const UP_TO = 10_000;

/**
 * How many there are, exactly up to 10,000, and what they come to, for each currency by itself; null where
 * there are more: a sum of a part of them would look like one of all.
 */
export async function countAndSums(sql: Sql, filter: InvoiceFilter): Promise<CountAndSums> {
  const read = (session: Queryable) => session<RawRow[]>`
    select counted.currency, currencies.exponent, count(*)::int as count, sum(amount)::text as amount,
      sum(processed_amount)::text as processed, sum(returned)::text as returned
    from (
      select book.currency, book.amount, book.processed_amount, book.returned
      from (${found(session, filter)}) as book limit ${UP_TO + 1}
    ) as counted join currencies on currencies.code = counted.currency
    group by counted.currency, currencies.exponent order by counted.currency`;
  // What is searched for may be an id, a reference or an amount: three indexes, which a bitmap alone brings together.
  const rows = filter.search
    ? await plannedAnew<RawRow[]>(sql, read)
    : await untilEnough<RawRow[]>(sql, read);
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  if (count > UP_TO) return { count: UP_TO, capped: true, sums: null };
  return { count, capped: false, sums: rows.map(asSums) };
}

type RawRow = {
  currency: string;
  exponent: number;
  count: number;
  /** May be more than any amount is. */
  amount: string;
  processed: string | null;
  returned: string;
};

function asSums({ currency, exponent, amount, processed, returned }: RawRow): InvoiceSums {
  const sum = (minor: string): Amount => ({ minor: BigInt(minor), currency, exponent });
  return {
    currency,
    amount: sum(amount),
    processed: processed === null ? null : sum(processed),
    returned: sum(returned),
  };
}
