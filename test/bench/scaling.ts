import { connect, type Sql } from '#db/connection.ts';
import { type Running, SECRETS } from '../support/running.ts';
import type { Bench } from './bench.ts';
import type { Order, Sent } from './callbacks/send.ts';
import { firstWord, forked } from './forked.ts';
import { peakMb, processorSeconds } from './report.ts';
import { startWeb, startWorker } from './web.ts';

const WEB_PROCESSES = 3;
const WORKERS = 2;
const CONNECTIONS = 192;
const CALLBACKS = 30_000;

/**
 * Callbacks to one, two and three web processes beside two workers on one PostgreSQL, the same load shared out among them.
 * Each callback that was answered must be in the store once.
 */
export async function benchScaling(bench: Bench): Promise<void> {
  const url = await bench.ownDatabase('scaling');
  const sql = connect(url, { max: 2, name: 'bench' });
  const running: Running[] = [await startWeb(url, 'main')];
  try {
    // One after the other: the first one makes the account.
    for (let nth = 0; nth < WORKERS; nth++) running.push(await startWorker(url, 'main'));
    const workers = running.slice(1);
    const webs = running.slice(0, 1);
    let alone = 0;
    for (let count = 1; count <= WEB_PROCESSES; count++) {
      if (count > 1) {
        const web = await startWeb(url, 'main');
        running.push(web);
        webs.push(web);
      }
      const perSecond = await measure(bench, sql, webs, workers, alone);
      if (count === 1) alone = perSecond;
    }
  } finally {
    for (const one of running) await one.stop();
    await sql.end();
  }
}

async function measure(
  { put }: Bench,
  sql: Sql,
  webs: readonly Running[],
  workers: readonly Running[],
  alone: number,
): Promise<number> {
  const known = await keptOf(sql);
  const spent = () => webs.reduce((sum, { pid }) => sum + processorSeconds(pid), 0);
  const before = spent();
  const all = await Promise.all(webs.map((web, nth) => sent(web, webs.length, nth)));
  const took = Math.max(...all.map(({ perSecond }) => CALLBACKS / webs.length / perSecond));
  const refused = all.reduce((sum, one) => sum + one.refused, 0);
  const node = ((spent() - before) / CALLBACKS) * 1e6;
  await expectKept(sql, known + CALLBACKS - refused);
  put({
    ...{ path: `callbacks, ${webs.length} web and ${workers.length} worker`, size: 0, unit: '/s' },
    product: CALLBACKS / took,
    ...(alone > 0 && { floor: alone }),
    memoryMb: Math.max(...webs.map(({ pid }) => peakMb(pid))),
    notes: [
      `p99 ${Math.max(...all.map(({ p99 }) => p99)).toFixed(0)} ms, ${refused} refused, all kept once`,
      `${node.toFixed(0)} µs of Node a callback`,
      `a worker held ${Math.max(...workers.map(({ pid }) => peakMb(pid))).toFixed(0)} MB`,
      ...(alone > 0 ? ['the floor is one web process'] : []),
    ].join('; '),
  });
  return CALLBACKS / took;
}

async function sent({ url }: Running, shares: number, nth: number): Promise<Sent> {
  const order: Order = {
    ...{ port: Number(new URL(url).port), connections: CONNECTIONS / shares, callbacks: CALLBACKS / shares },
    ...{ secret: SECRETS.live, name: `${shares}-${nth}`, slug: 'main' },
  };
  const sender = forked('callbacks/send.ts', order);
  const answer = await firstWord<Sent>(sender);
  sender.kill();
  return answer;
}

async function keptOf(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from callbacks`;
  return row?.count ?? 0;
}

async function expectKept(sql: Sql, wanted: number): Promise<void> {
  const kept = await keptOf(sql);
  if (kept !== wanted)
    throw new Error(`${kept} callbacks are in the store, ${wanted} were answered with 200`);
}
