import type { Sql } from '#db/connection.ts';
import { createPrivateApi } from '#paymega/private-api.ts';
import type { Sandbox } from '#paymega/sandbox/server.ts';
import { sign } from '#paymega/signature.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import { replayHistory } from '#runtime/demo-history.ts';
import { makeAccount } from '../support/database.ts';
import { SECRETS } from '../support/running.ts';

/** What stands open of the days that the latest run was over: subject and kind, in order. */
export async function discrepanciesOf(sql: Sql): Promise<string[]> {
  const rows = await sql<{ subject: string; kind: string }[]>`
    select subject, kind from discrepancies, (
      select window_from, window_to from runs where state = 'finished' and trigger = 'program'
      order by id desc limit 1
    ) as latest
    where discrepancies.state <> 'resolved' and invoice_created_at between window_from and window_to
    order by subject, kind`;
  return rows.map(({ subject, kind }) => `${subject} ${kind}`);
}

/**
 * What would stand open if nothing had gone wrong: the callbacks that were taken, in the order in which they were, and one
 * run like the last one, on an empty database that nobody touches.
 */
export async function undisturbed(twin: Sql, sandbox: Sandbox, disturbed: Sql): Promise<string[]> {
  const accountId = await makeAccount(twin);
  const exponentOf = await exponentsOf(twin);
  const told = await disturbed<{ body: string; mode: 'live' | 'test'; at: Date }[]>`
    select body, mode, callbacks.received_at as at
    from callbacks join callback_bodies on callback_id = id order by id`;
  const deliveries = told.map(({ body, mode, at }) => ({
    ...{ body, at: at.getTime() / 1000, invoiceId: '', retryCount: 0, nextRetry: null },
    signature: sign(SECRETS[mode], Buffer.from(body)),
  }));
  const secrets = { live: [SECRETS.live], test: [SECRETS.test] };
  await replayHistory({ sql: twin, exponentOf }, { id: accountId, secrets }, deliveries);
  const keys = { url: sandbox.url, accountId: 'account', apiKey: 'key' };
  const privateApi = createPrivateApi({ ...keys, perSecond: 10_000, concurrency: 8 });
  const [last] = await disturbed<{ from: number; to: number }[]>`
    select extract(epoch from window_from)::float8 as "from", extract(epoch from window_to)::float8 as "to"
    from runs where state = 'finished' and trigger = 'program' order by id desc limit 1`;
  const window = last ?? { from: 0, to: 0 };
  const actor = { kind: 'program', name: 'undisturbed' } as const;
  const run = await queueRun(twin, actor, { accountId, window, trigger: 'program' });
  await carryOutRun({ sql: twin, privateApi, exponentOf }, run);
  return discrepanciesOf(twin);
}
