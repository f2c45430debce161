import type postgres from 'postgres';
import type { Queryable } from './connection.ts';

/** A part of a statement, with the parameters that are bound in it. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>;

/**
 * A tag that makes a part of a statement: bound parameters (fragments of a connection) or quoted literals
 * (literal.ts). A filter that is written for a tag serves a list and its COPY alike.
 */
export type Tag<Part> = (
  strings: TemplateStringsArray,
  ...values: readonly (string | number | bigint | boolean | null | Part)[]
) => Part;

/** The tag of a connection as a Tag: parts with bound parameters. */
export function fragments(sql: Queryable): Tag<Fragment> {
  return (strings, ...values) => sql(strings, ...values);
}

/** The database's names (SQLSTATE) for what the code decides by. */
export const SQLSTATE = {
  notNullViolation: '23502',
  foreignKeyViolation: '23503',
  uniqueViolation: '23505',
  readOnly: '25006',
  duplicateDatabase: '42P04',
  insufficientPrivilege: '42501',
  objectInUse: '55006',
  cannotConnectNow: '57P03',
} as const;
