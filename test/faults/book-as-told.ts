import type { Sql } from '#db/connection.ts';
import { UnreadableInvoice } from '#paymega/attributes.ts';
import { readInvoice } from '#paymega/document.ts';
import { readResource } from '#paymega/resource.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { mirrored } from '#reconciliation/books/mirror.ts';
import { type Observation, observationOf } from '#reconciliation/books/observation.ts';
import { compareStates } from '#reconciliation/books/precedence.ts';

type Line = { status: string; updatedAt: number; fingerprint: string };
type Book = Map<string, Line>;

/** Our book, by id. */
export async function bookOf(sql: Sql): Promise<Book> {
  const rows = await sql<(Line & { id: string })[]>`
    select id, status, extract(epoch from updated_at)::float8 as "updatedAt", fingerprint::text from invoices`;
  return new Map(rows.map(({ id, ...line }) => [id, line]));
}

/**
 * The book as it was told, by the rule in TypeScript: by the callbacks of the store, and, of what runs and checks took over,
 * by Paymega's own book, in which nothing moves while a test goes on.
 */
export async function foldOfWhatWasTold(sql: Sql): Promise<Book> {
  const exponentOf = await exponentsOf(sql);
  const latest = new Map<string, Observation>();
  const tell = (told: Observation) => {
    const before = latest.get(told.id);
    if (!before || compareStates(told, before) > 0) latest.set(told.id, told);
  };
  const rows = await sql<{ body: string; accountId: number; at: Date }[]>`
    select body, account_id as "accountId", callbacks.received_at as at
    from callbacks join callback_bodies on callback_id = id order by id`;
  for (const { body, accountId, at } of rows) {
    try {
      tell(observationOf(readInvoice(readResource(body), exponentOf), accountId, at, 'callback'));
    } catch (error) {
      // Quarantined: it tells the book nothing.
      if (!(error instanceof UnreadableInvoice)) throw error;
    }
  }
  const asked = await sql<{ id: string; accountId: number }[]>`
    select id, account_id as "accountId" from invoices where source <> 'callback'`;
  const ids = asked.map(({ id }) => id);
  for (const told of await mirrored(sql, asked[0]?.accountId ?? 0, ids)) tell(told);
  return new Map([...latest].map(([id, told]) => [id, lineOf(told)]));
}

function lineOf({ status, updatedAt, fingerprint }: Observation): Line {
  return { status, updatedAt, fingerprint: fingerprint.toString() };
}
