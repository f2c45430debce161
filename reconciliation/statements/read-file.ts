import { Refusal } from '#identity/refusal.ts';
import type { Delimiter, Encoding } from './choices.ts';
import { decode } from './decode.ts';
import { readCsv } from './read-csv.ts';
import { readXlsx } from './read-xlsx.ts';
import { MAX_FILE_BYTES, type Table } from './table.ts';
import { unreadable } from './zip-parts.ts';

/** What a person says of a file where the guess would be wrong. */
export type SaidOfFile = { encoding?: Encoding | undefined; delimiter?: Delimiter | undefined };

/**
 * The rows of a file of the portal, CSV or XLSX by what its bytes are, whatever it is called.
 * @throws Refusal `empty_file`, `file_too_large` (413), `unreadable_file`, `unreadable_encoding`, `too_many_rows`,
 *   `too_many_columns` (422)
 */
export async function readFile(bytes: Buffer, said: SaidOfFile = {}): Promise<Table> {
  if (bytes.length === 0)
    throw new Refusal('empty_file', 'the file is empty: a day without payments has a header, too');
  if (bytes.length > MAX_FILE_BYTES)
    throw new Refusal('file_too_large', `the file is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB`, 413);
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) return readXlsx(bytes);
  if (bytes.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0])))
    throw unreadable('it is an old XLS file, or locked by a password: save it as XLSX or CSV');
  if (bytes.subarray(0, 5).toString('latin1') === '%PDF-')
    throw unreadable('it is a PDF: take the CSV or XLSX file');
  const { text, encoding } = decode(bytes, said.encoding ?? null);
  const read = readCsv(text, said.delimiter ?? null);
  return { format: 'csv', encoding, ...read };
}
