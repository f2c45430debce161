import type { Queryable, Sql } from '#db/connection.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import { textAttribute, UnreadableInvoice } from '#paymega/attributes.ts';
import { ISO_EXPONENTS } from '#paymega/currencies.ts';
import { NoDocument, type Resource, readResource, textOf } from '#paymega/resource.ts';

/** How many decimals a currency may have at the most. */
export const MOST_DECIMALS = 8;
/** What a code may be; Paymega writes it in capitals, and it is looked up as it is written. */
export const CURRENCY_CODE = /^[A-Z][A-Z0-9]{1,11}$/;

/** A currency that the standard does not have, or has with other decimals. */
export type AddedCurrency = { code: string; decimals: number };

/** A currency that Paymega told and that is not known here, with what is held because of it. */
export type UnknownCurrency = {
  code: string;
  documents: number;
  /** Some of the amounts as they were written: they show how many decimals it has. */
  amounts: string[];
};

/**
 * Adds a currency by the number of its decimals: from then on amounts in it are kept as whole numbers of its
 * smallest unit. So that number is never changed again. Audited.
 * @throws Refusal `bad_currency`, `bad_decimals`, `known_currency` (409)
 */
export async function addCurrency(sql: Sql, actor: Actor, { code, decimals }: AddedCurrency): Promise<void> {
  if (!CURRENCY_CODE.test(code))
    throw new Refusal(
      'bad_currency',
      'a code has 2 to 12 capital letters or digits, and begins with a letter',
    );
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > MOST_DECIMALS)
    throw new Refusal('bad_decimals', `the decimals are a whole number from 0 to ${MOST_DECIMALS}`);
  await sql.begin(async (transaction) => {
    const added = await transaction`
      insert into currencies (code, exponent) values (${code}, ${decimals}) on conflict do nothing`;
    if (added.count === 0) throw await known(transaction, code);
    await audit(transaction, actor, 'currency.added', `currency:${code}`, { decimals });
  });
}

async function known(sql: Queryable, code: string): Promise<Refusal> {
  const [row] = await sql<{ exponent: number }[]>`select exponent from currencies where code = ${code}`;
  return new Refusal('known_currency', `${code} is known already, with ${row?.exponent} decimals`, 409);
}

/** The currencies that were added here, by code. */
export async function addedCurrencies(sql: Queryable): Promise<AddedCurrency[]> {
  const rows = await sql<AddedCurrency[]>`
    select code, exponent as decimals from currencies order by code`;
  return rows.filter(({ code, decimals }) => ISO_EXPONENTS.get(code) !== decimals);
}

const LOOKED_THROUGH = 1000;
const SHOWN_AMOUNTS = 3;

/**
 * The currencies that hold documents in quarantine, by code; of the newest documents.
 * @param accounts those that somebody sees; null is all of them
 */
export async function unknownCurrencies(
  sql: Queryable,
  accounts: readonly number[] | null,
): Promise<UnknownCurrency[]> {
  const rows = await sql<{ body: string }[]>`
    select body from quarantine
    where released_at is null and reason = 'unknown_currency'
      ${accounts === null ? sql`` : sql`and account_id = any(${[...accounts]}::int[])`}
    order by last_seen_at desc limit ${LOOKED_THROUGH}`;
  const found = new Map<string, UnknownCurrency>();
  for (const { body } of rows) {
    const { code, amount } = moneyTold(body);
    const known = found.get(code) ?? { code, documents: 0, amounts: [] };
    const isNew = amount !== null && known.amounts.length < SHOWN_AMOUNTS && !known.amounts.includes(amount);
    const amounts = isNew ? [...known.amounts, amount] : known.amounts;
    found.set(code, { code, documents: known.documents + 1, amounts });
  }
  return [...found.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}

function moneyTold(body: string): { code: string; amount: string | null } {
  try {
    const { attributes }: Resource = readResource(body);
    return { code: textAttribute(attributes, 'currency') ?? '', amount: textOf(attributes.amount) };
  } catch (error) {
    if (error instanceof NoDocument || error instanceof UnreadableInvoice) return { code: '', amount: null };
    throw error;
  }
}
