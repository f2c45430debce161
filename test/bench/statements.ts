import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse/sync';
import type { Sql } from '#db/connection.ts';
import { accountById } from '#identity/accounts/accounts.ts';
import { importStatement } from '#reconciliation/statements/import-statement.ts';
import type { Bench } from './bench.ts';
import type { Book } from './book.ts';
import { median, seconds } from './report.ts';

const ROUNDS = 3;
/** As many rows a file, or ten days of them. */
const ROWS_A_FILE = 25_000;
const MOST_DAYS = 10;
const FIRST_DAY = 5;
const ACTOR = { kind: 'program', name: 'bench' } as const;

/** One line of the file: what csv-parse makes of it. */
type Line = Record<
  'created' | 'transaction_id' | 'invoice_id' | 'reference_id' | 'amount' | 'fee' | 'balance',
  string
>;

/**
 * A file of the portal over some days imported and matched with the books, beside csv-parse and a COPY into a table with the
 * same indexes: which checks nothing and finds nothing.
 */
export async function benchStatements(bench: Bench): Promise<void> {
  for (const size of bench.sizes) await importInto(bench, await bench.book(size));
}

async function importInto({ sql, put }: Bench, book: Book): Promise<void> {
  const account = await accountById(sql, book.accountId);
  const floor: number[] = [];
  const product: number[] = [];
  let [lines, found] = [0, 0];
  const days = Math.min(MOST_DAYS, Math.ceil((ROWS_A_FILE * 90) / book.size));
  await sql`create table floor_lines (like statement_lines including indexes)`;
  for (let round = 0; round < ROUNDS; round++) {
    const text = await fileOf(sql, book, FIRST_DAY + round * days, days);
    await sql`truncate floor_lines`;
    floor.push(await seconds(() => importFloor(sql, book.accountId, text)));
    const upload = { fileName: `transactions_${round}.csv`, bytes: Buffer.from(text) };
    product.push(
      await seconds(async () => {
        const { good, opened, stillOpen } = await importStatement(sql, ACTOR, account, upload);
        [lines, found] = [good, opened + stillOpen];
      }),
    );
  }
  await sql`drop table floor_lines`;
  put({
    ...{ path: 'import of a statement', size: book.size, unit: 'rows/s' },
    ...{ product: lines / median(product), floor: lines / median(floor) },
    notes: `${lines} rows of ${days} days, matched with both books, ${found} discrepancies`,
  });
}

/** What the portal would tell of some days of the book in dollars, with a balance that runs on. */
async function fileOf(
  sql: Sql,
  { accountId, window }: Book,
  firstDay: number,
  days: number,
): Promise<string> {
  const rows = await sql<{ line: string }[]>`
    select concat_ws(',', to_char(processed_at at time zone 'Europe/Berlin', 'YYYY-MM-DD HH24:MI:SS'),
      'tr_' || substr(id, 5), id, reference_id, 'payment', round(processed_amount * 0.01, 2),
      round(processed_fee * 0.01, 2),
      round(sum(processed_amount - processed_fee) over (order by processed_at, id) * 0.01, 2), 'USD') as line
    from mirror
    cross join lateral (
      select date_trunc('day', to_timestamp(${window.from}), 'Europe/Berlin') + make_interval(days => ${firstDay}) as begins
    ) as day
    where account_id = ${accountId} and currency = 'USD' and processed_at >= begins
      and processed_at < begins + make_interval(days => ${days})
    order by processed_at, id`;
  const header = 'created,transaction_id,invoice_id,reference_id,type,amount,fee,balance,currency';
  return [header, ...rows.map(({ line }) => line), ''].join('\n');
}

async function importFloor(sql: Sql, accountId: number, text: string): Promise<void> {
  const lines: Line[] = parse(text, { columns: true });
  const copy = await sql`
    copy floor_lines (id, statement_id, account_id, line, type, at, transaction_id, invoice_id, reference_id, amount, fee,
      effect, balance) from stdin (format csv)`.writable();
  await pipeline(Readable.from(copied(lines, accountId)), copy);
}

function* copied(lines: readonly Line[], accountId: number): Generator<string> {
  const minor = (decimal: string) => decimal.replace('.', '');
  for (const [place, { created, amount, fee, balance, ...ids }] of lines.entries())
    yield `${place},1,${accountId},${place},payment,${created},${ids.transaction_id},${ids.invoice_id},` +
      `${ids.reference_id},${minor(amount)},${minor(fee)},${minor(amount)},${minor(balance)}\n`;
}
