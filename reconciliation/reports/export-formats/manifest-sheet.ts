import type { Sums } from '../export-sums.ts';
import { amountCell, lettersOf, STYLE, textCell } from './cells.ts';
import { sheetEnd, sheetStart } from './workbook.ts';

/** What the manifest of a workbook says: by name, and how many rows and how much of each currency. */
export type ManifestOfWorkbook = { head: Readonly<Record<string, string>>; sums: readonly Sums[] };

const WIDTHS = [22, 40, 16, 16, 16, 16, 16, 16, 16];

/** The sheet of the manifest. The SHA-256 of a file cannot stand in it: it is told beside it. */
export async function* manifestSheet({ head, sums }: ManifestOfWorkbook): AsyncGenerator<string> {
  yield sheetStart(WIDTHS);
  const facts = [
    ...Object.entries(head),
    ['sha256', 'of the whole file: in the manifest beside it, under Reports, Exports'],
  ];
  const names = [...new Set(sums.flatMap((one) => Object.keys(one.sums)))];
  const lines: { value: string; isAmount: boolean }[][] = [
    [words('Manifest'), words('')],
    ...facts.map((fact) => fact.map(words)),
    [],
    ['section', 'currency', 'rows', ...names].map(words),
    ...sums.map((one) => [
      ...[words(one.section), words(one.currency ?? ''), { value: String(one.rows), isAmount: true }],
      ...names.map((name) => sumOf(one, name)),
    ]),
  ];
  yield lines.map((cells, place) => row(place + 1, cells)).join('');
  yield sheetEnd(null);
}

function words(value: string) {
  return { value, isAmount: false };
}

function sumOf({ currency, sums }: Sums, name: string) {
  if (currency === null || sums[name] === undefined) return words('');
  const sum = sums[name];
  return sum === null ? words('not available') : { value: sum, isAmount: true };
}

function row(number: number, cells: readonly { value: string; isAmount: boolean }[]): string {
  const written = cells.map(({ value, isAmount }, column) => {
    const place = `${lettersOf(column)}${number}`;
    if (value === '') return '';
    return isAmount
      ? amountCell(place, value, STYLE.amount)
      : textCell(place, value, number === 1 ? STYLE.header : STYLE.text);
  });
  return `<row r="${number}">${written.join('')}</row>`;
}
