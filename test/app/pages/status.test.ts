import { tmpdir } from 'node:os';
import { parse } from 'node-html-parser';
import { expect, test } from 'vitest';
import { audit } from '#identity/audit/audit.ts';
import { openQueue, orderRun } from '#jobs/queue.ts';
import { sign } from '#paymega/signature.ts';
import { tellProcess } from '#runtime/observability/processes.ts';
import { useProduct } from '../../support/product.ts';
import { SECRETS } from '../../support/running.ts';
import { sampleCallback } from '../http/endpoints/sample-callback.ts';

const product = useProduct();
const ACTOR = { kind: 'program', name: 'test' } as const;

/** The rows of a table of the page, by the begin of its caption, as texts. */
async function rowsOf(caption: string): Promise<string[][]> {
  const answer = await fetch(`${product.url}/settings/status`, {
    headers: { cookie: await product.cookieOf('admin') },
  });
  expect(answer.status).toBe(200);
  const tables = parse(await answer.text()).querySelectorAll('table');
  const table = tables.find((one) => one.querySelector('caption')?.text.startsWith(caption));
  const rows = table?.querySelectorAll('tbody tr') ?? [];
  return rows.map((row) => row.querySelectorAll('th, td').map((cell) => cell.text.trim()));
}

const checkOf = async (about: string) => (await rowsOf('Checks')).find(([first]) => first === about);
const fail = () => expect.unreachable('nothing was to fail');

test('a web process alone lives, and nothing is reconciled by it', async () => {
  const [web, ...others] = await rowsOf('Processes');
  expect(others).toEqual([]);
  expect(web?.slice(0, 2)).toEqual(['web', 'alive']);
  expect(web?.[2]).toContain(`no. ${product.running.pid}`);
  expect(web?.[6]).toMatch(/^[\d.]+ [GT]iB of [\d.]+ [GT]iB$/);
  expect(await checkOf('worker')).toContain('no worker is alive: nothing is reconciled');
});

test('one that was stopped is stopped, one that is seen no more is gone, and another version is told', async () => {
  const { sql } = product;
  const stop = await tellProcess(sql, 'worker', tmpdir(), fail);
  expect((await rowsOf('Processes')).map(([process, state]) => `${process} ${state}`).sort()).toEqual([
    ...['web alive', 'worker alive'],
  ]);
  expect((await checkOf('worker'))?.[1]).toBe('well');
  await sql`update processes set version = '0.0.9' where process = 'worker'`;
  expect((await checkOf('versions'))?.[1]).toBe('note');
  await sql`update processes set seen_at = now() - interval '2 minutes' where process = 'worker'`;
  expect((await rowsOf('Processes')).at(-1)?.slice(0, 2)).toEqual(['worker', 'gone']);
  expect((await checkOf('processes'))?.[2]).toBe('1 ended without saying so');
  expect((await checkOf('worker'))?.[1]).toBe('bad');
  await stop();
  expect((await rowsOf('Processes')).at(-1)?.slice(0, 2)).toEqual(['worker', 'stopped']);
  expect(await checkOf('processes')).toBeUndefined();
});

test('a queue is there as long as a job waits in it, with how long', async () => {
  const { sql, accountId } = product;
  expect((await rowsOf('Queues')).filter(([name]) => name === 'reconcile')).toEqual([]);
  const queue = await openQueue(sql, fail);
  const now = Math.floor(Date.now() / 1000);
  const id = await orderRun(sql, queue, ACTOR, {
    ...{ accountId, window: { from: now - 3600, to: now }, trigger: 'program' },
  });
  await queue.stop();
  await sql`update pgboss.job set start_after = now() - interval '2 hours' where name = 'reconcile'`;
  const [row] = (await rowsOf('Queues')).filter(([name]) => name === 'reconcile');
  expect([row?.[1], row?.[2]?.startsWith('2 h'), row?.[3]]).toEqual(['1', true, '0']);
  expect((await rowsOf('Accounts,'))[0]?.[3]).toBe('1');
  await sql`delete from pgboss.job where name = 'reconcile'`;
  await sql`delete from runs where id = ${id}`;
});

test('an account tells whether Paymega answers, and of its last callback', async () => {
  const { sql, accountId } = product;
  const [before] = await rowsOf('Accounts,');
  expect(before?.slice(4)).toEqual(['no answer yet', '—']);
  await sql`
    insert into status_checks (account_id, invoice_id, asked_by, asked_at, answered_at, outcome)
    values (${accountId}, 'cpi_asked', 'person', now(), now(), 'not_found')`;
  expect((await rowsOf('Accounts,'))[0]?.[4]).toBe('nothing against it');
  await sql`
    insert into runs (account_id, window_from, window_to, trigger, scope, state, message, fault, queued_at,
      finished_at)
    values (${accountId}, now() - interval '1 hour', now(), 'schedule', 'recent', 'failed', 'away',
      'unreachable', now(), now())`;
  const body = sampleCallback('cpi_of_status');
  const headers = { 'x-signature': sign(SECRETS.live, Buffer.from(body)) };
  await fetch(`${product.url}/callbacks`, { method: 'POST', body, headers });
  const [after] = await rowsOf('Accounts,');
  expect(after?.[4]).toMatch(/^away1 failed, next try 20/);
  expect(after?.[5]).toMatch(/^20\d\d-/);
  expect((await checkOf('callback secrets of main'))?.[1]).toBe('well');
});

test('the database tells its version, its last backup, and that a newer version has migrated it', async () => {
  const { sql } = product;
  const facts = new Map((await rowsOf('The database')).map(([about = '', says]) => [about, says]));
  expect(facts.get('Server')).toMatch(/^PostgreSQL 18/);
  expect(facts.get('Connections')).toMatch(/^\d+ of \d+$/);
  expect(facts.get('Last backup')).toContain('has made none');
  await audit(sql, ACTOR, 'backup.made', 'database', { bytes: 3 * 1024 ** 2 });
  expect((await rowsOf('The database')).at(-1)?.[1]).toMatch(/, 3\.0 MiB$/);
  expect((await checkOf('schema'))?.[1]).toBe('well');
  await sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('of tomorrow', 9999999999999)`;
  expect((await checkOf('schema'))?.slice(1, 3)).toEqual(['bad', 'it is of a newer version']);
  await sql`delete from drizzle.__drizzle_migrations where hash = 'of tomorrow'`;
});
