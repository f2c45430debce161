import { execFile, spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { connectBeside, type Sql } from '#db/connection.ts';
import { ROOT } from '../../support/running.ts';

/** Both books as files, as a merchant has them. */
export type Files = { ours: string; theirs: string };

/** What a peer found, and in how many seconds: with the reading of the files, and without. */
export type Answer = z.infer<typeof ANSWER>;
const ANSWER = z.object({
  version: z.string(),
  fromFile: z.number(),
  inMemory: z.number(),
  peakMb: z.number(),
  kinds: z.record(z.string(), z.number()),
});

/** Another program that compares two books; a text where it is not to be had: why. */
export type Peer = { name: string; compare: ((files: Files) => Promise<Answer>) | string };

const run = promisify(execFile);
const HERE = import.meta.dirname;
// 70 MB for one column of a table: too much for whoever only runs the tests.
const DUCKDB = '@duckdb/node-api@1.5.6-r.1';
const FOLDER = path.join(ROOT, 'node_modules', '.bench-peers');

/** DuckDB, which is installed for this where it is not yet, and the pandas of this machine. */
export function peers(): Peer[] {
  return [
    { name: 'DuckDB', compare: duckDb() },
    { name: 'pandas', compare: pandas() },
  ];
}

/** Writes both books of an account: amounts as decimals, as either side's own export has them. */
export async function writeFiles(sql: Sql, accountId: number, folder: string): Promise<Files> {
  const files = { ours: path.join(folder, 'ours.csv'), theirs: path.join(folder, 'theirs.csv') };
  await writeBook(sql, 'invoices', accountId, files.ours);
  await writeBook(sql, 'mirror', accountId, files.theirs);
  return files;
}

async function writeBook(
  sql: Sql,
  book: 'invoices' | 'mirror',
  accountId: number,
  to: string,
): Promise<void> {
  const money = [
    ...[
      'amount',
      'payment_amount',
      'fee',
      'deposit',
      'processed_amount',
      'processed_fee',
      'processed_deposit',
    ],
    ...['refunded_amount', 'charged_back_amount'],
  ].map((name) => `(${name} * 0.01)::numeric(20, 2) as ${name}`);
  const own = connectBeside(sql, 'files');
  try {
    const copied: Readable = await own
      .unsafe(
        `copy (select id, mode, currency, reference_id, service, status, resolution, ${money.join(', ')}, created_at,
          updated_at from ${book} where account_id = ${accountId} order by created_at) to stdout (format csv, header)`,
      )
      .readable();
    await pipeline(copied, createWriteStream(to));
  } finally {
    await own.end({ timeout: 1 });
  }
}

function duckDb(): Peer['compare'] {
  const folder = path.join(FOLDER, 'node_modules', '@duckdb', 'node-api');
  if (!existsSync(folder)) {
    mkdirSync(FOLDER, { recursive: true });
    const args = ['install', '--prefix', FOLDER, '--no-save', '--no-audit', '--no-fund', DUCKDB];
    const { status } = spawnSync('npm', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    if (status !== 0 || !existsSync(folder)) return `${DUCKDB} could not be installed from npm`;
  }
  const script = path.join(HERE, 'compare-in-duckdb.ts');
  return ({ ours, theirs }) => answered(process.execPath, ['--import', 'tsx', script, FOLDER, ours, theirs]);
}

function pandas(): Peer['compare'] {
  const python = ['/usr/bin/python3', 'python3'].find(
    (one) => spawnSync(one, ['-c', 'import pandas'], { stdio: 'ignore' }).status === 0,
  );
  if (!python) return 'no Python of this machine has pandas (Debian: python3-pandas)';
  return ({ ours, theirs }) => answered(python, [path.join(HERE, 'compare.py'), ours, theirs]);
}

async function answered(program: string, args: string[]): Promise<Answer> {
  const { stdout } = await run(program, args, { cwd: ROOT });
  return ANSWER.parse(JSON.parse(stdout));
}
