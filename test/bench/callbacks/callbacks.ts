import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { connect, type Sql } from '#db/connection.ts';
import { migrate } from '#db/migrate.ts';
import { fillCurrencies } from '#reconciliation/books/currencies.ts';
import { freePort, SECRETS, startProduct } from '../../support/running.ts';
import type { Order, Sent } from './send.ts';

const HERE = import.meta.dirname;

export async function measureCallbacks(url: string, profile: string[] = []) {
  await migrate(url);
  const sql = connect(url, { max: 2 });
  await fillCurrencies(sql);
  await makeFloor(sql);
  const port = await freePort();
  const product = await startProduct(
    {
      ...{ DATABASE_URL: url, PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}`, PROCESS: 'web' },
      ...{ PAYMEGA_API_URL: 'http://127.0.0.1:9', PAYMEGA_CARDGATE_URL: 'http://127.0.0.1:9' },
      ...{ PAYMEGA_ACCOUNT_ID: 'nobody', PAYMEGA_API_KEY: 'none' },
    },
    profile,
  );
  const floor = fork(path.join(HERE, 'floor.ts'), [url, SECRETS.live]);
  const [floorPort] = (await once(floor, 'message')) as [number];
  let made = 0;
  return {
    sql,
    both: async (connections: number, callbacks: number) => {
      const name = `load${made++}`;
      const order = { connections, callbacks, secret: SECRETS.live, name };
      const least = await sent({ ...order, port: floorPort });
      return { floor: least, product: await sent({ ...order, port }) };
    },
    async end() {
      floor.kill();
      await product.stop();
      await sql.end();
    },
  };
}

async function sent(order: Order): Promise<Sent> {
  const sender: ChildProcess = fork(path.join(HERE, 'send.ts'));
  sender.send(order);
  const [answer] = (await once(sender, 'message')) as [Sent];
  sender.kill();
  return answer;
}

async function makeFloor(sql: Sql): Promise<void> {
  await sql`create schema floor`;
  await sql`create sequence floor.callback_ids`;
  for (const table of ['callbacks', 'invoices'])
    await sql`create table ${sql(`floor.${table}`)} (like ${sql(table)} including indexes including defaults)`;
}
