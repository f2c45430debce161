import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { connectBeside, type Sql } from '#db/connection.ts';
import { type Account, accountById } from '#identity/accounts/accounts.ts';
import type { Way } from '#reconciliation/reports/export.ts';
import { clocksOf } from '#reconciliation/reports/export-clocks.ts';
import { type ExportList, exportOf } from '#reconciliation/reports/export-filters.ts';
import { csvCopy } from '#reconciliation/reports/export-formats/csv.ts';
import { jsonlCopy } from '#reconciliation/reports/export-formats/jsonl.ts';
import { xlsxCopy } from '#reconciliation/reports/export-formats/xlsx.ts';
import { MACHINE } from '#reconciliation/reports/export-profile.ts';
import { makeExport } from '#reconciliation/reports/make-export.ts';
import type { Bench } from './bench.ts';
import { median, seconds } from './report.ts';

const ROUNDS = 3;
/** Beyond so many rows one round takes a minute, and says as much; so does one format. */
const LARGE = 500_000;
const LIST: ExportList = 'invoices';
const ACTOR = { kind: 'program', name: 'bench' } as const;
const GOAL = 0.8;
const WAYS: Way[] = [{ format: 'csv', profile: MACHINE }, { format: 'jsonl' }, { format: 'xlsx' }];

/**
 * A file of all invoices in each format, beside the floor: a plain COPY of the same select, thrown away as it comes.
 * A workbook has more to do than that: its ratio says how much.
 */
export async function benchExport(bench: Bench): Promise<void> {
  for (const size of bench.sizes) {
    const { accountId } = await bench.book(size);
    const account = await accountById(bench.sql, accountId);
    for (const way of size > LARGE ? WAYS.slice(0, 1) : WAYS) await benchWay(bench, account, way, size);
  }
}

async function benchWay({ sql, put }: Bench, account: Account, way: Way, size: number): Promise<void> {
  const floor: number[] = [];
  const product: number[] = [];
  const firstBytes: number[] = [];
  let peak = 0;
  const rounds = way.format === 'xlsx' || size > LARGE ? 1 : ROUNDS;
  for (let round = 0; round < rounds; round++) {
    floor.push(await seconds(() => copyToNowhere(sql, account, way)));
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 50);
    const began = performance.now();
    product.push(
      await seconds(async () => {
        const what = await exportOf(sql, account, LIST, [['mode', 'live']]);
        const { stream } = await makeExport(sql, ACTOR, what, way);
        stream.once('data', () => firstBytes.push(performance.now() - began));
        stream.pause();
        await pipeline(stream, nowhere());
      }),
    );
    clearInterval(watch);
  }
  put({
    ...{ path: `export ${way.format}`, size, unit: 'rows/s' },
    ...{ product: size / median(product), floor: size / median(floor) },
    // A workbook is packed, which no copy is.
    ...(way.format !== 'xlsx' && { goal: GOAL }),
    ...{ memoryMb: peak / 1e6, notes: `first byte after ${(median(firstBytes)).toFixed(0)} ms` },
  });
}

async function copyToNowhere(sql: Sql, account: Account, way: Way): Promise<void> {
  const what = await exportOf(sql, account, LIST, [['mode', 'live']]);
  const zone = account.timeZone;
  const [section] = what.sections(await clocksOf(sql, account.id, { shown: zone, account: zone }));
  if (!section) throw new Error('there is nothing to export');
  const statement =
    way.format === 'csv'
      ? csvCopy(section, MACHINE)
      : way.format === 'jsonl'
        ? jsonlCopy(section, null)
        : xlsxCopy(section);
  const own = connectBeside(sql, 'floor');
  try {
    await own.unsafe("set timezone to 'UTC'");
    const copied: Readable = await own.unsafe(statement.text).readable();
    await pipeline(copied, nowhere());
  } finally {
    await own.end({ timeout: 1 });
  }
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
