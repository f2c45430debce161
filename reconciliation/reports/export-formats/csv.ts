import { Literal, literal } from '#db/literal.ts';
import type { Column } from '../export-columns.ts';
import { identifier, joined, type Section } from '../export-content.ts';
import type { Copy } from '../export-copy.ts';
import type { CsvProfile } from '../export-profile.ts';

const LINE_END = '\r\n';
const CRLF = Buffer.from(LINE_END);
const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t', bar: '|' } as const;

/** The DateStyle by which the database itself writes days and times as the profile wants them. */
export const DATE_STYLES = {
  exact: 'ISO, YMD',
  iso: 'ISO, YMD',
  german: 'German, DMY',
  uk: 'SQL, DMY',
  us: 'SQL, MDY',
} as const;

/**
 * Sections as CSV by RFC 4180, written by COPY: a header, then a line a row, each ended by CRLF; texts are quoted, so that
 * an empty one is not the same as none. Where there are several, each begins with its name, behind an empty line.
 */
export async function* csv(
  sections: readonly Section[],
  profile: CsvProfile,
  copy: Copy,
): AsyncGenerator<Buffer> {
  if (profile.hasByteOrderMark) yield Buffer.from('\ufeff');
  for (const [place, section] of sections.entries()) {
    const names = section.columns.map(({ name }) => name).join(DELIMITERS[profile.delimiter]);
    const title = sections.length === 1 ? [] : [...(place > 0 ? [''] : []), section.name];
    yield Buffer.from([...title, names, ''].join(LINE_END));
    for await (const rows of copy(csvCopy(section, profile))) yield withCrlf(rows);
  }
}

/** The COPY of a section, without a header. */
export function csvCopy({ columns, of, orderBy }: Section, profile: CsvProfile): Literal {
  const cells = columns.map((column) => literal`${cell(column, profile)} as ${identifier(column.name)}`);
  const texts = columns.filter(({ kind }) => kind === 'text').map(({ name }) => identifier(name));
  const quoting = texts.length > 0 ? literal`, force_quote (${joined(texts)})` : literal``;
  return literal`copy (select ${joined(cells)} ${of} order by ${orderBy})
    to stdout with (format csv, delimiter ${DELIMITERS[profile.delimiter]}${quoting})`;
}

function cell(column: Column, { decimalSign, dateForm }: CsvProfile): Literal {
  const { value } = column;
  const isExact = dateForm === 'exact';
  switch (column.kind) {
    case 'text':
      return literal`spreadsheet_safe((${value})::text)`;
    case 'amount': {
      const decimal = literal`decimal_of(${value}, ${column.exponent})`;
      return decimalSign === 'point'
        ? literal`(${decimal})::numeric`
        : literal`replace(${decimal}, '.', ',')`;
    }
    // A spreadsheet takes no time with fractions or a zone for a time.
    case 'time':
      return isExact ? literal`(${value})::timestamptz` : seconds(literal`(${value})::timestamp`);
    case 'local':
      return isExact ? literal`(${value})::timestamp` : seconds(value);
    case 'day':
      return literal`(${value})::date`;
    case 'number':
      return literal`(${value})::bigint`;
  }
}

function seconds(value: Literal): Literal {
  return new Literal(`date_trunc('second', ${value.text})`);
}

/** Rows as COPY has sent them, each of which ends with a line feed of its own; those within texts stay what they are. */
function withCrlf(rows: readonly Buffer[]): Buffer {
  let length = rows.length;
  for (const row of rows) length += row.length;
  const lines = Buffer.allocUnsafe(length);
  let end = 0;
  for (const row of rows) {
    end += row.copy(lines, end, 0, row.length - 1);
    end += CRLF.copy(lines, end);
  }
  return lines;
}
