import { afterEach, expect, test } from 'vitest';
import { useProduct } from '../../support/product.ts';

const product = useProduct({ hasHistory: true });
const open: AbortController[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.abort();
});

/** Follows a stream; each call of the returned function waits for the next stamp. */
async function follow(path: string, cookie: string): Promise<() => Promise<string>> {
  const gone = new AbortController();
  open.push(gone);
  const answer = await fetch(product.url + path, { headers: { cookie }, signal: gone.signal });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let heard = '';
  return async () => {
    for (;;) {
      const event = /data: (.*)\n\n/.exec(heard);
      if (event) {
        heard = heard.slice(event.index + event[0].length);
        return event[1] as string;
      }
      const { value, done } = await reader.read();
      if (done) throw new Error('the stream has ended');
      heard += decoder.decode(value, { stream: true });
    }
  };
}

test('a page that watches a run is told of each of its changes, and of the state at the beginning', async () => {
  const cookie = await product.cookieOf('viewer');
  const [run] = await product.sql`select id from runs order by id limit 1`;
  const next = await follow(`/live/run/${run?.id}`, cookie);
  const before = await next();
  await product.sql`update runs set seen = seen + 1 where id = ${run?.id}`;
  const after = await next();
  expect(after).not.toBe(before);
  await product.sql`update runs set seen = seen - 1 where id = ${run?.id}`;
  expect(await next()).toBe(before);
});

test('a page that watches the callbacks is told of a new one, the list of runs of a new run', async () => {
  const { sql, accountId } = product;
  const cookie = await product.cookieOf('viewer');
  const [callbacks, runs] = [
    await follow(`/live/callbacks/${accountId}`, cookie),
    await follow(`/live/runs/${accountId}`, cookie),
  ];
  const [heardBefore, runsBefore] = [await callbacks(), await runs()];
  await sql`
    insert into callbacks (account_id, received_at, invoice_id, mode, verdict, body_sha256)
    values (${accountId}, now(), 'cpi_watched', 'live', 'new', sha256('x'))`;
  expect(await callbacks()).not.toBe(heardBefore);
  await sql`update runs set message = 'looked at' where id = (select max(id) from runs)`;
  expect(await runs()).not.toBe(runsBefore);
});

test('nobody watches without a session, what is not there, or what they do not see', async () => {
  const { sql, accountId } = product;
  const at = (path: string, cookie = '') =>
    fetch(product.url + path, { headers: { cookie }, redirect: 'manual' }).then(({ status }) => status);
  expect(await at(`/live/callbacks/${accountId}`)).toBe(302);
  const cookie = await product.cookieOf('finance');
  expect(await at('/live/audit/1', cookie)).toBe(404);
  expect(await at('/live/run/x', cookie)).toBe(404);
  const [other] = await sql<{ id: number }[]>`
    insert into accounts (slug, name, paymega_account_id, time_zone) values ('brand', 'Brand', 'brand', 'UTC')
    returning id`;
  const [person] = await sql<{ id: number }[]>`select id from people where email = 'finance@shop.example'`;
  await sql`insert into person_accounts (person_id, account_id) values (${person?.id ?? 0}, ${other?.id ?? 0})`;
  await sql`update people set sees_all_accounts = false where id = ${person?.id ?? 0}`;
  const [run] = await sql`select id from runs limit 1`;
  expect(await at(`/live/callbacks/${accountId}`, cookie)).toBe(404);
  expect(await at(`/live/run/${run?.id}`, cookie)).toBe(404);
});

test('the product ends at once though somebody watches', async () => {
  const cookie = await product.cookieOf('viewer');
  const next = await follow(`/live/callbacks/${product.accountId}`, cookie);
  await next();
  const stopped = product.running.stop();
  await expect(next()).rejects.toThrow(/ended|terminated/);
  expect(await stopped).toBe(0);
});
