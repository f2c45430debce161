import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createPrivateApi } from '#paymega/private-api.ts';
import { type Sandbox, startSandbox } from '#paymega/sandbox/server.ts';
import type { CheckTools } from '#reconciliation/books/check-tools.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import { OF_BOTH_BOOKS } from '#reconciliation/discrepancies/kinds.ts';
import { replayHistory } from '#runtime/demo-history.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { figuresOfRun, listedOfRun } from './listed-of-run.ts';

const database = useDatabase();
const DAY = 86_400;
const now = Math.floor(Date.now() / 1000);
const startsAt = now - 30 * DAY;
const keys = { accountId: 'shop', apiKey: 'key', liveSecret: 'live-secret', testSecret: 'test-secret' };

let sandbox: Sandbox;
let tools: CheckTools;

beforeAll(async () => {
  sandbox = await startSandbox({
    ...keys,
    seed: 7,
    startsAt,
    endsAt: now - 2 * DAY,
    perDay: 90,
    callbackUrl: null,
  });
  const privateApi = createPrivateApi({ url: sandbox.url, ...keys, concurrency: 8, perSecond: 10_000 });
  tools = { sql: database.sql, privateApi, exponentOf: await exponentsOf(database.sql) };
});
afterAll(() => sandbox.close());

/**
 * How many payments must stand alike in both books after the first run: all that Paymega has, but for what
 * goes on differing.
 */
async function matchedByTheSeed(): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${keys.accountId}:${keys.apiKey}`).toString('base64')}`;
  const search = new URLSearchParams({
    ...{ 'filter[created][from]': String(startsAt - DAY), 'filter[created][to]': String(now) },
    'page[size]': '1',
  });
  const answer = await fetch(`${sandbox.url}/payment-invoices?${search}`, { headers: { authorization } });
  const { meta } = z.object({ meta: z.object({ total: z.number() }) }).parse(await answer.json());
  // What is missing at Paymega is not among the total; what cannot be read stands in neither of the books.
  const ofBoth: ReadonlySet<string> = OF_BOTH_BOOKS;
  const keepsApart = (kind: string) =>
    kind === 'quarantined' || (kind !== 'missing_theirs' && ofBoth.has(kind));
  const differing = [...sandbox.expectedFindings(now)].filter(
    ({ kind, ends }) => ends === 'open' && keepsApart(kind),
  );
  return meta.total - new Set(differing.map(({ invoiceId }) => invoiceId)).size;
}

test('a run finds exactly what the seed says it must, and the same run again changes nothing', async () => {
  const { sql } = database;
  const accountId = await makeAccount(sql);
  const secrets = { live: [keys.liveSecret], test: [keys.testSecret] };
  await replayHistory(tools, { id: accountId, secrets }, sandbox.deliveries(startsAt, now));
  const order = { accountId, window: { from: startsAt - DAY, to: now }, trigger: 'program' as const };
  const actor = { kind: 'program', name: 'test' } as const;

  const first = await carryOutRun(tools, await queueRun(sql, actor, order));
  const found = await sql`
    select invoice_id as "invoiceId", kind, cause, case state when 'resolved' then resolution else state end as ends
    from discrepancies where account_id = ${accountId}`;
  const line = (row: { [key: string]: unknown }) => `${row.kind} ${row.ends} ${row.cause} ${row.invoiceId}`;
  const expected = [...sandbox.expectedFindings(now)].map(line).sort();
  expect([...found].map(line).sort()).toEqual(expected);
  expect(expected.length).toBeGreaterThan(60);
  expect(first.unanswered).toBe(0);

  expect(await listedOfRun(sql, first)).toEqual(figuresOfRun(first));

  const before = await sql`select id, state, resolution, evidence from discrepancies order by id`;
  const second = await carryOutRun(tools, await queueRun(sql, actor, order));
  expect(second).toMatchObject({
    opened: 0,
    healed: 0,
    closed: 0,
    stillOpen: first.opened,
    matched: await matchedByTheSeed(),
  });
  expect(await sql`select id, state, resolution, evidence from discrepancies order by id`).toEqual(before);
});
