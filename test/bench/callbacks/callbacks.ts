import { connect, type Sql } from '#db/connection.ts';
import { SECRETS } from '../../support/running.ts';
import type { Bench } from '../bench.ts';
import { firstWord, forked } from '../forked.ts';
import { peakMb, processorSeconds } from '../report.ts';
import { sizeName } from '../table.ts';
import { startWeb } from '../web.ts';
import type { Order, Sent } from './send.ts';

const GOAL = 0.7;
/** Connections, and how many callbacks over them. */
const LOADS = [
  [1, 1500],
  [64, 20_000],
  [256, 20_000],
] as const;

type Measured = Sent & { node: number; database: number };

/**
 * The callback endpoint of the product and its floor in turn, over the same load: on an empty database, and on the filled
 * one, in the account with the largest book.
 */
export async function benchCallbacks(bench: Bench): Promise<void> {
  await measure(bench, { url: await bench.ownDatabase('callbacks'), slug: 'main', size: 0 });
  const { slug, size } = await bench.book(bench.sizes.at(-1) ?? 0);
  await measure(bench, { url: bench.url, slug, size });
}

async function measure(
  bench: Bench,
  { url, slug, size }: { url: string; slug: string; size: number },
): Promise<void> {
  const sql = connect(url, { max: 2, name: 'bench' });
  const product = await startWeb(url, slug);
  await makeFloor(sql);
  if (size > 0) await fillFloor(sql);
  const [account] = await sql<{ id: number }[]>`select id from accounts where paymega_account_id = ${slug}`;
  const env = { FLOOR_DATABASE: url, FLOOR_SECRET: SECRETS.live, FLOOR_ACCOUNT: String(account?.id) };
  const floor = forked('callbacks/floor.ts', undefined, env);
  try {
    const floorPort = await firstWord<number>(floor);
    const productPort = Number(new URL(product.url).port);
    for (const [connections, callbacks] of LOADS) {
      const order = { connections, callbacks, secret: SECRETS.live, name: `${size}-${connections}`, slug };
      const least = await sent(sql, floor.pid, 'floor', { ...order, port: floorPort });
      const its = await sent(sql, product.pid, 'counterfoil', { ...order, port: productPort });
      bench.put({
        ...{
          path: `callbacks, ${connections} at once${size > 0 ? '' : ', fresh database'}`,
          size,
          unit: '/s',
        },
        ...{ product: its.perSecond, floor: least.perSecond, goal: GOAL, memoryMb: peakMb(product.pid) },
        notes: `p50 ${inMs(its.p50)}, p99 ${inMs(its.p99)} (floor ${inMs(least.p99)}); ${costs(its)} (floor ${costs(least)})`,
      });
      if (its.refused > 0) throw new Error(`${its.refused} callbacks were not taken at ${sizeName(size)}`);
    }
  } finally {
    floor.kill();
    await product.stop();
    await sql`drop schema floor cascade`;
    await sql.end();
  }
}

function inMs(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function costs({ node, database, quarters: [first = 0, , , last = 0] }: Measured): string {
  return `${node} + ${database} µs of processor, last quarter ${(last / first).toFixed(2)} of the first`;
}

/** The same in both: what is beside the load in each index. */
async function fillFloor(sql: Sql): Promise<void> {
  await sql`insert into floor.invoices select * from public.invoices`;
  await sql`insert into floor.callbacks select * from public.callbacks`;
  await sql`select setval('floor.callback_ids', (select max(id) from floor.callbacks))`;
  await sql`vacuum analyze`;
}

/** The product's tables with their indexes, and nothing of what hangs on them. */
async function makeFloor(sql: Sql): Promise<void> {
  await sql`create schema floor`;
  await sql`create sequence floor.callback_ids`;
  for (const table of ['callbacks', 'invoices'])
    await sql`
      create table ${sql(`floor.${table}`)} (like ${sql(`public.${table}`)} including indexes including defaults)`;
  // The least keeps the body in the row of its callback.
  await sql`alter table floor.callbacks add column body text`;
}

/** Sends a load; with it, microseconds of processor a callback, of the server and of its database sessions. */
async function sent(sql: Sql, pid = 0, name: string, order: Order): Promise<Measured> {
  const spent = async () => {
    const sessions = await sql<{ pid: number }[]>`
      select pid from pg_stat_activity where application_name like ${`${name}%`} and datname = current_database()`;
    const ofSessions = sessions.map((session) => processorSeconds(session.pid));
    return [processorSeconds(pid), ofSessions.reduce((sum, one) => sum + one, 0)] as const;
  };
  const before = await spent();
  const sender = forked('callbacks/send.ts', order);
  const answer = await firstWord<Sent>(sender);
  sender.kill();
  const after = await spent();
  const each = (which: 0 | 1) => Math.round(((after[which] - before[which]) / order.callbacks) * 1e6);
  return { ...answer, node: each(0), database: each(1) };
}
