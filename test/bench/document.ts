import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/running.ts';
import { figure, type Results, type Row, ratioOf, sizeName } from './table.ts';

const DOCUMENT = path.join(ROOT, 'docs/scale.md');
const [BEGIN, END] = ['<!-- bench -->', '<!-- /bench -->'] as const;

/** Writes what was measured of a commit into docs/scale.md, in place of the table that is there. */
export function writeDocument({ commit, measuredAt, processors, rows }: Results): string {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${DOCUMENT} has no place for the table: ${BEGIN} … ${END}`);
  const head = `Commit ${commit}, ${measuredAt.slice(0, 10)}, ${processors} cores.`;
  const parts = [BEGIN, head, '', ...linesOf(rows), text.slice(end)];
  writeFileSync(DOCUMENT, `${text.slice(0, begin)}${parts.join('\n')}`);
  return 'written to docs/scale.md';
}

function linesOf(rows: readonly Row[]): string[] {
  return [
    '| path | at | product | floor | ratio | goal | memory |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => {
      const { goal, memoryMb } = row;
      const isRate = row.unit.endsWith('/s');
      const separator = isRate ? '' : ' ';
      const told = (value: number) => `${figure(value)}${separator}${row.unit.replace(/^rows/, ' rows')}`;
      const cells = [
        ...[row.path, row.size > 0 ? sizeName(row.size) : 'fresh', told(row.product)],
        row.floor === undefined ? '' : told(row.floor),
        ratioOf(row)?.toFixed(2) ?? '',
        goal === undefined ? '' : `${isRate ? '≥' : '≤'} ${goal}`,
        memoryMb === undefined ? '' : `${Math.round(memoryMb)} MB`,
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ];
}
