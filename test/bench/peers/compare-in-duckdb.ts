import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { peakMb, seconds } from '../report.ts';

/** What is used of the package, which is installed for the bench alone. */
type DuckDb = {
  DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<Connection> }> };
  version(): string;
};
type Connection = {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRows(): [string, bigint][] }>;
};

/**
 * Two books from CSV, compared as an analyst does it with DuckDB, as a process of its own: `FOLDER OURS THEIRS`, the first
 * the folder of the package. The seconds and the findings go to standard output.
 */
const [folder = '', ours = '', theirs = ''] = process.argv.slice(2);
const entry = createRequire(`${folder}/`).resolve('@duckdb/node-api');
const { DuckDBInstance, version }: DuckDb = await import(pathToFileURL(entry).href);
const connection = await (await DuckDBInstance.create(':memory:')).connect();
const answer = await compared(readFileSync(new URL('compare.sql', import.meta.url), 'utf8'));
console.log(JSON.stringify({ version: version(), peakMb: peakMb(process.pid), ...answer }));

async function compared(statement: string) {
  let rows: [string, bigint][] = [];
  const compare = async () => {
    rows = (await connection.runAndReadAll(statement)).getRows();
  };
  const read = (book: string, file: string) =>
    connection.run(`create table ${book} as select * from read_csv('${file}')`);
  const reading = await seconds(async () => {
    await read('ours', ours);
    await read('theirs', theirs);
  });
  const inMemory = await seconds(compare);
  return {
    fromFile: reading + inMemory,
    inMemory,
    kinds: Object.fromEntries(rows.map(([kind, count]) => [kind, Number(count)])),
  };
}
