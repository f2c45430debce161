import type { Queryable } from '#db/connection.ts';
import { type ExponentOf, ISO_EXPONENTS } from '#paymega/currencies.ts';

/** Fills the table of currencies with ISO 4217's; what a person has added or set stays. */
export async function fillCurrencies(sql: Queryable): Promise<void> {
  await sql`
    insert into currencies (code, exponent)
    select * from unnest(${[...ISO_EXPONENTS.keys()]}::text[], ${[...ISO_EXPONENTS.values()]}::smallint[])
    on conflict do nothing`;
}

/** The exponents that hold here: the table is the truth, because money is stored in its minor units. */
export async function exponentsOf(sql: Queryable): Promise<ExponentOf> {
  const rows = await sql<{ code: string; exponent: number }[]>`select code, exponent from currencies`;
  const exponents = new Map(rows.map(({ code, exponent }) => [code, exponent]));
  return (currency) => exponents.get(currency);
}

const FRESH_MS = 10_000;

/** The exponents for the callback path: read again every ten seconds, so that an added currency is known soon. */
export function cachedExponents(sql: Queryable): () => Promise<ExponentOf> {
  let known: { readAt: number; exponents: Promise<ExponentOf> } | undefined;
  return () => {
    if (!known || Date.now() - known.readAt > FRESH_MS) {
      const exponents = exponentsOf(sql);
      known = { readAt: Date.now(), exponents };
      // What failed is asked for again by the next callback; this one's answer tells of the failure.
      exponents.catch(() => {
        known = undefined;
      });
    }
    return known.exponents;
  };
}
