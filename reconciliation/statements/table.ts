/** One row of a file. `line` is where it begins, counted from 1, as an editor or a spreadsheet counts. */
export type Row = {
  line: number;
  cells: string[];
  /**
   * Places of cells that a spreadsheet holds as numbers: their text is a numeral with a point, whatever the
   * file's sign.
   */
  numbers?: readonly number[];
  /** Places of cells that hold a formula: it is not evaluated, so that they have no value here. */
  formulas?: readonly number[];
};

/** A file as it was read: texts in rows, none of them taken for anything yet. */
export type Table = {
  format: 'csv' | 'xlsx';
  /** Null for a spreadsheet. */
  encoding: string | null;
  delimiter: string | null;
  rows: Row[];
  /** Rows that are none, with the reason. */
  torn: { line: number; reason: string }[];
};

/** The largest file that is taken. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** More rows than a day of any shop here has. */
export const MAX_ROWS = 500_000;
/** The widest row. */
export const MAX_COLUMNS = 200;
/** The longest text of a cell that is kept. */
export const MAX_CELL = 2000;
