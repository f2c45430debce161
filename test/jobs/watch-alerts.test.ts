import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createVault } from '#identity/accounts/vault.ts';
import { addPerson } from '#identity/people/people.ts';
import { openQueue, type Queue } from '#jobs/queue.ts';
import { trim } from '#jobs/trim.ts';
import { watchAlerts } from '#jobs/watch-alerts.ts';
import { addChannel } from '#reconciliation/alerts/channels.ts';
import { anItem } from '../reconciliation/discrepancies/an-item.ts';
import { makeAccount, useDatabase } from '../support/database.ts';

const database = useDatabase();
let queue: Queue;
let outside: Server;
let beats: string[];
let status = 200;
let lines: string[];
let account: { id: number; slug: string };

beforeAll(async () => {
  queue = await openQueue(database.sql, () => undefined);
  outside = createServer((request, response) => {
    beats.push(request.url ?? '');
    response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(outside, 'listening');
  const { sql } = database;
  const email = 'watcher@shop.example';
  const { id: personId } = await addPerson(sql, { email, role: 'admin', password: 'four words in a row' });
  account = { id: await makeAccount(sql), slug: 'shop' };
  const vault = createVault(['a key of the tests, of 32 characters']);
  await addChannel(sql, vault, { kind: 'person', personId, name: email }, account, {
    ...{ name: 'team', channel: 'email', target: 'team@shop.example', rules: ['critical_discrepancy'] },
    ...{ leastSeverity: 'low', quietFrom: null, quietTo: null, digestHour: null },
  });
});
afterAll(async () => {
  await queue.stop();
  outside.close();
});
beforeEach(() => {
  [beats, lines, status] = [[], [], 200];
});

const watch = (dataDir = tmpdir()) => {
  const { port } = outside.address() as AddressInfo;
  const heartbeatUrl = `http://127.0.0.1:${port}/ping/secret-key`;
  const log = pino({ base: null }, { write: (line: string) => void lines.push(line) });
  const own = { publicUrl: 'https://counterfoil.shop.example', dataDir, heartbeatUrl };
  return watchAlerts({ sql: database.sql, queue, watch: own, log });
};
const queued = async () =>
  (await database.sql`select from pgboss.job where name = 'send-message' and state = 'created'`).length;

test('what is found is queued to be told, and then the heartbeat goes out', async () => {
  await anItem(database.sql, account.id);
  await watch();
  expect([await queued(), beats]).toEqual([1, ['/ping/secret-key']]);
});

test('without a look at everything there is no heartbeat', async () => {
  await expect(watch('/nowhere/at/all')).rejects.toThrow(/ENOENT/);
  expect(beats).toEqual([]);
});

test('a heartbeat that is not taken is in the log, and its address is not', async () => {
  status = 500;
  await watch();
  expect(lines.join('')).toContain('the heartbeat was not taken');
  expect(lines.join('')).not.toContain('secret-key');
});

test('alerts that have long been over are dropped; what an open one was told of is kept', async () => {
  const { sql } = database;
  await sql`update alert_deliveries set state = 'delivered', ended_at = now() - interval '200 days'`;
  await trim({ sql });
  expect(await sql`select from alert_deliveries`).toHaveLength(1);
  await sql`update alerts set resolved_at = now() - interval '181 days'`;
  await trim({ sql });
  expect(await sql`select from alerts`).toHaveLength(0);
  expect(await sql`select from alert_deliveries`).toHaveLength(0);
});
