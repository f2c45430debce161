import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
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
      const least = await withCosts(sql, floor.pid ?? 0, 'floor', callbacks, () => sent({ ...order, port: floorPort }));
      const its = await withCosts(sql, product.pid, 'counterfoil', callbacks, () => sent({ ...order, port }));
      return { floor: least, product: its };
    },
    async end() {
      floor.kill();
      await product.stop();
      await sql.end();
    },
  };
}

/** Processor time, microseconds a callback, of the server and of its database sessions. */
async function withCosts(sql: Sql, pid: number, name: string, callbacks: number, work: () => Promise<Sent>) {
  const spent = async () => {
    const sessions = await sql<{ pid: number }[]>`select pid from pg_stat_activity where application_name = ${name}`;
    const ofSessions = sessions.map((session) => processorSeconds(session.pid));
    return [processorSeconds(pid), ofSessions.reduce((sum, one) => sum + one, 0)] as const;
  };
  const [nodeBefore, databaseBefore] = await spent();
  const result = await work();
  const [node, database] = await spent();
  const each = (before: number, after: number) => Math.round(((after - before) / callbacks) * 1e6);
  return { ...result, node: each(nodeBefore, node), database: each(databaseBefore, database) };
}

/** What a process has used of the processor so far (Linux). */
function processorSeconds(pid: number): number {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = rest.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
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
