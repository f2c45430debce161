import type { Sql } from '#db/connection.ts';
import type { Window } from '#reconciliation/comparison/window.ts';

type Told = { id: string; attributes: Record<string, string | null> };

const AT_ONCE = 4;
const PAGE = 500;
// Money must not pass through a float: every numeral becomes a text before the document is read.
const NUMERALS = /([:[,])(-?\d[\d.eE+-]*)(?=[,}\]])/g;

/**
 * The least that reading Paymega's list can cost: plain fetch, four parts of the window at once, one regular expression and
 * JSON.parse; with `take` for each page.
 */
export async function readList(
  api: { url: string; accountId: string; apiKey: string },
  { from, to }: Window,
  take: (page: readonly Told[]) => Promise<unknown> = async () => undefined,
): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${api.accountId}:${api.apiKey}`).toString('base64')}`;
  const part = (to - from) / AT_ONCE;
  const parts = Array.from({ length: AT_ONCE }, (_, nth) => [from + nth * part, from + (nth + 1) * part - 1]);
  await Promise.all(
    parts.map(async ([begin = 0, end = 0]) => {
      const search = new URLSearchParams({
        ...{
          'filter[created][from]': String(Math.floor(begin)),
          'filter[created][to]': String(Math.floor(end)),
        },
        ...{ sort: '-created', 'page[number]': '1', 'page[size]': String(PAGE) },
      });
      let link: string | null = `${api.url}/payment-invoices?${search}`;
      while (link !== null) {
        const answer = await fetch(link, { headers: { authorization } });
        const page = JSON.parse((await answer.text()).replace(NUMERALS, '$1"$2"'));
        await take(page.data);
        link = page.links.next ?? null;
      }
    }),
  );
}

/** A mirror of its own, with the indexes of the product's and nothing of what hangs on it. */
export async function makeFloorMirror(sql: Sql): Promise<void> {
  await sql`create schema floor`;
  await sql`create table floor.mirror (like public.mirror including indexes)`;
}

/** A page into that mirror: few arrays, and no wait for the disk, since it can be fetched again. */
export async function mirrorPage(sql: Sql, page: readonly Told[]): Promise<void> {
  const told = page.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const column = (name: string) => told.map(({ attributes }) => attributes[name] ?? null);
  await sql.begin(async (transaction) => {
    await transaction`set local synchronous_commit = off`;
    await transaction`
      insert into floor.mirror as known (account_id, id, mode, currency, amount, reference_id, status, payment_amount,
        processed_amount, created_at, updated_at, progress, stage, is_final, took_money, returned, fingerprint, is_ahead,
        received, fetched_at)
      select 1, id, 'live', currency, (amount::numeric * 100)::bigint, reference, status, (paid::numeric * 100)::bigint,
        (processed::numeric * 100)::bigint, to_timestamp(created::float8), to_timestamp(updated::float8), 0, 0, false,
        false, 0, updated::bigint, false, 0, now()
      from unnest(${told.map(({ id }) => id)}::text[], ${column('currency')}::text[], ${column('amount')}::text[],
        ${column('reference_id')}::text[], ${column('status')}::text[], ${column('payment_amount')}::text[],
        ${column('processed_amount')}::text[], ${column('created')}::text[], ${column('updated')}::text[])
        as told(id, currency, amount, reference, status, paid, processed, created, updated)
      where not exists (select from floor.mirror as same
        where same.account_id = 1 and same.id = told.id and same.fingerprint = updated::bigint)
      on conflict (account_id, id) do update set status = excluded.status, fingerprint = excluded.fingerprint`;
  });
}
