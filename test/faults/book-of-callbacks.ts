import type { Sql } from '#db/connection.ts';
import { readInvoice } from '#paymega/document.ts';
import { readResource } from '#paymega/resource.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { type Observation, observationOf } from '#reconciliation/books/observation.ts';
import { compareStates } from '#reconciliation/books/precedence.ts';

type Line = { id: string; status: string; updatedAt: number; fingerprint: string };

/** Our book, by id. */
export async function bookOf(sql: Sql): Promise<Map<string, Line>> {
  const rows = await sql<Line[]>`
    select id, status, extract(epoch from updated_at)::float8 as "updatedAt", fingerprint::text from invoices`;
  return new Map(rows.map((row) => [row.id, { ...row }]));
}

/** The book as the callbacks of the store make it, by the rule in TypeScript. */
export async function foldOfCallbacks(sql: Sql): Promise<Map<string, Line>> {
  const exponentOf = await exponentsOf(sql);
  const latest = new Map<string, Observation>();
  const rows = await sql<{ body: string; accountId: number; at: Date }[]>`
    select body, account_id as "accountId", callbacks.received_at as at
    from callbacks join callback_bodies on callback_id = id`;
  for (const { body, accountId, at } of rows) {
    const resource = readResource(body);
    const told = observationOf(readInvoice(resource, exponentOf), accountId, at, 'callback');
    const before = latest.get(told.id);
    if (!before || compareStates(told, before) > 0) latest.set(told.id, told);
  }
  return new Map(
    [...latest].map(([id, { status, updatedAt, fingerprint }]) => [
      id,
      { id, status, updatedAt, fingerprint: fingerprint.toString() },
    ]),
  );
}
