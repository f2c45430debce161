import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { type Literal, literal } from '#db/literal.ts';
import type { Column } from '../export-columns.ts';
import { identifier, joined, type Section } from '../export-content.ts';
import type { Copy } from '../export-copy.ts';
import { copiedRows } from './copied-rows.ts';
import { type ManifestOfWorkbook, manifestSheet } from './manifest-sheet.ts';
import { sheetsOf } from './sheets.ts';
import { workbookParts } from './workbook.ts';

/** Rows that a sheet holds (Excel 2007 and later). */
const ROWS_OF_A_SHEET = 1_048_576;
// No time in the container: the same rows are the same bytes, whenever they are written.
const PART = { mtime: new Date(Date.UTC(2000, 0, 1)), compressionLevel: 1 };

/**
 * Sections as a workbook: a sheet a currency (and more where one is full), each with a header that stays, a filter and
 * sums, and a last one with the manifest. Texts are texts, amounts numbers with their currency's decimals, times real
 * times. It goes out while it is made: no more than a sheet's rows under way are held.
 *
 * The container is yazl's; the XML is ours, because no library that is kept streams a workbook of several sheets with
 * filters (docs/decisions/0018).
 */
export async function* xlsx(
  sections: readonly Section[],
  copy: Copy,
  manifest: () => Promise<ManifestOfWorkbook>,
  rowsOfSheet = ROWS_OF_A_SHEET,
): AsyncGenerator<Buffer> {
  const zip = new ZipFile();
  const out = zip.outputStream as Readable;
  zip.on('error', (error) => out.destroy(error as Error));
  const filling = fill(zip, sections, copy, manifest, rowsOfSheet).catch((error: Error) =>
    out.destroy(error),
  );
  try {
    for await (const chunk of out) yield chunk as Buffer;
    await filling;
  } finally {
    out.destroy();
  }
}

async function fill(
  zip: ZipFile,
  sections: readonly Section[],
  copy: Copy,
  manifest: () => Promise<ManifestOfWorkbook>,
  rowsOfSheet: number,
): Promise<void> {
  const names: string[] = [];
  const add = async (name: string, content: AsyncIterable<string>) => {
    names.push(name);
    const source = Readable.from(utf8(content), { objectMode: false });
    zip.addReadStream(source, `xl/worksheets/sheet${names.length}.xml`, PART);
    await finished(source);
  };
  for (const section of sections) {
    const rows = copiedRows(copy, xlsxCopy(section));
    const title = (currency: string) =>
      [...(sections.length > 1 || currency === '' ? [section.name] : []), currency].filter(Boolean).join(' ');
    for await (const { currency, part, content } of sheetsOf(section, rows, rowsOfSheet))
      await add(`${title(currency)}${part > 1 ? ` ${part}` : ''}`.slice(0, 31), content);
  }
  await add('Manifest', manifestSheet(await manifest()));
  for (const [name, part] of Object.entries(workbookParts(names)))
    zip.addBuffer(Buffer.from(part), name, PART);
  zip.end();
}

async function* utf8(content: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const piece of content) yield Buffer.from(piece);
}

/** The rows of a section, currency by currency, each with its currency in front. */
export function xlsxCopy({ columns, of, orderBy, currency }: Section): Literal {
  const cells = columns.map((column) => literal`${value(column)} as ${identifier(column.name)}`);
  const parted = currency === null ? literal`''` : literal`coalesce(${currency}, '')`;
  const order = currency === null ? orderBy : literal`${currency} nulls last, ${orderBy}`;
  return literal`copy (select ${joined([parted, ...cells])} ${of} order by ${order}) to stdout`;
}

function value(column: Column): Literal {
  switch (column.kind) {
    case 'text':
      return literal`(${column.value})::text`;
    case 'amount':
      return literal`decimal_of(${column.value}, ${column.exponent})`;
    case 'time':
      return literal`(${column.value})::timestamptz`;
    case 'local':
      return literal`(${column.value})::timestamp`;
    case 'day':
      return literal`(${column.value})::date`;
    case 'number':
      return literal`(${column.value})::bigint`;
  }
}
