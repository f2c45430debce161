import type { Literal } from '#db/literal.ts';
import type { Copy } from '../export-copy.ts';

/** The fields of a row as the database writes them; null for what is not known. */
export type Fields = readonly (string | null)[];

const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** The rows of a COPY in its text format, one by one (PostgreSQL: COPY, Text Format). */
export async function* copiedRows(copy: Copy, statement: Literal): AsyncGenerator<Fields[]> {
  for await (const rows of copy(statement)) yield rows.map(fieldsOf);
}

function fieldsOf(row: Buffer): Fields {
  const line = row.toString('utf8', 0, row.length - 1);
  return line.split('\t').map((field) => {
    if (field === '\\N') return null;
    return field.includes('\\')
      ? field.replace(/\\(.)/gs, (_, sign: string) => ESCAPED[sign] ?? sign)
      : field;
  });
}
