import { type Literal, literal } from '#db/literal.ts';
import type { Column } from '../export-columns.ts';
import { identifier, joined, type Section } from '../export-content.ts';
import type { Copy } from '../export-copy.ts';

/**
 * Sections as JSON Lines, made by the database: an object a row, amounts as decimals in text, times as ISO 8601 in UTC,
 * `null` for what is not known. Texts are as they are: nothing runs them. Of several sections each object says its own.
 */
export async function* jsonl(sections: readonly Section[], copy: Copy): AsyncGenerator<Buffer> {
  for (const section of sections) {
    const name = sections.length > 1 ? section.name : null;
    for await (const rows of copy(jsonlCopy(section, name))) yield Buffer.concat(rows);
  }
}

/** The COPY of a section. JSON escapes control characters, so these part and quote nothing: a line is the object itself. */
export function jsonlCopy({ columns, of, orderBy }: Section, name: string | null): Literal {
  const cells = columns.map((column) => literal`${value(column)} as ${identifier(column.name)}`);
  const all = name === null ? cells : [literal`${name}::text as section`, ...cells];
  return literal`copy (
      select row_to_json(line) from (select ${joined(all)} ${of} order by ${orderBy}) as line)
    to stdout with (format csv, delimiter e'\\x02', quote e'\\x01')`;
}

function value(column: Column): Literal {
  const told = column.value;
  switch (column.kind) {
    case 'text':
      return literal`(${told})::text`;
    case 'amount':
      return literal`decimal_of(${told}, ${column.exponent})`;
    case 'time':
      // The session's zone is UTC: `2026-11-01 09:30:00+00`.
      return literal`replace(replace((${told})::timestamptz::text, ' ', 'T'), '+00', 'Z')`;
    case 'local':
      return literal`(${told})::timestamp`;
    case 'day':
      return literal`(${told})::date`;
    case 'number':
      return literal`(${told})::bigint`;
  }
}
