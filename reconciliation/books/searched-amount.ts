import type { Tag } from '#db/sql.ts';
import { ISO_EXPONENTS } from '#paymega/currencies.ts';

/** What somebody may have meant by an amount that they wrote. */
export type SearchedAmount = {
  /** As plain numerals, `1234.56`: one, or two where a comma may group digits or begin the decimals. */
  numerals: readonly string[];
  /** Of one of these currencies; null where none was named. */
  currencies: readonly string[] | null;
};

// With the spaces that pages and spreadsheets put into amounts made one.
const WRITTEN = /^(?:([A-Za-z]{3,10}|\p{Sc}) ?)?([\d., '’]*\d)(?: ?([A-Za-z]{3,10}|\p{Sc}))?$/u;
const PLAIN = /^(\d{1,19})(?:[.,](\d{1,8}))?$/;
const GROUPED = /^(\d{1,3}([., '’])(?:\d{2,3}\2)*\d{3})(?:([.,])(\d{1,8}))?$/;
const LARGEST_MINOR = 2n ** 63n - 1n;
const MOST_DECIMALS = 8;

/**
 * An amount as it is shown, or as people write it elsewhere: `1,234.56 EUR`, `1 234,56`, `€1.234,56`, `JPY 1,234`. Null
 * where the text is none.
 */
export function searchedAmount(search: string): SearchedAmount | null {
  const [, before, digits = '', after] = WRITTEN.exec(search.trim().replaceAll(/\s/gu, ' ')) ?? [];
  if (digits === '' || (before !== undefined && after !== undefined)) return null;
  const numerals = readings(digits);
  const unit = before ?? after;
  return numerals.length === 0 ? null : { numerals, currencies: unit === undefined ? null : codesOf(unit) };
}

function readings(digits: string): string[] {
  const found: string[] = [];
  const [, whole, decimals] = PLAIN.exec(digits) ?? [];
  if (whole !== undefined) found.push(decimals === undefined ? whole : `${whole}.${decimals}`);
  const [, groups, by, point, parts] = GROUPED.exec(digits) ?? [];
  // One point alone begins the decimals, as everywhere here; a comma alone may do either.
  const isGrouped = groups !== undefined && by !== point && !(found.length > 0 && by === '.');
  if (isGrouped) {
    const joined = groups.replaceAll(/\D/g, '');
    if (joined.length <= 19) found.push(parts === undefined ? joined : `${joined}.${parts}`);
  }
  return found;
}

/** The currencies that a code or a sign means: `$` is that of many. */
function codesOf(unit: string): string[] | null {
  if (/^[A-Za-z]/.test(unit)) return [unit.toUpperCase()];
  const codes = [...ISO_EXPONENTS.keys()].filter((code) => signOf(code) === unit);
  return codes.length > 0 ? codes : null;
}

function signOf(currency: string): string | undefined {
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  return format.formatToParts(0).find(({ type }) => type === 'currency')?.value;
}

/**
 * Whether one of two columns in minor units is the amount, exactly, by the decimals of its row's currency; as SQL.
 * Never true where the text is no amount.
 */
export function isAmount<Fragment>(
  sql: Tag<Fragment>,
  search: string,
  { currency, amounts: [first, second] }: { currency: Fragment; amounts: readonly [Fragment, Fragment] },
): Fragment {
  const searched = searchedAmount(search);
  const minors = searched?.numerals.flatMap(minorsOf) ?? [];
  if (searched === null || minors.length === 0) return sql`false`;
  // The first line is for the index, the rest decides.
  const list = `{${minors}}`;
  return sql`((${first} = any(${list}::bigint[]) or ${second} = any(${list}::bigint[]))
    ${searched.currencies ? sql`and ${currency} = any(${`{${searched.currencies}}`}::text[])` : sql``}
    and exists (
      select from currencies, unnest(${`{${searched.numerals}}`}::numeric[]) as numeral
      where code = ${currency} and numeral * power(10::numeric, exponent) in (${first}, ${second})))`;
}

/** What a numeral may be in minor units, by how many decimals a currency may have. */
function minorsOf(numeral: string): string[] {
  const [whole = '', decimals = ''] = numeral.split('.');
  const exponents = Array.from({ length: MOST_DECIMALS + 1 }, (_, exponent) => exponent);
  return exponents
    .filter((exponent) => exponent >= decimals.replace(/0+$/, '').length)
    .map((exponent) => BigInt(whole + decimals.slice(0, exponent).padEnd(exponent, '0')))
    .filter((minor) => minor <= LARGEST_MINOR)
    .map(String);
}
