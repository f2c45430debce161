import { type SQL, sql } from 'drizzle-orm';
import { type AnyPgColumn, bigint, customType, timestamp } from 'drizzle-orm/pg-core';

/** A point in time. */
export const instant = (name: string) => timestamp(name, { withTimezone: true });

/** An amount in its currency's minor unit, or another whole number that may be large. */
export const minor = (name: string) => bigint(name, { mode: 'bigint' });

/** Bytes: a hash, or what is sealed. */
export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** A text that is ordered by its bytes, whatever the language of the database is. */
export const byteOrdered = customType<{ data: string }>({ dataType: () => 'text collate "C"' });

/** The check that holds a column to a closed set of values.ts. */
export function isOneOf(column: AnyPgColumn, values: readonly string[]): SQL {
  return sql`${column} in ${sql.raw(`(${values.map((value) => `'${value}'`).join(', ')})`)}`;
}
