import type { Sql } from '#db/connection.ts';
import type { Book } from './book.ts';
import type { Row } from './table.ts';

/** What a bench works with. */
export type Bench = {
  /** A database that all share, migrated. */
  sql: Sql;
  url: string;
  /** How many invoices the book has: a tenth of what was asked for, then that. */
  sizes: readonly number[];
  /** Whether this one alone was asked for, and may take its time. */
  alone: boolean;
  /** The book of a size that all share: filled by the first that asks for it. */
  book: (size: number) => Promise<Book>;
  /** The address of a database of its own, migrated and empty. */
  ownDatabase: (name: string) => Promise<string>;
  put: (row: Row) => void;
};
