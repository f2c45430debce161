import { Temporal } from 'temporal-polyfill';
import { Refusal } from '#identity/refusal.ts';
import { MAX_CELL, MAX_COLUMNS, MAX_ROWS, type Row, type Table } from './table.ts';
import { type Workbook, workbookOf } from './workbook.ts';
import { xmlEvents } from './xml-events.ts';
import { zipParts } from './zip-parts.ts';

type Cell = { place: number; type: string; style: number; value: string; hasFormula: boolean };

/**
 * The rows of the first sheet of an XLSX file, read as it is unpacked. A number is the text that the file
 * holds for it, never a number of ours; a day is written out as `YYYY-MM-DDTHH:MM:SS`; a formula is not
 * evaluated, and has no value.
 * @throws Refusal `unreadable_file`, `too_many_rows`, `too_many_columns` (422)
 */
export async function readXlsx(bytes: Buffer): Promise<Table> {
  const parts = await zipParts(bytes);
  const workbook = await workbookOf(parts);
  const rows: Row[] = [];
  let row: Row & { numbers: number[]; formulas: number[] } = emptyRow(0);
  let cell: Cell | null = null;
  let isValue = false;
  await xmlEvents(await parts.open(workbook.sheet), {
    open(name, { r, t = 'n', s = '0' }) {
      if (name === 'row') row = emptyRow(r === undefined ? row.line + 1 : Number(r));
      if (name === 'c')
        cell = {
          place: placeOf(r, row.cells.length),
          type: t,
          style: Number(s),
          value: '',
          hasFormula: false,
        };
      if (name === 'f' && cell) cell.hasFormula = true;
      isValue = name === 'v' || name === 't';
    },
    text(more) {
      if (isValue && cell && cell.value.length <= MAX_CELL) cell.value += more;
    },
    close(name) {
      isValue = false;
      if (name === 'c' && cell) {
        put(row, cell, workbook);
        cell = null;
      }
      if (name !== 'row') return;
      rows.push(row);
      if (rows.length > MAX_ROWS)
        throw new Refusal('too_many_rows', `the file has more than ${MAX_ROWS} rows`);
    },
  });
  return { format: 'xlsx', encoding: null, delimiter: null, rows, torn: [] };
}

function emptyRow(line: number) {
  return { line, cells: [] as string[], numbers: [] as number[], formulas: [] as number[] };
}

/** `C7` is the third cell of its row. */
function placeOf(address: string | undefined, next: number): number {
  const letters = /^[A-Z]{1,3}/.exec(address ?? '')?.[0];
  if (!letters) return next;
  const place = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  if (place >= MAX_COLUMNS)
    throw new Refusal('too_many_columns', `the sheet has more than ${MAX_COLUMNS} columns`);
  return place;
}

function put(row: ReturnType<typeof emptyRow>, cell: Cell, { shared, isDate, is1904 }: Workbook): void {
  while (row.cells.length < cell.place) row.cells.push('');
  if (cell.hasFormula) row.formulas.push(cell.place);
  const isNumber = cell.type === 'n' && cell.value !== '' && !cell.hasFormula;
  if (isNumber && isDate[cell.style]) row.cells[cell.place] = dateText(cell.value, is1904) ?? cell.value;
  else {
    if (isNumber) row.numbers.push(cell.place);
    const text = cell.type === 's' ? (shared[Number(cell.value)] ?? '') : cell.value;
    row.cells[cell.place] = cell.hasFormula ? '' : text;
  }
}

const DAY_SECONDS = 86_400;

/**
 * The days since the turn of 1900 (or 1904), of which spreadsheets count one that never was, as a local
 * time.
 */
function dateText(numeral: string, is1904: boolean): string | null {
  const serial = Number(numeral);
  if (!(serial >= 0 && serial < 3_000_000)) return null;
  const seconds = Math.round((serial - Math.floor(serial)) * DAY_SECONDS);
  const epoch = Temporal.PlainDateTime.from(
    is1904 ? '1904-01-01' : serial < 60 ? '1899-12-31' : '1899-12-30',
  );
  return epoch.add({ days: Math.floor(serial), seconds }).toString({ smallestUnit: 'second' });
}
