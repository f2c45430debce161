import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { ROOT } from '../support/running.ts';

type Unit = 'ms' | '/s' | 'rows/s' | 'MB';

/** One path of the product at one size, beside its floor where it has one. */
export type Row = {
  path: string;
  /** Invoices in the book. */
  size: number;
  unit: Unit;
  product: number;
  floor?: number;
  /** Of the ratio to the floor, where there is one, else of the product itself: at least for a rate, at most for the rest. */
  goal?: number;
  /** Of the process that did it, at its peak. */
  memoryMb?: number;
  /** What else was measured. */
  notes?: string;
};

/** What one run of the benches found. */
export type Results = { commit: string; measuredAt: string; node: string; processors: number; rows: Row[] };

const HISTORY = path.join(import.meta.dirname, 'history');

/** Product by floor, rounded to what can be told apart. */
export function ratioOf({ product, floor }: Row): number | null {
  return floor === undefined ? null : product / floor;
}

function isMet(row: Row): boolean | null {
  if (row.goal === undefined) return null;
  const value = ratioOf(row) ?? row.product;
  return row.unit.endsWith('/s') ? value >= row.goal : value <= row.goal;
}

/** One table of all rows: growth is to the same path at the next smaller size, `before` the ratio of the results before. */
export function tableOf(rows: readonly Row[], before: readonly Row[] = []): string {
  const head = ['path', 'size', 'product', 'floor', 'ratio', 'goal', 'growth', 'memory', 'before', ''];
  const lines = rows.map((row) => {
    const smaller = rows.findLast((other) => other.path === row.path && other.size < row.size);
    const last = before.find((other) => other.path === row.path && other.size === row.size);
    const sign = row.unit.endsWith('/s') ? '≥' : '≤';
    const met = isMet(row);
    return [
      row.path,
      sizeName(row.size),
      `${figure(row.product)} ${row.unit}`,
      row.floor === undefined ? '' : `${figure(row.floor)} ${row.unit}`,
      asRatio(ratioOf(row)),
      row.goal === undefined ? '' : `${sign} ${row.goal}${met ? '' : ' missed'}`,
      smaller ? `× ${figure(row.product / smaller.product)}` : '',
      row.memoryMb === undefined ? '' : `${Math.round(row.memoryMb)} MB`,
      last ? asRatio(ratioOf(last)) || `${figure(last.product)} ${last.unit}` : '',
      row.notes ?? '',
    ];
  });
  const widths = head.map((_, column) =>
    Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0)),
  );
  return [head, ...lines]
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `1000000` as `1m`. */
export function sizeName(size: number): string {
  return size >= 1_000_000 ? `${size / 1_000_000}m` : size >= 1000 ? `${size / 1000}k` : String(size);
}

/** `100k` as 100000. */
export function sizeOf(name: string): number {
  const [, digits = '', unit = ''] = /^(\d+)([km]?)$/i.exec(name) ?? [];
  const size = Number(digits) * ({ '': 1, k: 1000, m: 1_000_000 }[unit.toLowerCase()] ?? 0);
  if (!(size > 0)) throw new Error(`“${name}” is no size: 100k, 1m, 5m`);
  return size;
}

/** The newest results that are not of this commit; no rows where there are none. */
export function resultsBefore(): readonly Row[] {
  const all = saved().filter(({ commit }) => commit !== commitNow());
  return all.toSorted((a, b) => (a.measuredAt < b.measuredAt ? -1 : 1)).at(-1)?.rows ?? [];
}

/** All that is kept of this commit. @throws Error where nothing is */
export function resultsNow(): Results {
  const results = saved().find(({ commit }) => commit === commitNow());
  if (!results) throw new Error('nothing is kept of this commit: is all of it committed?');
  return results;
}

/** Keeps rows with those that this commit has already; what is not committed is no result of a commit, and not kept. */
export function keepResults(rows: readonly Row[]): string {
  if (git('status', '--porcelain', '--', '.', ':!test/bench/history') !== '')
    return 'not kept: not all is committed';
  const commit = commitNow();
  const known = saved().find((results) => results.commit === commit)?.rows ?? [];
  const isNew = (row: Row) => !rows.some(({ path, size }) => path === row.path && size === row.size);
  const results: Results = {
    ...{
      commit,
      measuredAt: new Date().toISOString(),
      node: process.version,
      processors: availableParallelism(),
    },
    rows: [...known.filter(isNew), ...rows],
  };
  mkdirSync(HISTORY, { recursive: true });
  writeFileSync(path.join(HISTORY, `${commit}.json`), `${JSON.stringify(results, null, 2)}\n`);
  return `kept as test/bench/history/${commit}.json`;
}

function saved(): Results[] {
  mkdirSync(HISTORY, { recursive: true });
  return readdirSync(HISTORY)
    .filter((name) => name.endsWith('.json'))
    .map((name): Results => JSON.parse(readFileSync(path.join(HISTORY, name), 'utf8')));
}

function commitNow(): string {
  return git('rev-parse', '--short=10', 'HEAD');
}

function git(...words: string[]): string {
  return execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }).trim();
}

function asRatio(ratio: number | null): string {
  return ratio === null ? '' : ratio.toFixed(2);
}

export function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(2);
}
