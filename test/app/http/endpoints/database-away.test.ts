import { expect, test, vi } from 'vitest';
import { sign } from '#paymega/signature.ts';
import { type Cuttable, cuttable } from '../../../support/cuttable.ts';
import { useProduct } from '../../../support/product.ts';
import { SECRETS } from '../../../support/running.ts';
import { sampleCallback } from './sample-callback.ts';

let road: Cuttable;
const product = useProduct({
  async databaseUrl(direct) {
    const url = new URL(direct);
    road = await cuttable(Number(url.port));
    url.port = String(road.port);
    return url.href;
  },
});

function send(body: string): Promise<Response> {
  const headers = { 'x-signature': sign(SECRETS.live, Buffer.from(body)) };
  return fetch(`${product.url}/callbacks/main`, { method: 'POST', body, headers });
}

const kept = async (id: string) => ({
  callbacks: (await product.sql`select from callbacks where invoice_id = ${id}`).count,
  invoices: (await product.sql`select from invoices where id = ${id}`).count,
  refusals: (await product.sql`select from refused_callbacks where invoice_id = ${id}`).count,
});
const NOTHING = { callbacks: 0, invoices: 0, refusals: 0 };

test('while the database is away a callback is asked for again, with nothing half done; then it is taken', async () => {
  const body = sampleCallback('cpi_outage');
  await road.cut();
  const away = await send(body);
  expect(away.status).toBe(503);
  expect(away.headers.get('retry-after')).toBe('60');
  expect(await away.json()).toEqual({ errors: [{ code: 'unavailable', detail: expect.any(String) }] });
  expect(await kept('cpi_outage')).toEqual(NOTHING);

  await road.mend();
  await vi.waitFor(async () => expect((await send(body)).status).toBe(200), {
    timeout: 30_000,
    interval: 250,
  });
  expect(await kept('cpi_outage')).toEqual({ callbacks: 1, invoices: 1, refusals: 0 });
});

test('a callback that cannot even be refused for want of the database is asked for again', async () => {
  await road.cut();
  const away = await fetch(`${product.url}/callbacks/main`, {
    method: 'POST',
    body: sampleCallback('cpi_forged'),
  });
  expect(away.status).toBe(503);
  expect(await kept('cpi_forged')).toEqual(NOTHING);
  await road.mend();
});

test('the process says that it lives, and that it is not ready, until the database is back', async () => {
  const statuses = async () => {
    const answers = await Promise.all(['/healthz', '/readyz'].map((path) => fetch(product.url + path)));
    return answers.map(({ status }) => status);
  };
  await road.cut();
  expect(await statuses()).toEqual([200, 503]);
  await road.mend();
  await vi.waitFor(async () => expect(await statuses()).toEqual([200, 200]), {
    timeout: 30_000,
    interval: 250,
  });
});
