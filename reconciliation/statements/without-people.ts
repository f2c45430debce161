import { isOfPeople } from './fields.ts';
import { MAX_CELL, type Row, type Table } from './table.ts';

const EMAIL = /[^\s@"']{1,64}@[^\s@"']+\.[^\s@"']{2,}/;
const LEFT_OUT = '';

/**
 * A file without its columns that speak of people: by their header, or because addresses of theirs stand in
 * them. Cells beyond the header, of which nothing says what they are, are told to be there and no more.
 * @param headerAt the place of the header among the rows
 * @returns what is left, and which columns were left out
 */
export function withoutPeople(table: Table, headerAt: number): { table: Table; withheld: number[] } {
  const header = table.rows[headerAt];
  if (!header) return { table, withheld: [] };
  const withheld = new Set<number>();
  for (const [place, name] of header.cells.entries()) if (isOfPeople(name)) withheld.add(place);
  for (const { cells } of table.rows.slice(headerAt + 1))
    for (const [place, text] of cells.entries()) if (holdsAddress(text)) withheld.add(place);
  const width = header.cells.length;
  const rows = table.rows.map((row, at) =>
    at === headerAt ? row : kept(row, at > headerAt, width, withheld),
  );
  return {
    table: { ...table, rows },
    withheld: [...withheld].filter((place) => place < width).toSorted((a, b) => a - b),
  };
}

/** The pattern alone is slow where there is none: it begins anew at each character. */
function holdsAddress(text: string): boolean {
  return text.includes('@') && EMAIL.test(text);
}

function kept(row: Row, isBelow: boolean, width: number, withheld: ReadonlySet<number>): Row {
  const cells = row.cells.map((text, place) => {
    if (isBelow && place >= width) return text.trim() === '' ? '' : '…';
    const isOfSomebody = (isBelow && withheld.has(place)) || holdsAddress(text);
    return isOfSomebody ? LEFT_OUT : text.slice(0, MAX_CELL);
  });
  return { ...row, cells };
}
