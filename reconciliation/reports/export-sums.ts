import type { Sql } from '#db/connection.ts';
import { literal } from '#db/literal.ts';
import { formatMinor } from '#paymega/money.ts';
import type { Column } from './export-columns.ts';
import { identifier, joined, type Section } from './export-content.ts';

/**
 * How many rows a section has in a currency (null where it has none), and the sums of its amounts as exact decimals. One of
 * which a part is not known is null: not available.
 */
export type Sums = {
  section: string;
  currency: string | null;
  rows: number;
  sums: Readonly<Record<string, string | null>>;
};

/** The rows and sums of all sections, by what a snapshot shows: that of the file itself. */
export async function sumsOf(sql: Sql, snapshot: string, sections: readonly Section[]): Promise<Sums[]> {
  return sql.begin('isolation level repeatable read read only', async (transaction) => {
    await transaction.unsafe(`set transaction snapshot '${snapshot}'`);
    const found: Sums[] = [];
    for (const section of sections) {
      const rows = await transaction.unsafe<Row[]>(statementOf(section));
      found.push(...rows.map((row) => sumsOfRow(section, row)));
    }
    return found;
  });
}

type Row = { currency: string | null; exponent: number; rows: string; minors: (string | null)[] };

function statementOf(section: Section): string {
  const { currency, of, summedOf } = section;
  const minors = summedColumns(section).map(
    ({ value }) => literal`case when bool_or((${value}) is null) then null else sum(${value})::text end`,
  );
  const arrayed = literal`array[${joined(minors)}]::text[]`;
  // The exponent of a currency is the same in all of its rows.
  const statement =
    currency === null
      ? literal`select null as currency, 0 as exponent, count(*)::text as rows, ${arrayed} as minors ${of}`
      : literal`select ${currency} as currency, coalesce(max(currencies.exponent), 0)::int as exponent,
          count(*)::text as rows, ${arrayed} as minors
        ${summedOf ?? of} group by ${currency} order by ${currency} nulls last`;
  return statement.text;
}

/** The columns that are summed. */
export function summedColumns({ columns, sums }: Section): Extract<Column, { kind: 'amount' }>[] {
  return sums.map((name) => {
    const column = columns.find((one) => one.name === name);
    if (column?.kind !== 'amount') throw new Error(`${identifier(name).text} is no amount of the export`);
    return column;
  });
}

function sumsOfRow(section: Section, { currency, exponent, rows, minors }: Row): Sums {
  const of = (minor: string | null | undefined) =>
    minor === null || minor === undefined ? null : formatMinor(BigInt(minor), exponent);
  const sums =
    currency === null ? {} : Object.fromEntries(section.sums.map((name, place) => [name, of(minors[place])]));
  return { section: section.name, currency, rows: Number(rows), sums };
}
